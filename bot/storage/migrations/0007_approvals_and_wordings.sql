-- Why a broadcast that was approved waits for approval once more: who wrote or who approved it lost the role.
ALTER TABLE broadcasts ADD COLUMN asked_again TEXT NOT NULL CHECK (asked_again IN ('', 'author', 'approver')) DEFAULT '';

-- In which words somebody was given an answer, as a short digest, so that a correction reaches just those who were
-- given other words than today's. Of answers given before this it is not known: they count as other words.
CREATE TABLE answers_given_in_words (
    person   TEXT NOT NULL,
    entry    TEXT NOT NULL,
    wording  TEXT NOT NULL,
    given_on TEXT NOT NULL,
    PRIMARY KEY (person, entry, wording)
) STRICT, WITHOUT ROWID;
INSERT INTO answers_given_in_words SELECT person, entry, '', given_on FROM answers_given;
DROP TABLE answers_given;
ALTER TABLE answers_given_in_words RENAME TO answers_given;
