-- Organisers: who they are, what they may do, and what they did.

CREATE TABLE organisers (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    person   TEXT UNIQUE,
    added_at TEXT NOT NULL
) STRICT;

CREATE TABLE roles (
    organiser_id INTEGER NOT NULL REFERENCES organisers (id) ON DELETE CASCADE,
    role         TEXT NOT NULL CHECK (role IN ('owner', 'sender', 'exporter', 'editor', 'viewer', 'listener')),
    granted_at   TEXT NOT NULL,
    PRIMARY KEY (organiser_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations (
    code_digest TEXT NOT NULL PRIMARY KEY,
    role        TEXT NOT NULL CHECK (role IN ('owner', 'sender', 'exporter', 'editor', 'viewer', 'listener')),
    made_by     INTEGER REFERENCES organisers (id),
    expires_at  TEXT NOT NULL,
    used_at     TEXT
) STRICT, WITHOUT ROWID;

-- What organisers did. Lines are only ever added.
CREATE TABLE organiser_log (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           TEXT NOT NULL,
    organiser_id INTEGER,
    what         TEXT NOT NULL,
    about        TEXT NOT NULL,
    why          TEXT NOT NULL
) STRICT;
CREATE TRIGGER organiser_log_stays BEFORE DELETE ON organiser_log
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER organiser_log_is_final BEFORE UPDATE ON organiser_log
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;

-- Broadcasts live by themselves once they are drafted; who may move them stands in bot/broadcasts/states.py.
-- An edit or recall changes or deletes what the broadcast `of_id` sent. No author means the command line.
-- `told` is the state that organisers were told of last, `progress` the message that shows how it goes.
CREATE TABLE broadcasts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    state       TEXT NOT NULL CHECK (state IN ('draft', 'awaiting_approval', 'held', 'scheduled', 'sending', 'paused',
                                               'done', 'stopped')),
    kind        TEXT NOT NULL CHECK (kind IN ('update', 'correction', 'edit', 'recall')) DEFAULT 'update',
    of_id       INTEGER REFERENCES broadcasts (id),
    message     TEXT NOT NULL,
    audience    TEXT NOT NULL,
    author_id   INTEGER,
    approver_id INTEGER,
    urgent_by   TEXT NOT NULL DEFAULT '',
    created_at  TEXT NOT NULL,
    starts_at   TEXT,
    held_until  TEXT,
    started_at  TEXT,
    finished_at TEXT,
    paused_by   TEXT NOT NULL CHECK (paused_by IN ('', 'hours', 'organiser', 'trouble')) DEFAULT '',
    told        TEXT NOT NULL DEFAULT 'draft',
    progress    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX broadcasts_state ON broadcasts (state);

-- The outbox of broadcasts: one row for each person of the audience, fixed when sending begins.
CREATE TABLE deliveries (
    id           INTEGER PRIMARY KEY,
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    person       TEXT,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'blocked', 'failed', 'unsure', 'withdrawn',
                                                'recalled')),
    message_id   INTEGER,
    at           TEXT,
    reason       TEXT,
    UNIQUE (broadcast_id, person)
) STRICT;
CREATE INDEX deliveries_state ON deliveries (broadcast_id, state, id);
CREATE INDEX deliveries_person ON deliveries (person);

-- Which answer somebody was given, for corrections: only with consent to updates, for 90 days.
CREATE TABLE answers_given (
    person   TEXT NOT NULL,
    entry    TEXT NOT NULL,
    given_on TEXT NOT NULL,
    PRIMARY KEY (person, entry)
) STRICT, WITHOUT ROWID;

-- Talks between a supporter and the organisers, gone 30 days after they are closed.
CREATE TABLE threads (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    person          TEXT,
    kind            TEXT NOT NULL CHECK (kind IN ('talk', 'reply', 'complaint')),
    opened_at       TEXT NOT NULL,
    acknowledged_at TEXT,
    closed_at       TEXT
) STRICT;
CREATE TABLE thread_messages (
    id          INTEGER PRIMARY KEY,
    thread_id   INTEGER NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    from_person INTEGER NOT NULL CHECK (from_person IN (0, 1)),
    text        TEXT NOT NULL,
    at          TEXT NOT NULL
) STRICT;
CREATE INDEX thread_messages_of ON thread_messages (thread_id);
