-- Organisers who want the weekly digest, with the Monday (YYYY-MM-DD) of the week that was dealt with last.
CREATE TABLE digests (
    organiser_id INTEGER PRIMARY KEY REFERENCES organisers (id) ON DELETE CASCADE,
    last_monday  TEXT NOT NULL
) STRICT;

-- Figures that organisers asked for in the chat and have not been sent yet.
CREATE TABLE figures_wanted (
    organiser_id INTEGER NOT NULL REFERENCES organisers (id) ON DELETE CASCADE,
    shown_by     TEXT NOT NULL CHECK (shown_by IN ('day', 'week', 'all')),
    asked_at     TEXT NOT NULL,
    PRIMARY KEY (organiser_id, shown_by)
) STRICT, WITHOUT ROWID;
