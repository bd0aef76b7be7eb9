-- A short working name for each organiser, shown to organisers beside the number; never in the log.
ALTER TABLE organisers ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE invitations ADD COLUMN name TEXT NOT NULL DEFAULT '';

-- Messages of somebody who leaves are deleted at once, whatever their time.
ALTER TABLE message_deletions ADD COLUMN at_once INTEGER NOT NULL DEFAULT 0 CHECK (at_once IN (0, 1));
