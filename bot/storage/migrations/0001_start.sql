-- What the bot keeps. Before somebody joins or pledges: their place in a conversation and replies on their way.

CREATE TABLE conversations (
    person     TEXT NOT NULL PRIMARY KEY,
    state      TEXT NOT NULL,
    touched_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_touched ON conversations (touched_at);

CREATE TABLE supporters (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    person         TEXT NOT NULL UNIQUE,
    since          TEXT NOT NULL,
    adult_declared TEXT NOT NULL,
    nation         TEXT CHECK (nation IN ('england', 'scotland', 'wales', 'northern_ireland', 'elsewhere')),
    constituency   TEXT,
    source         TEXT,
    heard_on       TEXT NOT NULL,
    unreachable_at TEXT
) STRICT;

CREATE TABLE consent_wordings (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    version TEXT NOT NULL,
    wording TEXT NOT NULL,
    UNIQUE (name, version, wording)
) STRICT;

CREATE TABLE consents (
    id           INTEGER PRIMARY KEY,
    supporter_id INTEGER NOT NULL REFERENCES supporters (id) ON DELETE CASCADE,
    wording_id   INTEGER NOT NULL REFERENCES consent_wordings (id),
    given_at     TEXT NOT NULL,
    withdrawn_at TEXT
) STRICT;
CREATE INDEX consents_of ON consents (supporter_id);

CREATE TABLE health (
    supporter_id INTEGER PRIMARY KEY REFERENCES supporters (id) ON DELETE CASCADE,
    affected     TEXT NOT NULL
) STRICT;

CREATE TABLE pledges (
    id           INTEGER PRIMARY KEY,
    supporter_id INTEGER NOT NULL REFERENCES supporters (id) ON DELETE CASCADE,
    deed         TEXT NOT NULL,
    made_at      TEXT NOT NULL,
    UNIQUE (supporter_id, deed)
) STRICT;
CREATE INDEX pledges_made ON pledges (made_at);

-- What remains of a pledge that was taken back: that there was one, never whose.
CREATE TABLE pledge_stubs (
    id       INTEGER PRIMARY KEY,
    stub     TEXT NOT NULL UNIQUE,
    deed     TEXT NOT NULL,
    ended_on TEXT NOT NULL,
    reason   TEXT NOT NULL CHECK (reason IN ('withdrawn', 'erased'))
) STRICT;

CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY,
    person     TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('reply', 'broadcast')),
    payload    TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'unsure', 'failed')),
    created_at TEXT NOT NULL,
    failure    TEXT
) STRICT;
CREATE INDEX outbox_person ON outbox (person);
CREATE INDEX outbox_created ON outbox (created_at);

-- Updates whose effects are committed. A new token starts a new set: `token` is a digest of it.
CREATE TABLE updates_handled (
    token      TEXT NOT NULL,
    update_id  INTEGER NOT NULL,
    handled_at TEXT NOT NULL,
    PRIMARY KEY (token, update_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX updates_handled_at ON updates_handled (handled_at);

CREATE TABLE counts (
    day    TEXT NOT NULL,
    what   TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (day, what)
) STRICT, WITHOUT ROWID;

-- People whose records are gone and who wait to hear so.
CREATE TABLE erasures (
    person   TEXT NOT NULL PRIMARY KEY,
    asked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Questions nobody could answer, kept because the person agreed there and then; without who asked.
CREATE TABLE unanswered (
    id       INTEGER PRIMARY KEY,
    text     TEXT NOT NULL,
    asked_on TEXT NOT NULL
) STRICT;

CREATE TABLE notes (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
