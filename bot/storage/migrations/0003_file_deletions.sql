-- Exports that organisers ask for in the chat: chosen step by step, made and sent, then gone. What is `sending` when
-- the bot stops may have arrived: it is not sent again.
CREATE TABLE export_jobs (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    person       TEXT NOT NULL,
    organiser_id INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('asking', 'waiting', 'sending')) DEFAULT 'asking',
    wish         TEXT NOT NULL,
    asked_at     TEXT NOT NULL
) STRICT;

-- Messages of the bot that it deletes when their time is over, such as files with people's data.
CREATE TABLE message_deletions (
    person     TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    due_at     TEXT NOT NULL,
    PRIMARY KEY (person, message_id)
) STRICT, WITHOUT ROWID;
