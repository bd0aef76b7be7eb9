-- From form 7, the last one under the program's first names, to form 8. The old tables are set aside, the new
-- ones made, and every row is copied, so that the result is exactly what a new database has.

DROP INDEX conversations_touched;
DROP INDEX consents_of;
DROP INDEX pledges_made;
DROP INDEX outbox_person;
DROP INDEX outbox_created;
DROP INDEX updates_handled_at;
DROP INDEX broadcasts_state;
DROP INDEX deliveries_state;
DROP INDEX deliveries_person;
DROP INDEX thread_messages_of;
DROP TRIGGER organiser_log_stays;
DROP TRIGGER organiser_log_is_final;
ALTER TABLE conversations RENAME TO old_conversations;
ALTER TABLE supporters RENAME TO old_supporters;
ALTER TABLE consent_wordings RENAME TO old_consent_wordings;
ALTER TABLE consents RENAME TO old_consents;
ALTER TABLE health RENAME TO old_health;
ALTER TABLE pledges RENAME TO old_pledges;
ALTER TABLE pledge_stubs RENAME TO old_pledge_stubs;
ALTER TABLE outbox RENAME TO old_outbox;
ALTER TABLE updates_handled RENAME TO old_updates_handled;
ALTER TABLE counts RENAME TO old_counts;
ALTER TABLE erasures RENAME TO old_erasures;
ALTER TABLE unanswered RENAME TO old_unanswered;
ALTER TABLE notes RENAME TO old_notes;
ALTER TABLE organisers RENAME TO old_organisers;
ALTER TABLE roles RENAME TO old_roles;
ALTER TABLE invitations RENAME TO old_invitations;
ALTER TABLE organiser_log RENAME TO old_organiser_log;
ALTER TABLE broadcasts RENAME TO old_broadcasts;
ALTER TABLE deliveries RENAME TO old_deliveries;
ALTER TABLE answers_given RENAME TO old_answers_given;
ALTER TABLE threads RENAME TO old_threads;
ALTER TABLE thread_messages RENAME TO old_thread_messages;
ALTER TABLE export_jobs RENAME TO old_export_jobs;
ALTER TABLE message_deletions RENAME TO old_message_deletions;
ALTER TABLE digests RENAME TO old_digests;
ALTER TABLE figures_wanted RENAME TO old_figures_wanted;

.read start.sql

-- Numbers that were given once are never given again.
INSERT INTO sqlite_sequence (name, seq)
    SELECT CASE name WHEN 'old_organiser_log' THEN 'audit_log' ELSE substr(name, 5) END, seq
    FROM sqlite_sequence WHERE name GLOB 'old_*';

-- A conversation begins again: its position, menus and buttons were written for other code. What somebody chose
-- for longer than a conversation stays: simpler words, and where they came from.
INSERT INTO conversations
    SELECT person,
           json_object('simple', json(iif(json_extract(state, '$.simple'), 'true', 'false')),
                       'source', coalesce(json_extract(state, '$.source'), '')),
           touched_at
    FROM old_conversations
    WHERE json_valid(state) AND (json_extract(state, '$.simple') OR json_extract(state, '$.source') > '');

INSERT INTO supporters (id, person, joined_at, declared_adult_at, nation, constituency, language, source,
                        last_heard_on, unreachable_at)
    SELECT id, person, since, adult_declared, nation, constituency, language, source, heard_on, unreachable_at
    FROM old_supporters;
INSERT INTO consent_wordings (id, name, version, wording)
    SELECT id, name, version, wording FROM old_consent_wordings;
INSERT INTO consents (id, supporter_id, wording_id, given_at, withdrawn_at)
    SELECT id, supporter_id, wording_id, given_at, withdrawn_at FROM old_consents;
INSERT INTO health (supporter_id, affected)
    SELECT supporter_id, affected FROM old_health;
INSERT INTO pledges (id, supporter_id, pledge_type, made_at)
    SELECT id, supporter_id, deed, made_at FROM old_pledges;
INSERT INTO pledge_tombstones (id, digest, pledge_type, ended_on, reason)
    SELECT id, stub, deed, ended_on, reason FROM old_pledge_stubs;
INSERT INTO outbox (id, person, payload, state, created_at, failure)
    SELECT id, person, payload, state, created_at, failure FROM old_outbox WHERE state IN ('waiting', 'failed');
INSERT INTO handled_updates (token_digest, update_id, handled_at)
    SELECT token, update_id, handled_at FROM old_updates_handled;
INSERT INTO daily_counts (day, name, number)
    SELECT day, what, number FROM old_counts;
INSERT INTO erasures (person, requested_at)
    SELECT person, asked_at FROM old_erasures;
INSERT INTO unanswered_questions (id, text, asked_on)
    SELECT id, text, asked_on FROM old_unanswered;
INSERT INTO key_values (key, value)
    SELECT name, value FROM old_notes;
INSERT INTO organisers (id, person, name, added_at)
    SELECT id, person, name, added_at FROM old_organisers;
INSERT INTO roles (organiser_id, role, granted_at)
    SELECT organiser_id, role, granted_at FROM old_roles;
INSERT INTO invitations (code_digest, role, name, made_by, expires_at, used_at)
    SELECT code_digest, role, name, made_by, expires_at, used_at FROM old_invitations;
INSERT INTO audit_log (id, logged_at, organiser_id, action, subject, reason)
    SELECT id, at, organiser_id, what, about, why FROM old_organiser_log;

-- What waits for an organiser is announced once more, because its buttons in the chats are of other code.
INSERT INTO broadcasts (id, state, kind, original_id, message, audience, author_id, approver_id, urgent_by,
                        lost_role, created_at, starts_at, held_until, started_at, finished_at, paused_by,
                        announced_state, progress_person, progress_message_id)
    SELECT id, state, kind, of_id, message, audience, author_id, approver_id, urgent_by,
           nullif(asked_again, ''), created_at, starts_at, held_until, started_at, finished_at,
           nullif(paused_by, ''),
           iif(state IN ('awaiting_approval', 'held', 'scheduled'), 'draft', told),
           iif(instr(progress, ' '), substr(progress, 1, instr(progress, ' ') - 1), NULL),
           iif(instr(progress, ' '), CAST(substr(progress, instr(progress, ' ') + 1) AS INTEGER), NULL)
    FROM old_broadcasts;
INSERT INTO deliveries (id, broadcast_id, person, state, message_id, recorded_at, reason)
    SELECT id, broadcast_id, person, state, message_id, at, reason FROM old_deliveries;
INSERT INTO answers_given (person, entry, wording_digest, given_on)
    SELECT person, entry, wording, given_on FROM old_answers_given;
INSERT INTO threads (id, person, kind, opened_at, acknowledged_at, closed_at)
    SELECT id, person, kind, opened_at, acknowledged_at, closed_at FROM old_threads WHERE person IS NOT NULL;
INSERT INTO thread_messages (id, thread_id, from_supporter, text, sent_at)
    SELECT id, thread_id, from_person, text, at FROM old_thread_messages
    WHERE thread_id IN (SELECT id FROM threads);
INSERT INTO export_jobs (id, person, organiser_id, state, selection, requested_at)
    SELECT id, person, organiser_id, iif(state = 'asking', 'choosing', state),
           json_remove(json_set(wish, '$.name', nullif(json_extract(wish, '$.what'), ''),
                                      '$.file_format', nullif(json_extract(wish, '$.form'), '')),
                       '$.what', '$.form'),
           asked_at
    FROM old_export_jobs;
INSERT INTO message_deletions (person, message_id, due_at, at_once)
    SELECT person, message_id, due_at, at_once FROM old_message_deletions;
INSERT INTO digest_subscriptions (organiser_id, last_monday)
    SELECT organiser_id, last_monday FROM old_digests;
INSERT INTO statistics_requests (organiser_id, granularity, requested_at)
    SELECT organiser_id, shown_by, asked_at FROM old_figures_wanted;

-- Those that refer to others go first.
DROP TABLE old_consents;
DROP TABLE old_health;
DROP TABLE old_pledges;
DROP TABLE old_roles;
DROP TABLE old_invitations;
DROP TABLE old_deliveries;
DROP TABLE old_thread_messages;
DROP TABLE old_digests;
DROP TABLE old_figures_wanted;
DROP TABLE old_conversations;
DROP TABLE old_supporters;
DROP TABLE old_consent_wordings;
DROP TABLE old_pledge_stubs;
DROP TABLE old_outbox;
DROP TABLE old_updates_handled;
DROP TABLE old_counts;
DROP TABLE old_erasures;
DROP TABLE old_unanswered;
DROP TABLE old_notes;
DROP TABLE old_organisers;
DROP TABLE old_organiser_log;
DROP TABLE old_broadcasts;
DROP TABLE old_answers_given;
DROP TABLE old_threads;
DROP TABLE old_export_jobs;
DROP TABLE old_message_deletions;
