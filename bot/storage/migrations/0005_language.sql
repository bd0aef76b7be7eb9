-- The language in which somebody would like updates: a key of the choices in flows/scripts/join.yaml. It is kept
-- while they agree to updates.
ALTER TABLE supporters ADD COLUMN language TEXT
    CHECK (length(language) <= 30 AND language GLOB '[a-z]*' AND language NOT GLOB '*[^a-z0-9_]*');
