-- The form that a new database begins with. Times are ISO 8601 in UTC, days YYYY-MM-DD; `person` is a channel's
-- address, such as telegram:12345. The words that a CHECK allows are the enums of enums.py.

-- Before somebody joins or pledges, this and the outbox are all that is kept of them.
CREATE TABLE conversations (
    person     TEXT NOT NULL PRIMARY KEY,
    state      TEXT NOT NULL,
    touched_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_touched ON conversations (touched_at);

-- `language` is a key of the choices in flows/scripts/join.yaml, kept while they agree to updates.
CREATE TABLE supporters (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    person            TEXT NOT NULL UNIQUE,
    joined_at         TEXT NOT NULL,
    declared_adult_at TEXT NOT NULL,
    nation            TEXT CHECK (nation IN ('england', 'scotland', 'wales', 'northern_ireland', 'elsewhere')),
    constituency      TEXT,
    language          TEXT CHECK (length(language) <= 30 AND language GLOB '[a-z]*'
                                  AND language NOT GLOB '*[^a-z0-9_]*'),
    source            TEXT,
    last_heard_on     TEXT NOT NULL,
    unreachable_at    TEXT
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
    pledge_type  TEXT NOT NULL,
    made_at      TEXT NOT NULL,
    UNIQUE (supporter_id, pledge_type)
) STRICT;
CREATE INDEX pledges_made ON pledges (made_at);

-- That there was a pledge, never whose: `digest` points at nobody without a key that is not kept here.
CREATE TABLE pledge_tombstones (
    id          INTEGER PRIMARY KEY,
    digest      TEXT NOT NULL UNIQUE,
    pledge_type TEXT NOT NULL,
    ended_on    TEXT NOT NULL,
    reason      TEXT NOT NULL CHECK (reason IN ('withdrawn', 'erased'))
) STRICT;

-- Replies on their way. A delivered one leaves no row.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY,
    person     TEXT NOT NULL,
    payload    TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'failed')),
    created_at TEXT NOT NULL,
    failure    TEXT
) STRICT;
CREATE INDEX outbox_person ON outbox (person);
CREATE INDEX outbox_created ON outbox (created_at);

-- Updates whose effects are committed. A new bot token starts a new set.
CREATE TABLE handled_updates (
    token_digest TEXT NOT NULL,
    update_id    INTEGER NOT NULL,
    handled_at   TEXT NOT NULL,
    PRIMARY KEY (token_digest, update_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX handled_updates_at ON handled_updates (handled_at);

CREATE TABLE daily_counts (
    day    TEXT NOT NULL,
    name   TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (day, name)
) STRICT, WITHOUT ROWID;

-- People whose records are gone and who wait to hear so.
CREATE TABLE erasures (
    person       TEXT NOT NULL PRIMARY KEY,
    requested_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Questions without an answer, kept because the person agreed there and then; never who asked.
CREATE TABLE unanswered_questions (
    id       INTEGER PRIMARY KEY,
    text     TEXT NOT NULL,
    asked_on TEXT NOT NULL
) STRICT;

CREATE TABLE key_values (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `name` is what the team calls them: shown to organisers beside the number, never in the audit log.
CREATE TABLE organisers (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    person   TEXT UNIQUE,
    name     TEXT NOT NULL DEFAULT '',
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
    name        TEXT NOT NULL DEFAULT '',
    made_by     INTEGER REFERENCES organisers (id),
    expires_at  TEXT NOT NULL,
    used_at     TEXT
) STRICT, WITHOUT ROWID;

-- What organisers did. No organiser means the command line.
CREATE TABLE audit_log (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    logged_at    TEXT NOT NULL,
    organiser_id INTEGER,
    action       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    reason       TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_log_is_never_deleted BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;

-- `original_id` is the broadcast that an edit changes or a recall deletes. No author means the command line.
-- `urgent_by` holds the numbers of the organisers who marked it as urgent, with commas. `lost_role` says whose
-- role was lost when it needs approval once more. `announced_state` is the state that organisers were told of
-- last, `progress_person` and `progress_message_id` the message that shows how it goes.
CREATE TABLE broadcasts (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    state               TEXT NOT NULL CHECK (state IN ('draft', 'awaiting_approval', 'held', 'scheduled',
                                                       'sending', 'paused', 'done', 'stopped')),
    kind                TEXT NOT NULL CHECK (kind IN ('update', 'correction', 'edit', 'recall')),
    original_id         INTEGER REFERENCES broadcasts (id),
    message             TEXT NOT NULL,
    audience            TEXT NOT NULL,
    author_id           INTEGER,
    approver_id         INTEGER,
    urgent_by           TEXT NOT NULL DEFAULT '',
    lost_role           TEXT CHECK (lost_role IN ('author', 'approver')),
    created_at          TEXT NOT NULL,
    starts_at           TEXT,
    held_until          TEXT,
    started_at          TEXT,
    finished_at         TEXT,
    paused_by           TEXT CHECK (paused_by IN ('hours', 'organiser', 'trouble')),
    announced_state     TEXT NOT NULL DEFAULT 'draft',
    progress_person     TEXT,
    progress_message_id INTEGER
) STRICT;
CREATE INDEX broadcasts_state ON broadcasts (state);

-- The recipients of a broadcast, one row each, fixed when sending begins.
CREATE TABLE deliveries (
    id           INTEGER PRIMARY KEY,
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    person       TEXT,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'blocked', 'failed', 'unsure',
                                                'withdrawn', 'recalled')),
    message_id   INTEGER,
    recorded_at  TEXT,
    reason       TEXT,
    UNIQUE (broadcast_id, person)
) STRICT;
CREATE INDEX deliveries_state ON deliveries (broadcast_id, state, id);
CREATE INDEX deliveries_person ON deliveries (person);

-- Which answers somebody was given, and in which words, so that a correction reaches those who had other words
-- than today's. Only with consent to updates, for 90 days.
CREATE TABLE answers_given (
    person         TEXT NOT NULL,
    entry          TEXT NOT NULL,
    wording_digest TEXT NOT NULL,
    given_on       TEXT NOT NULL,
    PRIMARY KEY (person, entry, wording_digest)
) STRICT, WITHOUT ROWID;

-- Talks between a supporter and the organisers, gone 30 days after they are closed.
CREATE TABLE threads (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    person          TEXT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('talk', 'reply', 'complaint')),
    opened_at       TEXT NOT NULL,
    acknowledged_at TEXT,
    closed_at       TEXT
) STRICT;
CREATE TABLE thread_messages (
    id             INTEGER PRIMARY KEY,
    thread_id      INTEGER NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    from_supporter INTEGER NOT NULL CHECK (from_supporter IN (0, 1)),
    text           TEXT NOT NULL,
    sent_at        TEXT NOT NULL
) STRICT;
CREATE INDEX thread_messages_of ON thread_messages (thread_id);

-- Exports that organisers choose in the chat, then wait for. One that is `sending` when the bot stops may have
-- arrived: it is not sent again.
CREATE TABLE export_jobs (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    person       TEXT NOT NULL,
    organiser_id INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('choosing', 'waiting', 'sending')),
    selection    TEXT NOT NULL,
    requested_at TEXT NOT NULL
) STRICT;

-- Messages of the bot that it deletes when their time is over, such as files with people's data; at once when
-- somebody leaves.
CREATE TABLE message_deletions (
    person     TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    due_at     TEXT NOT NULL,
    at_once    INTEGER NOT NULL DEFAULT 0 CHECK (at_once IN (0, 1)),
    PRIMARY KEY (person, message_id)
) STRICT, WITHOUT ROWID;

-- Organisers who want the weekly digest, with the Monday of the last week that they were sent.
CREATE TABLE digest_subscriptions (
    organiser_id INTEGER PRIMARY KEY REFERENCES organisers (id) ON DELETE CASCADE,
    last_monday  TEXT NOT NULL
) STRICT;

-- Statistics that organisers asked for in the chat and have not been sent yet.
CREATE TABLE statistics_requests (
    organiser_id INTEGER NOT NULL REFERENCES organisers (id) ON DELETE CASCADE,
    granularity  TEXT NOT NULL CHECK (granularity IN ('day', 'week', 'all')),
    requested_at TEXT NOT NULL,
    PRIMARY KEY (organiser_id, granularity)
) STRICT, WITHOUT ROWID;
