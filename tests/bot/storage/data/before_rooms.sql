-- A database made by the program as it was before its packages and its stored names were put in order (form 7).
--
-- How it was made: a script let invented people talk with that program over a played Telegram, from 2 to 25
-- November 2026 on a clock of its own: some twenty people join, pledge, stop, take back, complain and are erased;
-- a team is invited, changed and reduced; eighteen broadcasts are written, approved, sent, edited, recalled,
-- paused and stopped; files are exported. Then the file was copied in the middle of everything, as a kill leaves
-- it: rows on their way, replies waiting, questions half answered. The first consents were asked for in other
-- words (version 0), and one answer was changed before it was corrected.
--
-- Nobody in it exists. Don't edit it by hand: it is what that program wrote.

PRAGMA user_version = 7;
PRAGMA application_id = 1178881608;
BEGIN TRANSACTION;
CREATE TABLE "answers_given" (
    person   TEXT NOT NULL,
    entry    TEXT NOT NULL,
    wording  TEXT NOT NULL,
    given_on TEXT NOT NULL,
    PRIMARY KEY (person, entry, wording)
) STRICT, WITHOUT ROWID;
INSERT INTO "answers_given" VALUES('telegram:1001','what_is_redress','fac6378c269d','2026-11-16');
INSERT INTO "answers_given" VALUES('telegram:1005','what_is_redress','fac6378c269d','2026-11-16');
INSERT INTO "answers_given" VALUES('telegram:1005','what_was_primodos','a97a0d3fd508','2026-11-16');
INSERT INTO "answers_given" VALUES('telegram:1006','hughes_report','1ca4dba70218','2026-11-16');
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
, asked_again TEXT NOT NULL CHECK (asked_again IN ('', 'author', 'approver')) DEFAULT '') STRICT;
INSERT INTO "broadcasts" VALUES(1,'done','update',NULL,'{"text": "The debate is on Tuesday.", "markup": "The debate is on Tuesday.", "photo": "", "document": "", "label": "Read more", "url": "https://www.example.org/debate"}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 7, "languages": []}',2,3,'','2026-11-16T10:00:17+00:00',NULL,'2026-11-16T10:00:20+00:00','2026-11-16T10:00:20+00:00','2026-11-16T10:01:17+00:00','','done','telegram:12 21420','');
INSERT INTO "broadcasts" VALUES(2,'done','edit',1,'{"text": "The debate is on Wednesday.", "markup": "The debate is on Wednesday.", "photo": "", "document": "", "label": "Read more", "url": "https://www.example.org/debate"}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 7, "languages": []}',2,3,'','2026-11-16T10:01:18+00:00',NULL,'2026-11-16T10:01:21+00:00','2026-11-16T10:01:21+00:00','2026-11-16T10:01:28+00:00','','done','telegram:12 21467','');
INSERT INTO "broadcasts" VALUES(3,'done','update',NULL,'{"text": "The meeting in Leeds is cancelled.", "markup": "The meeting in Leeds is cancelled.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',3,2,'','2026-11-17T10:00:00+00:00',NULL,'2026-11-17T10:00:02+00:00','2026-11-17T10:00:02+00:00','2026-11-17T10:00:11+00:00','','done','telegram:13 21501','');
INSERT INTO "broadcasts" VALUES(4,'done','recall',3,'{"text": "The meeting in Leeds is cancelled.", "markup": "The meeting in Leeds is cancelled.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',3,NULL,'','2026-11-17T10:00:12+00:00',NULL,NULL,'2026-11-17T10:00:12+00:00','2026-11-17T10:00:15+00:00','','done','','');
INSERT INTO "broadcasts" VALUES(5,'stopped','update',NULL,'{"text": "Please write to your MP this week.", "markup": "Please write to your MP this week.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',2,3,'','2026-11-17T10:00:16+00:00',NULL,'2026-11-17T10:00:19+00:00','2026-11-17T10:00:19+00:00','2026-11-17T10:00:23+00:00','','stopped','telegram:12 21550','');
INSERT INTO "broadcasts" VALUES(6,'done','correction',NULL,'{"text": "We were wrong about redress: it need not be money.", "markup": "We were wrong about redress: it need not be money.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "what_is_redress", "rest_days": 0, "languages": []}',2,3,'','2026-11-19T10:00:00+00:00',NULL,'2026-11-19T10:00:03+00:00','2026-11-19T10:00:03+00:00','2026-11-19T10:00:09+00:00','','done','telegram:12 21587','');
INSERT INTO "broadcasts" VALUES(7,'draft','edit',1,'{"text": "The debate is on Thursday.", "markup": "The debate is on Thursday.", "photo": "", "document": "", "label": "Read more", "url": "https://www.example.org/debate"}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 7, "languages": []}',3,NULL,'','2026-11-19T10:00:10+00:00',NULL,NULL,NULL,NULL,'','draft','','');
INSERT INTO "broadcasts" VALUES(8,'draft','update',NULL,'{"text": "News for some.", "markup": "News for some.", "photo": "", "document": "", "label": "More news", "url": "https://www.example.org/news"}','{"pledges": ["write_to_mp"], "nations": ["wales"], "constituencies": ["Leeds East"], "sources": ["leaflet1"], "entry": "", "rest_days": 14, "languages": ["cy"]}',3,NULL,'','2026-11-19T10:00:10+00:00','2026-11-27T14:30:00+00:00',NULL,NULL,NULL,'','draft','','');
INSERT INTO "broadcasts" VALUES(9,'stopped','update',NULL,'{"text": "A draft that is thrown away.", "markup": "A draft that is thrown away.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 7, "languages": []}',2,NULL,'','2026-11-19T10:00:12+00:00',NULL,NULL,NULL,NULL,'','stopped','','');
INSERT INTO "broadcasts" VALUES(10,'draft','update',NULL,'{"text": "A draft that comes back.", "markup": "A draft that comes back.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',2,NULL,'','2026-11-19T10:00:13+00:00',NULL,NULL,NULL,NULL,'','draft','','');
INSERT INTO "broadcasts" VALUES(11,'awaiting_approval','update',NULL,'{"text": "What Uma approved.", "markup": "What Uma approved.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',2,NULL,'','2026-11-19T10:00:14+00:00','2026-11-23T10:00:00+00:00',NULL,NULL,NULL,'','awaiting_approval','','approver');
INSERT INTO "broadcasts" VALUES(12,'scheduled','update',NULL,'{"text": "The book of the campaign is out.", "markup": "The book of the campaign is out.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',3,2,'','2026-11-23T10:01:00+00:00','2026-11-30T10:00:00+00:00','2026-11-23T10:01:03+00:00',NULL,NULL,'','scheduled','','');
INSERT INTO "broadcasts" VALUES(13,'awaiting_approval','update',NULL,'{"text": "Please come today.", "markup": "Please come today.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',2,NULL,'2','2026-11-23T10:01:03+00:00',NULL,NULL,NULL,NULL,'','awaiting_approval','','');
INSERT INTO "broadcasts" VALUES(14,'paused','update',NULL,'{"text": "An update that is paused.", "markup": "An update that is paused.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',3,2,'','2026-11-23T10:01:04+00:00',NULL,'2026-11-23T10:01:07+00:00','2026-11-23T10:01:07+00:00',NULL,'organiser','paused','telegram:13 21789','');
INSERT INTO "broadcasts" VALUES(15,'awaiting_approval','update',NULL,'{"text": "From the command line.", "markup": "From the <b>command line</b>.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',NULL,NULL,'','2026-11-23T10:01:21+00:00',NULL,NULL,NULL,NULL,'','awaiting_approval','','');
INSERT INTO "broadcasts" VALUES(16,'paused','update',NULL,'{"text": "An update that the evening pauses.", "markup": "An update that the evening pauses.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',3,2,'','2026-11-25T18:55:07+00:00',NULL,'2026-11-25T18:55:38+00:00','2026-11-25T18:59:56+00:00',NULL,'hours','paused','telegram:13 21884','');
INSERT INTO "broadcasts" VALUES(17,'sending','update',NULL,'{"text": "Urgent: the line is down.", "markup": "Urgent: the line is down.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',3,2,'2,3','2026-11-25T19:00:00+00:00',NULL,'2026-11-25T19:00:34+00:00','2026-11-25T19:00:34+00:00',NULL,'','sending','','');
INSERT INTO "broadcasts" VALUES(18,'held','update',NULL,'{"text": "Held for a while.", "markup": "Held for a while.", "photo": "", "document": "", "label": "", "url": ""}','{"pledges": [], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 0, "languages": []}',2,3,'','2026-11-25T19:00:01+00:00',NULL,'2026-11-25T19:01:04+00:00',NULL,NULL,'','held','','');
CREATE TABLE consent_wordings (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    version TEXT NOT NULL,
    wording TEXT NOT NULL,
    UNIQUE (name, version, wording)
) STRICT;
INSERT INTO "consent_wordings" VALUES(1,'updates','0','May The Test Campaign send you campaign updates here? You can stop them at any time with /stop.');
INSERT INTO "consent_wordings" VALUES(2,'health','1','This part is optional. May The Test Campaign also keep how you are affected, such as "pelvic mesh" or "family member"?
This is information about health, and this chat is not end-to-end encrypted. It helps the campaign to see who it speaks for. It is kept apart from the rest. Lists leave it out unless an organiser asks for it.
You can take it back at any time with /mydata.');
INSERT INTO "consent_wordings" VALUES(3,'updates','1','May The Test Campaign keep the number of this chat and send you campaign updates here?
Getting updates can show that you support this campaign, which is a political opinion. That you agreed is kept as proof. Which answers you were given is kept for 90 days, to tell you if one has to be corrected. Telegram keeps its own copy of this chat. /privacy says more.
Each update has a "Stop updates" button. You can also type /stop at any time.');
INSERT INTO "consent_wordings" VALUES(4,'pledge','1','May The Test Campaign keep your pledge with the number of this chat, so that it can be counted?
A pledge can show a political opinion. Your name is not kept. That you agreed is kept as proof. Telegram keeps its own copy of this chat. /privacy says more.
You can take your pledge back at any time with /mydata.');
INSERT INTO "consent_wordings" VALUES(5,'share_with_mp','1','This part is optional. May The Test Campaign keep your constituency and tell your MP how many people there made a pledge?
Your MP gets a number, never your name or this chat, and no number under 5. You can take this back at any time with /mydata.');
CREATE TABLE consents (
    id           INTEGER PRIMARY KEY,
    supporter_id INTEGER NOT NULL REFERENCES supporters (id) ON DELETE CASCADE,
    wording_id   INTEGER NOT NULL REFERENCES consent_wordings (id),
    given_at     TEXT NOT NULL,
    withdrawn_at TEXT
) STRICT;
INSERT INTO "consents" VALUES(1,1,1,'2026-11-02T10:00:16+00:00',NULL);
INSERT INTO "consents" VALUES(2,2,1,'2026-11-02T10:00:17+00:00',NULL);
INSERT INTO "consents" VALUES(3,2,2,'2026-11-02T10:00:17+00:00',NULL);
INSERT INTO "consents" VALUES(4,3,1,'2026-11-02T10:00:18+00:00','2026-11-02T10:00:18+00:00');
INSERT INTO "consents" VALUES(5,4,1,'2026-11-02T10:00:18+00:00','2026-11-02T10:00:19+00:00');
INSERT INTO "consents" VALUES(6,4,1,'2026-11-02T10:00:19+00:00',NULL);
INSERT INTO "consents" VALUES(7,1,3,'2026-11-16T10:00:00+00:00',NULL);
INSERT INTO "consents" VALUES(8,6,3,'2026-11-16T10:00:00+00:00',NULL);
INSERT INTO "consents" VALUES(9,6,2,'2026-11-16T10:00:01+00:00',NULL);
INSERT INTO "consents" VALUES(10,6,4,'2026-11-16T10:00:01+00:00',NULL);
INSERT INTO "consents" VALUES(11,6,5,'2026-11-16T10:00:01+00:00',NULL);
INSERT INTO "consents" VALUES(12,8,3,'2026-11-16T10:00:02+00:00',NULL);
INSERT INTO "consents" VALUES(13,8,4,'2026-11-16T10:00:02+00:00',NULL);
INSERT INTO "consents" VALUES(14,8,5,'2026-11-16T10:00:03+00:00',NULL);
INSERT INTO "consents" VALUES(15,11,3,'2026-11-16T10:00:03+00:00',NULL);
INSERT INTO "consents" VALUES(16,11,2,'2026-11-16T10:00:03+00:00','2026-11-16T10:00:04+00:00');
INSERT INTO "consents" VALUES(17,12,3,'2026-11-16T10:00:04+00:00','2026-11-16T10:01:18+00:00');
INSERT INTO "consents" VALUES(18,13,3,'2026-11-16T10:00:05+00:00',NULL);
INSERT INTO "consents" VALUES(19,14,3,'2026-11-16T10:00:05+00:00',NULL);
INSERT INTO "consents" VALUES(20,15,4,'2026-11-16T10:00:06+00:00',NULL);
INSERT INTO "consents" VALUES(21,18,3,'2026-11-16T10:00:08+00:00',NULL);
INSERT INTO "consents" VALUES(22,19,3,'2026-11-16T10:00:09+00:00',NULL);
INSERT INTO "consents" VALUES(23,20,3,'2026-11-16T10:00:09+00:00','2026-11-16T10:01:18+00:00');
INSERT INTO "consents" VALUES(24,21,3,'2026-11-16T10:00:15+00:00',NULL);
INSERT INTO "consents" VALUES(25,22,3,'2026-11-16T10:00:17+00:00',NULL);
CREATE TABLE conversations (
    person     TEXT NOT NULL PRIMARY KEY,
    state      TEXT NOT NULL,
    touched_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "conversations" VALUES('telegram:1001','{"menu":[["Yes, that was it","1:e:y:what_is_redress"],["No, something else","1:e:n:what_is_redress:government_lately"],["Say it simpler","1:e:e:what_is_redress"]],"source":"leaflet1"}','2026-11-16T10:00:10+00:00');
INSERT INTO "conversations" VALUES('telegram:1002','{"source":"leaflet1"}','2026-11-02T10:00:17+00:00');
INSERT INTO "conversations" VALUES('telegram:1003','{"menu":[["Undo","1:c:undo_stop:"]],"source":"meeting_leeds"}','2026-11-02T10:00:18+00:00');
INSERT INTO "conversations" VALUES('telegram:1004','{"menu":[["Undo","1:c:undo_stop:"]],"pressed":[["20960|1:c:undo_stop:","2026-11-02T10:00:19+00:00"]]}','2026-11-02T10:00:19+00:00');
INSERT INTO "conversations" VALUES('telegram:1005','{"menu":[["Yes, that was it","1:e:y:what_was_primodos"],["No, something else","1:e:n:what_was_primodos:primodos_science:primodos_left_out"],["Say it simpler","1:e:e:what_was_primodos"]],"source":"leaflet1"}','2026-11-16T10:00:10+00:00');
INSERT INTO "conversations" VALUES('telegram:1006','{"menu":[["Browse topics","1:c:topics:"],["Leave my question","1:c:leave_question:"],["Send it to a person","1:c:send_on:"]],"source":"meeting_leeds","pressed":[["21270|1:c:send_on:","2026-11-16T10:00:10+00:00"]]}','2026-11-16T10:00:10+00:00');
INSERT INTO "conversations" VALUES('telegram:1007','{"menu":[["Take back: Campaign updates","1:c:withdraw:updates"],["Take back: Health details","1:c:withdraw:health"],["Erase everything","1:c:forget:"]],"pressed":[["21093|1:c:withdraw:health","2026-11-16T10:00:04+00:00"]]}','2026-11-16T10:00:04+00:00');
INSERT INTO "conversations" VALUES('telegram:1010','{"told":[["1","Write back","1:c:talk:4"]],"source":"conference"}','2026-11-16T10:00:11+00:00');
INSERT INTO "conversations" VALUES('telegram:1013','{"told":[["1","Write back","1:c:talk:3"]]}','2026-11-16T10:00:12+00:00');
INSERT INTO "conversations" VALUES('telegram:1014','{"position":{"flow":"join","run":"662bc5","step":"affected","visit":6,"tries":0,"answers":{"who":"myself","adult":"yes","language":"cy","affected":["primodos","valproate"]},"consents":{"updates":{"agreed":true,"version":"1","wording":"May The Test Campaign keep the number of this chat and send you campaign updates here?\nGetting updates can show that you support this campaign, which is a political opinion. That you agreed is kept as proof. Which answers you were given is kept for 90 days, to tell you if one has to be corrected. Telegram keeps its own copy of this chat. /privacy says more.\nEach update has a \"Stop updates\" button. You can also type /stop at any time.","at":"2026-11-25T18:55:04+00:00"},"health":{"agreed":true,"version":"1","wording":"This part is optional. May The Test Campaign also keep how you are affected, such as \"pelvic mesh\" or \"family member\"?\nThis is information about health, and this chat is not end-to-end encrypted. It helps the campaign to see who it speaks for. It is kept apart from the rest. Lists leave it out unless an organiser asks for it.\nYou can take it back at any time with /mydata.","at":"2026-11-25T18:55:04+00:00"}},"trail":[{"step":"who","number":1,"given":"myself"},{"step":"adult","number":2,"given":"yes"},{"step":"consent_updates","number":3,"given":"yes"},{"step":"language","number":4,"given":"cy"},{"step":"consent_health","number":5,"given":"yes"}],"editing":null,"shown":""},"source":"conference","reached":["who","adult","consent_updates","language","consent_health","affected"]}','2026-11-25T18:55:05+00:00');
INSERT INTO "conversations" VALUES('telegram:1015','{"position":{"flow":"pledge","run":"b3fd20","step":"constituency","visit":5,"tries":0,"answers":{"deed":"write_to_mp","adult":"yes"},"consents":{"pledge":{"agreed":true,"version":"1","wording":"May The Test Campaign keep your pledge with the number of this chat, so that it can be counted?\nA pledge can show a political opinion. Your name is not kept. That you agreed is kept as proof. Telegram keeps its own copy of this chat. /privacy says more.\nYou can take your pledge back at any time with /mydata.","at":"2026-11-25T18:55:05+00:00"},"share_with_mp":{"agreed":true,"version":"1","wording":"This part is optional. May The Test Campaign keep your constituency and tell your MP how many people there made a pledge?\nYour MP gets a number, never your name or this chat, and no number under 5. You can take this back at any time with /mydata.","at":"2026-11-25T18:55:05+00:00"}},"trail":[{"step":"deed","number":1,"given":"write_to_mp"},{"step":"adult","number":2,"given":"yes"},{"step":"consent_pledge","number":3,"given":"yes"},{"step":"consent_share","number":4,"given":"yes"}],"editing":null,"shown":""},"paused":true,"reached":["deed","adult","consent_pledge","consent_share","constituency"]}','2026-11-25T18:55:06+00:00');
INSERT INTO "conversations" VALUES('telegram:1016','{"menu":[["Yes, that was it","1:e:y:what_is_redress"],["No, something else","1:e:n:what_is_redress:government_lately"]],"simple":true,"source":"leaflet2"}','2026-11-25T19:00:03+00:00');
INSERT INTO "conversations" VALUES('telegram:1020','{"menu":[["Undo","1:c:undo_stop:"]],"pressed":[["21431|1:c:stop:","2026-11-16T10:01:18+00:00"]]}','2026-11-16T10:01:18+00:00');
INSERT INTO "conversations" VALUES('telegram:11','{"told":[["","Stop update 16","1:c:o_bstop:16"],["","Approve update 17","1:c:o_byes:17.7dfdb3b61e7d"],["","Approve 17 as urgent","1:c:o_burgent:17.7dfdb3b61e7d"],["","Return update 17","1:c:o_bback:17"],["","Stop update 17","1:c:o_bstop:17"],["","Approve update 18","1:c:o_byes:18.074d435b233f"],["","Return update 18","1:c:o_bback:18"],["","Stop update 18","1:c:o_bstop:18"],["1","Answer message 6","1:c:o_answer:6"],["2","Close message 6","1:c:o_close:6"],["3","Stop update 17","1:c:o_bstop:17"],["4","Stop update 18","1:c:o_bstop:18"]],"pressed":[["21935|1:c:o_invite:","2026-11-25T19:00:03+00:00"],["21936|1:c:o_role:editor","2026-11-25T19:00:03+00:00"]]}','2026-11-25T19:00:34+00:00');
INSERT INTO "conversations" VALUES('telegram:12','{"told":[["","Approve update 15","1:c:o_byes:15.66d4fda30284"],["","Return update 15","1:c:o_bback:15"],["","Stop update 15","1:c:o_bstop:15"],["","Approve update 16","1:c:o_byes:16.39aeca4b68ef"],["","Return update 16","1:c:o_bback:16"],["","Stop update 16","1:c:o_bstop:16"],["","Approve update 17","1:c:o_byes:17.7dfdb3b61e7d"],["","Approve 17 as urgent","1:c:o_burgent:17.7dfdb3b61e7d"],["","Return update 17","1:c:o_bback:17"],["","Stop update 17","1:c:o_bstop:17"],["1","Stop update 17","1:c:o_bstop:17"],["2","Stop update 18","1:c:o_bstop:18"]],"pressed":[["21905|1:c:o_brest:18","2026-11-25T19:00:01+00:00"],["21906|1:c:o_brest:18.0","2026-11-25T19:00:01+00:00"],["21911|1:c:o_bwhen:18","2026-11-25T19:00:02+00:00"],["21912|1:c:o_bwhen:18.now","2026-11-25T19:00:02+00:00"],["21914|1:c:o_bask:18","2026-11-25T19:00:02+00:00"],["21910|1:c:o_burgent:17.7dfdb3b61e7d","2026-11-25T19:00:04+00:00"]]}','2026-11-25T19:00:34+00:00');
INSERT INTO "conversations" VALUES('telegram:13','{"told":[["","Stop update 14","1:c:o_bstop:14"],["","Pause update 16","1:c:o_bpause:16"],["","Stop update 16","1:c:o_bstop:16"],["","Resume update 16","1:c:o_bgo:16"],["","Stop update 16","1:c:o_bstop:16"],["1","Approve update 18","1:c:o_byes:18.074d435b233f"],["2","Return update 18","1:c:o_bback:18"],["3","Stop update 18","1:c:o_bstop:18"],["4","Stop update 17","1:c:o_bstop:17"],["5","Pause update 17","1:c:o_bpause:17"],["6","Stop update 17","1:c:o_bstop:17"],["7","Stop update 18","1:c:o_bstop:18"]],"pressed":[["21891|1:c:o_brest:17.0","2026-11-25T19:00:00+00:00"],["21892|1:c:o_bwhen:17","2026-11-25T19:00:00+00:00"],["21893|1:c:o_bwhen:17.urgent","2026-11-25T19:00:00+00:00"],["21894|1:c:o_bwhen:17.now","2026-11-25T19:00:01+00:00"],["21896|1:c:o_bask:17","2026-11-25T19:00:01+00:00"],["21922|1:c:o_byes:18.074d435b233f","2026-11-25T19:00:34+00:00"]]}','2026-11-25T19:00:34+00:00');
INSERT INTO "conversations" VALUES('telegram:14','{"menu":[["Pledges","1:c:o_ex_what:5.pledges"],["Supporters","1:c:o_ex_what:5.supporters"],["Consents","1:c:o_ex_what:5.consents"],["Opt-outs","1:c:o_ex_what:5.opt-outs"],["Updates sent","1:c:o_ex_kind:5.broadcasts"],["Constituencies","1:c:o_ex_kind:5.constituencies"]],"told":[["","Stop update 1","1:c:o_bstop:1"],["","Stop edit 2","1:c:o_bstop:2"],["","Stop update 3","1:c:o_bstop:3"],["","Stop update 5","1:c:o_bstop:5"],["","Stop correction 6","1:c:o_bstop:6"],["","Stop update 11","1:c:o_bstop:11"],["","Stop update 12","1:c:o_bstop:12"],["","Stop update 14","1:c:o_bstop:14"],["7","Stop update 17","1:c:o_bstop:17"],["8","Stop update 18","1:c:o_bstop:18"]]}','2026-11-25T19:00:34+00:00');
INSERT INTO "conversations" VALUES('telegram:15','{"told":[["1","Stop update 1","1:c:o_bstop:1"],["2","Stop edit 2","1:c:o_bstop:2"],["3","Stop update 3","1:c:o_bstop:3"],["4","Stop update 5","1:c:o_bstop:5"],["5","Stop correction 6","1:c:o_bstop:6"],["6","Stop update 11","1:c:o_bstop:11"],["7","Stop update 12","1:c:o_bstop:12"],["8","Stop update 14","1:c:o_bstop:14"],["9","Stop update 17","1:c:o_bstop:17"],["10","Stop update 18","1:c:o_bstop:18"]]}','2026-11-25T19:00:34+00:00');
INSERT INTO "conversations" VALUES('telegram:16','{"menu":[["Get the digest","1:c:o_digest_on:"]],"told":[["2","Stop update 1","1:c:o_bstop:1"],["3","Stop edit 2","1:c:o_bstop:2"],["4","Stop update 3","1:c:o_bstop:3"],["5","Stop update 5","1:c:o_bstop:5"],["6","Stop correction 6","1:c:o_bstop:6"],["7","Stop update 11","1:c:o_bstop:11"],["8","See the figures","1:c:o_stats:week"],["9","Stop the digest","1:c:o_digest_off:"],["10","Stop update 12","1:c:o_bstop:12"],["11","Stop update 14","1:c:o_bstop:14"],["12","Stop update 17","1:c:o_bstop:17"],["13","Stop update 18","1:c:o_bstop:18"]]}','2026-11-25T19:00:34+00:00');
INSERT INTO "conversations" VALUES('telegram:17','{"menu":[["Answer message 3","1:c:o_answer:3"],["Close message 3","1:c:o_close:3"]],"told":[["5","Close message 5","1:c:o_close:5"],["6","Stop edit 2","1:c:o_bstop:2"],["7","Stop update 3","1:c:o_bstop:3"],["8","Stop update 5","1:c:o_bstop:5"],["9","Stop correction 6","1:c:o_bstop:6"],["10","Stop update 11","1:c:o_bstop:11"],["11","Stop update 12","1:c:o_bstop:12"],["12","Stop update 14","1:c:o_bstop:14"],["13","Answer message 6","1:c:o_answer:6"],["14","Close message 6","1:c:o_close:6"],["15","Stop update 17","1:c:o_bstop:17"],["16","Stop update 18","1:c:o_bstop:18"]],"pressed":[["21310|1:c:o_talk:2","2026-11-16T10:00:12+00:00"],["21289|1:c:o_ack:3","2026-11-16T10:00:12+00:00"]]}','2026-11-25T19:00:34+00:00');
INSERT INTO "conversations" VALUES('telegram:19','{"menu":[["Send the file","1:c:o_ex_send:3"],["Leave","1:c:o_ex_no:3"]],"told":[["","Stop update 1","1:c:o_bstop:1"],["","Stop edit 2","1:c:o_bstop:2"],["","Stop update 3","1:c:o_bstop:3"],["","Stop update 5","1:c:o_bstop:5"],["","Stop correction 6","1:c:o_bstop:6"],["","Stop update 11","1:c:o_bstop:11"],["","Stop update 12","1:c:o_bstop:12"],["","Stop update 14","1:c:o_bstop:14"],["3","Stop update 17","1:c:o_bstop:17"],["4","Stop update 18","1:c:o_bstop:18"]],"pressed":[["21925|1:c:o_ex_what:3.supporters","2026-11-25T19:00:02+00:00"],["21926|1:c:o_ex_form:3","2026-11-25T19:00:02+00:00"],["21927|1:c:o_ex_sum:3.xlsx","2026-11-25T19:00:02+00:00"],["21928|1:c:o_ex_send:3","2026-11-25T19:00:04+00:00"]]}','2026-11-25T19:00:34+00:00');
INSERT INTO "conversations" VALUES('telegram:21','{"told":[["17","Approve correction 6","1:c:o_byes:6.ec2c310c49cc"],["18","Return correction 6","1:c:o_bback:6"],["19","Stop correction 6","1:c:o_bstop:6"],["20","Stop correction 6","1:c:o_bstop:6"],["21","Approve update 10","1:c:o_byes:10.bdf9fcddfa0e"],["22","Return update 10","1:c:o_bback:10"],["23","Stop update 10","1:c:o_bstop:10"],["24","Approve update 11","1:c:o_byes:11.b7c28e52955c"],["25","Return update 11","1:c:o_bback:11"],["26","Stop update 11","1:c:o_bstop:11"],["27","Stop update 11","1:c:o_bstop:11"],["28","Stop update 11","1:c:o_bstop:11"]],"pressed":[["21682|1:c:o_byes:11.b7c28e52955c","2026-11-19T10:00:15+00:00"]]}','2026-11-19T10:00:17+00:00');
CREATE TABLE counts (
    day    TEXT NOT NULL,
    what   TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (day, what)
) STRICT, WITHOUT ROWID;
INSERT INTO "counts" VALUES('2026-11-02','asked:join:adult',4);
INSERT INTO "counts" VALUES('2026-11-02','asked:join:affected',1);
INSERT INTO "counts" VALUES('2026-11-02','asked:join:check',4);
INSERT INTO "counts" VALUES('2026-11-02','asked:join:consent_health',4);
INSERT INTO "counts" VALUES('2026-11-02','asked:join:consent_updates',4);
INSERT INTO "counts" VALUES('2026-11-02','asked:join:language',4);
INSERT INTO "counts" VALUES('2026-11-02','asked:join:nation',4);
INSERT INTO "counts" VALUES('2026-11-02','asked:join:who',4);
INSERT INTO "counts" VALUES('2026-11-02','begun:join',4);
INSERT INTO "counts" VALUES('2026-11-02','finished:join',4);
INSERT INTO "counts" VALUES('2026-11-02','joined',4);
INSERT INTO "counts" VALUES('2026-11-02','source:leaflet1',2);
INSERT INTO "counts" VALUES('2026-11-02','source:meeting_leeds',1);
INSERT INTO "counts" VALUES('2026-11-02','stopped',2);
INSERT INTO "counts" VALUES('2026-11-16','answered',4);
INSERT INTO "counts" VALUES('2026-11-16','answered:hughes_report',1);
INSERT INTO "counts" VALUES('2026-11-16','answered:what_is_redress',2);
INSERT INTO "counts" VALUES('2026-11-16','answered:what_was_primodos',1);
INSERT INTO "counts" VALUES('2026-11-16','asked:join:adult',13);
INSERT INTO "counts" VALUES('2026-11-16','asked:join:affected',2);
INSERT INTO "counts" VALUES('2026-11-16','asked:join:check',13);
INSERT INTO "counts" VALUES('2026-11-16','asked:join:consent_health',13);
INSERT INTO "counts" VALUES('2026-11-16','asked:join:consent_updates',13);
INSERT INTO "counts" VALUES('2026-11-16','asked:join:language',13);
INSERT INTO "counts" VALUES('2026-11-16','asked:join:nation',13);
INSERT INTO "counts" VALUES('2026-11-16','asked:join:who',13);
INSERT INTO "counts" VALUES('2026-11-16','asked:pledge:adult',5);
INSERT INTO "counts" VALUES('2026-11-16','asked:pledge:check',5);
INSERT INTO "counts" VALUES('2026-11-16','asked:pledge:consent_pledge',5);
INSERT INTO "counts" VALUES('2026-11-16','asked:pledge:consent_share',2);
INSERT INTO "counts" VALUES('2026-11-16','asked:pledge:constituency',2);
INSERT INTO "counts" VALUES('2026-11-16','asked:pledge:deed',5);
INSERT INTO "counts" VALUES('2026-11-16','begun:join',13);
INSERT INTO "counts" VALUES('2026-11-16','begun:pledge',5);
INSERT INTO "counts" VALUES('2026-11-16','finished:join',13);
INSERT INTO "counts" VALUES('2026-11-16','finished:pledge',5);
INSERT INTO "counts" VALUES('2026-11-16','forgotten',2);
INSERT INTO "counts" VALUES('2026-11-16','joined',12);
INSERT INTO "counts" VALUES('2026-11-16','joined_again',1);
INSERT INTO "counts" VALUES('2026-11-16','pledged:come_to_meeting',1);
INSERT INTO "counts" VALUES('2026-11-16','pledged:share_myth',1);
INSERT INTO "counts" VALUES('2026-11-16','pledged:tell_friends',1);
INSERT INTO "counts" VALUES('2026-11-16','pledged:write_to_mp',2);
INSERT INTO "counts" VALUES('2026-11-16','source:conference',1);
INSERT INTO "counts" VALUES('2026-11-16','source:leaflet1',1);
INSERT INTO "counts" VALUES('2026-11-16','source:meeting_leeds',1);
INSERT INTO "counts" VALUES('2026-11-16','stopped',2);
INSERT INTO "counts" VALUES('2026-11-16','talk:complaint',1);
INSERT INTO "counts" VALUES('2026-11-16','talk:reply',1);
INSERT INTO "counts" VALUES('2026-11-16','talk:talk',3);
INSERT INTO "counts" VALUES('2026-11-16','unmatched',2);
INSERT INTO "counts" VALUES('2026-11-16','unpledged',1);
INSERT INTO "counts" VALUES('2026-11-16','withdrawn:health',1);
INSERT INTO "counts" VALUES('2026-11-25','answered',1);
INSERT INTO "counts" VALUES('2026-11-25','answered:what_is_redress',1);
INSERT INTO "counts" VALUES('2026-11-25','asked:join:adult',1);
INSERT INTO "counts" VALUES('2026-11-25','asked:join:affected',1);
INSERT INTO "counts" VALUES('2026-11-25','asked:join:consent_health',1);
INSERT INTO "counts" VALUES('2026-11-25','asked:join:consent_updates',1);
INSERT INTO "counts" VALUES('2026-11-25','asked:join:language',1);
INSERT INTO "counts" VALUES('2026-11-25','asked:join:who',1);
INSERT INTO "counts" VALUES('2026-11-25','asked:pledge:adult',1);
INSERT INTO "counts" VALUES('2026-11-25','asked:pledge:consent_pledge',1);
INSERT INTO "counts" VALUES('2026-11-25','asked:pledge:consent_share',1);
INSERT INTO "counts" VALUES('2026-11-25','asked:pledge:constituency',1);
INSERT INTO "counts" VALUES('2026-11-25','asked:pledge:deed',1);
INSERT INTO "counts" VALUES('2026-11-25','begun:join',1);
INSERT INTO "counts" VALUES('2026-11-25','begun:pledge',1);
INSERT INTO "counts" VALUES('2026-11-25','crisis',1);
INSERT INTO "counts" VALUES('2026-11-25','forgotten',1);
INSERT INTO "counts" VALUES('2026-11-25','source:conference',1);
INSERT INTO "counts" VALUES('2026-11-25','source:leaflet2',1);
INSERT INTO "counts" VALUES('2026-11-25','talk:talk',1);
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
INSERT INTO "deliveries" VALUES(1,1,'telegram:1001','sent',21421,'2026-11-16T10:01:14+00:00',NULL);
INSERT INTO "deliveries" VALUES(2,1,'telegram:1002','sent',21422,'2026-11-16T10:01:14+00:00',NULL);
INSERT INTO "deliveries" VALUES(3,1,'telegram:1004','sent',21423,'2026-11-16T10:01:14+00:00',NULL);
INSERT INTO "deliveries" VALUES(4,1,'telegram:1005','sent',21424,'2026-11-16T10:01:15+00:00',NULL);
INSERT INTO "deliveries" VALUES(5,1,'telegram:1006','sent',21425,'2026-11-16T10:01:15+00:00',NULL);
INSERT INTO "deliveries" VALUES(6,1,'telegram:1007','sent',21426,'2026-11-16T10:01:15+00:00',NULL);
INSERT INTO "deliveries" VALUES(7,1,'telegram:1008','sent',21427,'2026-11-16T10:01:15+00:00',NULL);
INSERT INTO "deliveries" VALUES(8,1,'telegram:1009','sent',21428,'2026-11-16T10:01:16+00:00',NULL);
INSERT INTO "deliveries" VALUES(9,1,'telegram:1010','sent',21429,'2026-11-16T10:01:16+00:00',NULL);
INSERT INTO "deliveries" VALUES(10,1,'telegram:1018','failed',NULL,'2026-11-16T10:01:16+00:00','Some reason of telegram''s own');
INSERT INTO "deliveries" VALUES(11,1,'telegram:1019','unsure',NULL,'2026-11-16T10:01:16+00:00','The connection broke before the answer was there (ServerDisconnectedError)');
INSERT INTO "deliveries" VALUES(12,1,'telegram:1020','sent',21431,'2026-11-16T10:01:17+00:00',NULL);
INSERT INTO "deliveries" VALUES(13,1,'telegram:12','sent',21432,'2026-11-16T10:01:17+00:00',NULL);
INSERT INTO "deliveries" VALUES(14,1,'telegram:1022','blocked',NULL,'2026-11-16T10:01:17+00:00',NULL);
INSERT INTO "deliveries" VALUES(15,2,'telegram:1001','sent',21421,'2026-11-16T10:01:25+00:00',NULL);
INSERT INTO "deliveries" VALUES(16,2,'telegram:1002','sent',21422,'2026-11-16T10:01:26+00:00',NULL);
INSERT INTO "deliveries" VALUES(17,2,'telegram:1004','sent',21423,'2026-11-16T10:01:26+00:00',NULL);
INSERT INTO "deliveries" VALUES(18,2,'telegram:1005','sent',21424,'2026-11-16T10:01:26+00:00',NULL);
INSERT INTO "deliveries" VALUES(19,2,'telegram:1006','sent',21425,'2026-11-16T10:01:26+00:00',NULL);
INSERT INTO "deliveries" VALUES(20,2,'telegram:1007','sent',21426,'2026-11-16T10:01:27+00:00',NULL);
INSERT INTO "deliveries" VALUES(21,2,'telegram:1008','blocked',21427,'2026-11-16T10:01:27+00:00',NULL);
INSERT INTO "deliveries" VALUES(22,2,'telegram:1009','sent',21428,'2026-11-16T10:01:27+00:00',NULL);
INSERT INTO "deliveries" VALUES(23,2,'telegram:1010','sent',21429,'2026-11-16T10:01:27+00:00',NULL);
INSERT INTO "deliveries" VALUES(24,2,'telegram:1020','sent',21431,'2026-11-16T10:01:28+00:00',NULL);
INSERT INTO "deliveries" VALUES(25,2,'telegram:12','sent',21432,'2026-11-16T10:01:28+00:00',NULL);
INSERT INTO "deliveries" VALUES(26,3,'telegram:1001','sent',21502,'2026-11-17T10:00:08+00:00',NULL);
INSERT INTO "deliveries" VALUES(27,3,'telegram:1002','recalled',NULL,'2026-11-17T10:00:08+00:00',NULL);
INSERT INTO "deliveries" VALUES(28,3,'telegram:1004','recalled',NULL,'2026-11-17T10:00:09+00:00',NULL);
INSERT INTO "deliveries" VALUES(29,3,'telegram:1005','recalled',NULL,'2026-11-17T10:00:09+00:00',NULL);
INSERT INTO "deliveries" VALUES(30,3,'telegram:1006','recalled',NULL,'2026-11-17T10:00:09+00:00',NULL);
INSERT INTO "deliveries" VALUES(31,3,'telegram:1007','recalled',NULL,'2026-11-17T10:00:09+00:00',NULL);
INSERT INTO "deliveries" VALUES(32,3,'telegram:1009','recalled',NULL,'2026-11-17T10:00:10+00:00',NULL);
INSERT INTO "deliveries" VALUES(33,3,'telegram:1010','recalled',NULL,'2026-11-17T10:00:10+00:00',NULL);
INSERT INTO "deliveries" VALUES(34,3,'telegram:1018','recalled',NULL,'2026-11-17T10:00:10+00:00',NULL);
INSERT INTO "deliveries" VALUES(35,3,'telegram:1019','recalled',NULL,'2026-11-17T10:00:10+00:00',NULL);
INSERT INTO "deliveries" VALUES(36,3,'telegram:12','recalled',NULL,'2026-11-17T10:00:11+00:00',NULL);
INSERT INTO "deliveries" VALUES(37,4,'telegram:1001','failed',21502,'2026-11-17T10:00:13+00:00','Some reason of telegram''s own');
INSERT INTO "deliveries" VALUES(38,4,'telegram:1002','sent',21503,'2026-11-17T10:00:13+00:00',NULL);
INSERT INTO "deliveries" VALUES(39,4,'telegram:1004','sent',21504,'2026-11-17T10:00:13+00:00',NULL);
INSERT INTO "deliveries" VALUES(40,4,'telegram:1005','sent',21505,'2026-11-17T10:00:13+00:00',NULL);
INSERT INTO "deliveries" VALUES(41,4,'telegram:1006','sent',21506,'2026-11-17T10:00:14+00:00',NULL);
INSERT INTO "deliveries" VALUES(42,4,'telegram:1007','sent',21507,'2026-11-17T10:00:14+00:00',NULL);
INSERT INTO "deliveries" VALUES(43,4,'telegram:1009','sent',21508,'2026-11-17T10:00:14+00:00',NULL);
INSERT INTO "deliveries" VALUES(44,4,'telegram:1010','sent',21509,'2026-11-17T10:00:14+00:00',NULL);
INSERT INTO "deliveries" VALUES(45,4,'telegram:1018','sent',21510,'2026-11-17T10:00:15+00:00',NULL);
INSERT INTO "deliveries" VALUES(46,4,'telegram:1019','sent',21511,'2026-11-17T10:00:15+00:00',NULL);
INSERT INTO "deliveries" VALUES(47,4,'telegram:12','sent',21512,'2026-11-17T10:00:15+00:00',NULL);
INSERT INTO "deliveries" VALUES(48,5,'telegram:1001','sent',21551,'2026-11-17T10:00:23+00:00',NULL);
INSERT INTO "deliveries" VALUES(49,5,'telegram:1002','sent',21552,'2026-11-17T10:00:23+00:00',NULL);
INSERT INTO "deliveries" VALUES(50,5,'telegram:1004','withdrawn',NULL,NULL,'the broadcast was stopped');
INSERT INTO "deliveries" VALUES(51,5,'telegram:1005','withdrawn',NULL,NULL,'the broadcast was stopped');
INSERT INTO "deliveries" VALUES(52,5,'telegram:1006','withdrawn',NULL,NULL,'the broadcast was stopped');
INSERT INTO "deliveries" VALUES(53,5,'telegram:1007','withdrawn',NULL,NULL,'the broadcast was stopped');
INSERT INTO "deliveries" VALUES(54,5,'telegram:1009','withdrawn',NULL,NULL,'the broadcast was stopped');
INSERT INTO "deliveries" VALUES(55,5,'telegram:1010','withdrawn',NULL,NULL,'the broadcast was stopped');
INSERT INTO "deliveries" VALUES(56,5,'telegram:1018','withdrawn',NULL,NULL,'the broadcast was stopped');
INSERT INTO "deliveries" VALUES(57,5,'telegram:1019','withdrawn',NULL,NULL,'the broadcast was stopped');
INSERT INTO "deliveries" VALUES(58,5,'telegram:12','withdrawn',NULL,NULL,'the broadcast was stopped');
INSERT INTO "deliveries" VALUES(59,6,'telegram:1001','sent',21588,'2026-11-19T10:00:09+00:00',NULL);
INSERT INTO "deliveries" VALUES(60,6,'telegram:1005','sent',21589,'2026-11-19T10:00:09+00:00',NULL);
INSERT INTO "deliveries" VALUES(61,14,'telegram:1001','sent',21790,'2026-11-23T10:01:20+00:00',NULL);
INSERT INTO "deliveries" VALUES(62,14,'telegram:1002','sent',21791,'2026-11-23T10:01:21+00:00',NULL);
INSERT INTO "deliveries" VALUES(63,14,'telegram:1004','sent',21792,'2026-11-23T10:01:21+00:00',NULL);
INSERT INTO "deliveries" VALUES(64,14,'telegram:1005','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(65,14,'telegram:1006','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(66,14,'telegram:1007','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(67,14,'telegram:1009','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(68,14,'telegram:1010','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(69,14,'telegram:1018','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(70,14,'telegram:1019','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(71,14,'telegram:12','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(72,16,'telegram:1001','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(73,16,'telegram:1002','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(74,16,'telegram:1004','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(75,16,'telegram:1005','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(76,16,'telegram:1006','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(77,16,'telegram:1007','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(78,16,'telegram:1009','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(79,16,'telegram:1010','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(80,16,'telegram:1018','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(81,16,'telegram:1019','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(82,16,'telegram:12','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(83,17,'telegram:1001','sent',21961,'2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "deliveries" VALUES(84,17,'telegram:1002','sent',21962,'2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "deliveries" VALUES(85,17,'telegram:1004','sent',21963,'2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "deliveries" VALUES(86,17,'telegram:1005','sending',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(87,17,'telegram:1006','sending',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(88,17,'telegram:1007','sending',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(89,17,'telegram:1009','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(90,17,'telegram:1010','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(91,17,'telegram:1018','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(92,17,'telegram:1019','waiting',NULL,NULL,NULL);
INSERT INTO "deliveries" VALUES(93,17,'telegram:12','waiting',NULL,NULL,NULL);
CREATE TABLE digests (
    organiser_id INTEGER PRIMARY KEY REFERENCES organisers (id) ON DELETE CASCADE,
    last_monday  TEXT NOT NULL
) STRICT;
INSERT INTO "digests" VALUES(1,'2026-11-23');
INSERT INTO "digests" VALUES(6,'2026-11-23');
CREATE TABLE erasures (
    person   TEXT NOT NULL PRIMARY KEY,
    asked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "erasures" VALUES('telegram:20','2026-11-25T18:55:04+00:00');
CREATE TABLE export_jobs (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    person       TEXT NOT NULL,
    organiser_id INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('asking', 'waiting', 'sending')) DEFAULT 'asking',
    wish         TEXT NOT NULL,
    asked_at     TEXT NOT NULL
) STRICT;
INSERT INTO "export_jobs" VALUES(3,'telegram:19',9,'waiting','{"purpose": "list for the printer", "what": "supporters", "broadcast": 0, "columns": ["supporter", "joined_on", "nation", "updates"], "with_health": false, "anonymised": false, "form": "xlsx", "changes": 0}','2026-11-25T19:00:04+00:00');
INSERT INTO "export_jobs" VALUES(4,'telegram:14',4,'sending','{"purpose": "who has left us", "what": "opt-outs", "broadcast": 0, "columns": ["supporter", "opted_out_at"], "with_health": false, "anonymised": false, "form": "csv", "changes": 0}','2026-11-25T19:00:04+00:00');
INSERT INTO "export_jobs" VALUES(5,'telegram:14',4,'asking','{"purpose": "to thank them", "what": "", "broadcast": 0, "columns": [], "with_health": false, "anonymised": false, "form": "", "changes": 0}','2026-11-25T19:00:04+00:00');
CREATE TABLE figures_wanted (
    organiser_id INTEGER NOT NULL REFERENCES organisers (id) ON DELETE CASCADE,
    shown_by     TEXT NOT NULL CHECK (shown_by IN ('day', 'week', 'all')),
    asked_at     TEXT NOT NULL,
    PRIMARY KEY (organiser_id, shown_by)
) STRICT, WITHOUT ROWID;
INSERT INTO "figures_wanted" VALUES(6,'week','2026-11-25T19:00:34+00:00');
CREATE TABLE health (
    supporter_id INTEGER PRIMARY KEY REFERENCES supporters (id) ON DELETE CASCADE,
    affected     TEXT NOT NULL
) STRICT;
INSERT INTO "health" VALUES(2,'primodos,mesh');
INSERT INTO "health" VALUES(6,'valproate,family');
CREATE TABLE invitations (
    code_digest TEXT NOT NULL PRIMARY KEY,
    role        TEXT NOT NULL CHECK (role IN ('owner', 'sender', 'exporter', 'editor', 'viewer', 'listener')),
    made_by     INTEGER REFERENCES organisers (id),
    expires_at  TEXT NOT NULL,
    used_at     TEXT
, name TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
INSERT INTO "invitations" VALUES('0360d8fb9dbd4a8e694da855104fe682d8e6201770087843378579891857e37c','listener',1,'2026-11-04T10:00:12+00:00','2026-11-02T10:00:12+00:00','');
INSERT INTO "invitations" VALUES('18edd2a79525f2c7a2d89ad59b8971f81074dfd15631d0fbbac512589c54a461','viewer',1,'2026-11-04T10:00:13+00:00','2026-11-02T10:00:13+00:00','');
INSERT INTO "invitations" VALUES('260fb6cd6d078b4e0f95c9714ccfe2fce08749382ff331861eaf9d9031bb34c6','listener',1,'2026-11-04T10:00:15+00:00',NULL,'Never Came');
INSERT INTO "invitations" VALUES('34b96d486c67a1080a56190cff5d6e1634c8a3663502a983cde8acf429df0295','sender',1,'2026-11-04T10:00:10+00:00','2026-11-02T10:00:11+00:00','');
INSERT INTO "invitations" VALUES('3d2b88b5da9da1de5dadbcfc7e3c0dad1b94a9e7a49a465b5abd6024d18c49e2','viewer',1,'2026-11-04T10:00:12+00:00','2026-11-02T10:00:12+00:00','');
INSERT INTO "invitations" VALUES('94df806bdcd3ae692f9858f2628ad017cde489ea5b5498dce24ba8e8496a5309','listener',1,'2026-11-04T10:00:15+00:00','2026-11-02T10:00:15+00:00','');
INSERT INTO "invitations" VALUES('b07ac601d4608683c38b45b4818be17d5069b2ee93824572a904e01e42296ffa','viewer',1,'2026-11-04T10:00:15+00:00','2026-11-02T10:00:15+00:00','');
INSERT INTO "invitations" VALUES('c2241c20fcf33c02ae4c667fb70c9f63e67112c273728c12a830d51b2178d591','sender',1,'2026-11-04T10:00:14+00:00','2026-11-02T10:00:15+00:00','');
INSERT INTO "invitations" VALUES('c7bd4482cdb06241f1d03827a6e59137192814a7b10c29a2753f72ae27bd7de9','sender',1,'2026-11-04T10:00:11+00:00','2026-11-02T10:00:11+00:00','');
INSERT INTO "invitations" VALUES('c871375ab6d1ab2e2052feae4207d87f23e574bb089ee7e0c5b5998eca2c4d80','editor',1,'2026-11-04T10:00:12+00:00','2026-11-02T10:00:12+00:00','');
INSERT INTO "invitations" VALUES('cd7948b37f5bf554b4c3346863995f078d502a0662b6dc22605331f4d7b7ed40','editor',1,'2026-11-27T19:00:03+00:00',NULL,'Zoe');
INSERT INTO "invitations" VALUES('d544e8def3d6db548c01c46d8ba64a8b469803e5018cb87a100e9f3eeac0ddd6','exporter',1,'2026-11-04T10:00:13+00:00','2026-11-02T10:00:14+00:00','');
INSERT INTO "invitations" VALUES('e8b2fc2a4b898e2d396a4704bd52fefd12bd0859f4bc3d5bb215c7db89764bdf','exporter',1,'2026-11-04T10:00:14+00:00','2026-11-02T10:00:14+00:00','');
INSERT INTO "invitations" VALUES('ee30dcaa85798046bfc01aea56aff4b69bfab5d7fa08184d594c1222053bd7b1','owner',NULL,'2026-11-04T10:00:10+00:00','2026-11-02T10:00:10+00:00','');
INSERT INTO "invitations" VALUES('eeb1965d2a60415e6cb3f20ef6e81df47607aa72e3ba485596a466a8fb756c69','exporter',1,'2026-11-04T10:00:11+00:00','2026-11-02T10:00:11+00:00','');
CREATE TABLE message_deletions (
    person     TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    due_at     TEXT NOT NULL, at_once INTEGER NOT NULL DEFAULT 0 CHECK (at_once IN (0, 1)),
    PRIMARY KEY (person, message_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "message_deletions" VALUES('telegram:14',21819,'2026-11-25T19:55:04+00:00',0);
INSERT INTO "message_deletions" VALUES('telegram:14',21820,'2026-11-25T19:55:04+00:00',0);
INSERT INTO "message_deletions" VALUES('telegram:20',21809,'2026-11-25T19:55:02+00:00',1);
INSERT INTO "message_deletions" VALUES('telegram:20',21810,'2026-11-25T19:55:02+00:00',1);
CREATE TABLE notes (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "notes" VALUES('deliveries_journal','372b925540aaf17bae76ba80edbedd7e');
INSERT INTO "notes" VALUES('lasting','');
INSERT INTO "notes" VALUES('telegram_heard_at','2026-11-25T18:55:00+00:00');
INSERT INTO "notes" VALUES('telegram_username','first_do_no_harm_bot');
CREATE TABLE organiser_log (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           TEXT NOT NULL,
    organiser_id INTEGER,
    what         TEXT NOT NULL,
    about        TEXT NOT NULL,
    why          TEXT NOT NULL
) STRICT;
INSERT INTO "organiser_log" VALUES(1,'2026-11-02T10:00:10+00:00',NULL,'invited','owner','');
INSERT INTO "organiser_log" VALUES(2,'2026-11-02T10:00:10+00:00',1,'accepted','owner','');
INSERT INTO "organiser_log" VALUES(3,'2026-11-02T10:00:10+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(4,'2026-11-02T10:00:10+00:00',1,'invited','sender','');
INSERT INTO "organiser_log" VALUES(5,'2026-11-02T10:00:11+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(6,'2026-11-02T10:00:11+00:00',2,'accepted','sender','');
INSERT INTO "organiser_log" VALUES(7,'2026-11-02T10:00:11+00:00',1,'invited','sender','');
INSERT INTO "organiser_log" VALUES(8,'2026-11-02T10:00:11+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(9,'2026-11-02T10:00:11+00:00',3,'accepted','sender','');
INSERT INTO "organiser_log" VALUES(10,'2026-11-02T10:00:11+00:00',1,'invited','exporter','');
INSERT INTO "organiser_log" VALUES(11,'2026-11-02T10:00:11+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(12,'2026-11-02T10:00:11+00:00',4,'accepted','exporter','');
INSERT INTO "organiser_log" VALUES(13,'2026-11-02T10:00:12+00:00',1,'invited','editor','');
INSERT INTO "organiser_log" VALUES(14,'2026-11-02T10:00:12+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(15,'2026-11-02T10:00:12+00:00',5,'accepted','editor','');
INSERT INTO "organiser_log" VALUES(16,'2026-11-02T10:00:12+00:00',1,'invited','viewer','');
INSERT INTO "organiser_log" VALUES(17,'2026-11-02T10:00:12+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(18,'2026-11-02T10:00:12+00:00',6,'accepted','viewer','');
INSERT INTO "organiser_log" VALUES(19,'2026-11-02T10:00:12+00:00',1,'invited','listener','');
INSERT INTO "organiser_log" VALUES(20,'2026-11-02T10:00:12+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(21,'2026-11-02T10:00:12+00:00',7,'accepted','listener','');
INSERT INTO "organiser_log" VALUES(22,'2026-11-02T10:00:13+00:00',1,'invited','viewer','');
INSERT INTO "organiser_log" VALUES(23,'2026-11-02T10:00:13+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(24,'2026-11-02T10:00:13+00:00',8,'accepted','viewer','');
INSERT INTO "organiser_log" VALUES(25,'2026-11-02T10:00:13+00:00',1,'invited','exporter','');
INSERT INTO "organiser_log" VALUES(26,'2026-11-02T10:00:14+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(27,'2026-11-02T10:00:14+00:00',9,'accepted','exporter','');
INSERT INTO "organiser_log" VALUES(28,'2026-11-02T10:00:14+00:00',1,'invited','exporter','');
INSERT INTO "organiser_log" VALUES(29,'2026-11-02T10:00:14+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(30,'2026-11-02T10:00:14+00:00',10,'accepted','exporter','');
INSERT INTO "organiser_log" VALUES(31,'2026-11-02T10:00:14+00:00',1,'invited','sender','');
INSERT INTO "organiser_log" VALUES(32,'2026-11-02T10:00:15+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(33,'2026-11-02T10:00:15+00:00',11,'accepted','sender','');
INSERT INTO "organiser_log" VALUES(34,'2026-11-02T10:00:15+00:00',1,'invited','listener','');
INSERT INTO "organiser_log" VALUES(35,'2026-11-02T10:00:15+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(36,'2026-11-02T10:00:15+00:00',12,'accepted','listener','');
INSERT INTO "organiser_log" VALUES(37,'2026-11-02T10:00:15+00:00',1,'invited','viewer','');
INSERT INTO "organiser_log" VALUES(38,'2026-11-02T10:00:15+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(39,'2026-11-02T10:00:15+00:00',3,'accepted','viewer','');
INSERT INTO "organiser_log" VALUES(40,'2026-11-02T10:00:15+00:00',1,'invited','listener','');
INSERT INTO "organiser_log" VALUES(41,'2026-11-02T10:00:15+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(42,'2026-11-16T10:00:11+00:00',7,'looked at the open messages','','');
INSERT INTO "organiser_log" VALUES(43,'2026-11-16T10:00:11+00:00',7,'read','message 4','');
INSERT INTO "organiser_log" VALUES(44,'2026-11-16T10:00:11+00:00',7,'answered','message 4','');
INSERT INTO "organiser_log" VALUES(45,'2026-11-16T10:00:11+00:00',7,'closed','message 4','');
INSERT INTO "organiser_log" VALUES(46,'2026-11-16T10:00:12+00:00',7,'looked at the open messages','','');
INSERT INTO "organiser_log" VALUES(47,'2026-11-16T10:00:12+00:00',7,'read','message 2','');
INSERT INTO "organiser_log" VALUES(48,'2026-11-16T10:00:12+00:00',7,'acknowledged','message 3','');
INSERT INTO "organiser_log" VALUES(49,'2026-11-16T10:00:12+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(50,'2026-11-16T10:00:12+00:00',1,'removed','organiser 8','They left the team');
INSERT INTO "organiser_log" VALUES(51,'2026-11-16T10:00:12+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(52,'2026-11-16T10:00:13+00:00',1,'took a role','organiser 3, viewer','Senders see the figures anyway.');
INSERT INTO "organiser_log" VALUES(53,'2026-11-16T10:00:13+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(54,'2026-11-16T10:00:13+00:00',1,'changed a name','organiser 7','');
INSERT INTO "organiser_log" VALUES(55,'2026-11-16T10:00:13+00:00',12,'left','','');
INSERT INTO "organiser_log" VALUES(56,'2026-11-16T10:00:15+00:00',1,'looked at the log','','');
INSERT INTO "organiser_log" VALUES(57,'2026-11-16T10:00:15+00:00',6,'asked for the digest','','');
INSERT INTO "organiser_log" VALUES(58,'2026-11-16T10:00:16+00:00',1,'asked for the digest','','');
INSERT INTO "organiser_log" VALUES(59,'2026-11-16T10:00:17+00:00',2,'wrote','broadcast 1','');
INSERT INTO "organiser_log" VALUES(60,'2026-11-16T10:00:18+00:00',2,'asked for approval','broadcast 1','');
INSERT INTO "organiser_log" VALUES(61,'2026-11-16T10:00:18+00:00',3,'approved','broadcast 1','');
INSERT INTO "organiser_log" VALUES(62,'2026-11-16T10:01:18+00:00',2,'took the results','broadcast 1','');
INSERT INTO "organiser_log" VALUES(63,'2026-11-16T10:01:18+00:00',2,'wrote','broadcast 2','');
INSERT INTO "organiser_log" VALUES(64,'2026-11-16T10:01:19+00:00',2,'asked for approval','broadcast 2','');
INSERT INTO "organiser_log" VALUES(65,'2026-11-16T10:01:19+00:00',3,'approved','broadcast 2','');
INSERT INTO "organiser_log" VALUES(66,'2026-11-17T10:00:00+00:00',3,'wrote','broadcast 3','');
INSERT INTO "organiser_log" VALUES(67,'2026-11-17T10:00:00+00:00',3,'asked for approval','broadcast 3','');
INSERT INTO "organiser_log" VALUES(68,'2026-11-17T10:00:00+00:00',2,'approved','broadcast 3','');
INSERT INTO "organiser_log" VALUES(69,'2026-11-17T10:00:12+00:00',3,'recalled','broadcast 3','');
INSERT INTO "organiser_log" VALUES(70,'2026-11-17T10:00:16+00:00',2,'wrote','broadcast 5','');
INSERT INTO "organiser_log" VALUES(71,'2026-11-17T10:00:17+00:00',2,'asked for approval','broadcast 5','');
INSERT INTO "organiser_log" VALUES(72,'2026-11-17T10:00:17+00:00',3,'approved','broadcast 5','');
INSERT INTO "organiser_log" VALUES(73,'2026-11-17T10:00:23+00:00',6,'stopped','broadcast 5','');
INSERT INTO "organiser_log" VALUES(74,'2026-11-19T10:00:00+00:00',2,'wrote','broadcast 6','');
INSERT INTO "organiser_log" VALUES(75,'2026-11-19T10:00:01+00:00',2,'asked for approval','broadcast 6','');
INSERT INTO "organiser_log" VALUES(76,'2026-11-19T10:00:01+00:00',3,'approved','broadcast 6','');
INSERT INTO "organiser_log" VALUES(77,'2026-11-19T10:00:10+00:00',3,'wrote','broadcast 7','');
INSERT INTO "organiser_log" VALUES(78,'2026-11-19T10:00:10+00:00',3,'wrote','broadcast 8','');
INSERT INTO "organiser_log" VALUES(79,'2026-11-19T10:00:12+00:00',2,'wrote','broadcast 9','');
INSERT INTO "organiser_log" VALUES(80,'2026-11-19T10:00:13+00:00',2,'threw away','broadcast 9','');
INSERT INTO "organiser_log" VALUES(81,'2026-11-19T10:00:13+00:00',2,'wrote','broadcast 10','');
INSERT INTO "organiser_log" VALUES(82,'2026-11-19T10:00:13+00:00',2,'asked for approval','broadcast 10','');
INSERT INTO "organiser_log" VALUES(83,'2026-11-19T10:00:14+00:00',3,'sent back','broadcast 10','');
INSERT INTO "organiser_log" VALUES(84,'2026-11-19T10:00:14+00:00',2,'wrote','broadcast 11','');
INSERT INTO "organiser_log" VALUES(85,'2026-11-19T10:00:14+00:00',2,'asked for approval','broadcast 11','');
INSERT INTO "organiser_log" VALUES(86,'2026-11-19T10:00:15+00:00',11,'approved','broadcast 11','');
INSERT INTO "organiser_log" VALUES(87,'2026-11-19T10:00:17+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(88,'2026-11-19T10:00:17+00:00',1,'removed','organiser 11','A worry about safety');
INSERT INTO "organiser_log" VALUES(89,'2026-11-23T10:01:00+00:00',3,'wrote','broadcast 12','');
INSERT INTO "organiser_log" VALUES(90,'2026-11-23T10:01:00+00:00',3,'asked for approval','broadcast 12','');
INSERT INTO "organiser_log" VALUES(91,'2026-11-23T10:01:01+00:00',2,'approved','broadcast 12','');
INSERT INTO "organiser_log" VALUES(92,'2026-11-23T10:01:03+00:00',2,'wrote','broadcast 13','');
INSERT INTO "organiser_log" VALUES(93,'2026-11-23T10:01:04+00:00',2,'asked for approval','broadcast 13','');
INSERT INTO "organiser_log" VALUES(94,'2026-11-23T10:01:04+00:00',3,'wrote','broadcast 14','');
INSERT INTO "organiser_log" VALUES(95,'2026-11-23T10:01:05+00:00',3,'asked for approval','broadcast 14','');
INSERT INTO "organiser_log" VALUES(96,'2026-11-23T10:01:05+00:00',2,'approved','broadcast 14','');
INSERT INTO "organiser_log" VALUES(97,'2026-11-23T10:01:21+00:00',3,'paused','broadcast 14','');
INSERT INTO "organiser_log" VALUES(98,'2026-11-23T10:01:21+00:00',NULL,'asked for approval','broadcast 15','');
INSERT INTO "organiser_log" VALUES(99,'2026-11-25T18:55:00+00:00',10,'exported','pledges: 3 rows, without health, csv; columns: pledge, deed, made_on, nation','letter to MPs in Leeds');
INSERT INTO "organiser_log" VALUES(100,'2026-11-25T18:55:02+00:00',4,'exported','pledges: 3 rows, without health, csv; columns: pledge, deed, made_on, nation','letter to MPs in Leeds');
INSERT INTO "organiser_log" VALUES(101,'2026-11-25T18:55:04+00:00',10,'left','','');
INSERT INTO "organiser_log" VALUES(102,'2026-11-25T18:55:07+00:00',3,'wrote','broadcast 16','');
INSERT INTO "organiser_log" VALUES(103,'2026-11-25T18:55:07+00:00',3,'asked for approval','broadcast 16','');
INSERT INTO "organiser_log" VALUES(104,'2026-11-25T18:55:08+00:00',2,'approved','broadcast 16','');
INSERT INTO "organiser_log" VALUES(105,'2026-11-25T19:00:00+00:00',3,'wrote','broadcast 17','');
INSERT INTO "organiser_log" VALUES(106,'2026-11-25T19:00:01+00:00',3,'asked for approval','broadcast 17','');
INSERT INTO "organiser_log" VALUES(107,'2026-11-25T19:00:01+00:00',2,'wrote','broadcast 18','');
INSERT INTO "organiser_log" VALUES(108,'2026-11-25T19:00:02+00:00',2,'asked for approval','broadcast 18','');
INSERT INTO "organiser_log" VALUES(109,'2026-11-25T19:00:03+00:00',1,'looked at the team','','');
INSERT INTO "organiser_log" VALUES(110,'2026-11-25T19:00:03+00:00',1,'invited','editor','');
INSERT INTO "organiser_log" VALUES(111,'2026-11-25T19:00:04+00:00',4,'exported','opt-outs: 3 rows, csv; columns: supporter, opted_out_at','who has left us');
INSERT INTO "organiser_log" VALUES(112,'2026-11-25T19:00:04+00:00',9,'exported','supporters: 16 rows, without health, xlsx; columns: supporter, joined_on, nation, updates','list for the printer');
INSERT INTO "organiser_log" VALUES(113,'2026-11-25T19:00:04+00:00',2,'approved','broadcast 17','urgent');
INSERT INTO "organiser_log" VALUES(114,'2026-11-25T19:00:34+00:00',3,'approved','broadcast 18','');
CREATE TABLE organisers (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    person   TEXT UNIQUE,
    added_at TEXT NOT NULL
, name TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "organisers" VALUES(1,'telegram:11','2026-11-02T10:00:10+00:00','Olive');
INSERT INTO "organisers" VALUES(2,'telegram:12','2026-11-02T10:00:11+00:00','Sana');
INSERT INTO "organisers" VALUES(3,'telegram:13','2026-11-02T10:00:11+00:00','Ben');
INSERT INTO "organisers" VALUES(4,'telegram:14','2026-11-02T10:00:11+00:00','Emi');
INSERT INTO "organisers" VALUES(5,'telegram:15','2026-11-02T10:00:12+00:00','Ed');
INSERT INTO "organisers" VALUES(6,'telegram:16','2026-11-02T10:00:12+00:00','');
INSERT INTO "organisers" VALUES(7,'telegram:17','2026-11-02T10:00:12+00:00','Lizzie');
INSERT INTO "organisers" VALUES(8,'telegram:18','2026-11-02T10:00:13+00:00','Rob');
INSERT INTO "organisers" VALUES(9,'telegram:19','2026-11-02T10:00:14+00:00','Tess');
INSERT INTO "organisers" VALUES(10,NULL,'2026-11-02T10:00:14+00:00','');
INSERT INTO "organisers" VALUES(11,'telegram:21','2026-11-02T10:00:15+00:00','Uma');
INSERT INTO "organisers" VALUES(12,NULL,'2026-11-02T10:00:15+00:00','');
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY,
    person     TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('reply', 'broadcast')),
    payload    TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'unsure', 'failed')),
    created_at TEXT NOT NULL,
    failure    TEXT
) STRICT;
INSERT INTO "outbox" VALUES(45,'','reply','','failed','2026-11-25T18:55:06+00:00','Some reason of telegram''s own');
INSERT INTO "outbox" VALUES(115,'telegram:1016','reply','{"method": "sendMessage", "params": {"chat_id": 1016, "text": "You are welcome. You can ask something else at any time.", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}}}','waiting','2026-11-25T19:00:03+00:00',NULL);
INSERT INTO "outbox" VALUES(116,'telegram:1017','reply','{"method": "sendMessage", "params": {"chat_id": 1017, "text": "Your message is with the organisers. The answer comes here. You can ask me questions meanwhile.", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}}}','waiting','2026-11-25T19:00:03+00:00',NULL);
INSERT INTO "outbox" VALUES(135,'telegram:13','reply','{"method": "editMessageText", "params": {"chat_id": 13, "text": "<b>Update 18 waits for approval</b>\n\nAbove is the message. It comes from organiser 2.\n\nEverybody who agreed to updates.\n\n12 agreed to updates\n\n1 taken out: they blocked the bot or left\n\n11 will get it\n\nIt begins on Thursday 26 November, 09:00, if it is approved at once.\n\nNot earlier, because updates go out between 09:00-19:00.\n\nIt is over on Thursday 26 November, 09:00, at 4 a second.\n\nAfter approval it is held for 30 seconds, in which anybody can stop it.\n\n1. Approve update 18\n2. Return update 18\n3. Stop update 18\n\n<i>✓ You approved it.</i>", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}, "message_id": 21922}}','waiting','2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "outbox" VALUES(136,'telegram:13','reply','{"method": "sendMessage", "params": {"chat_id": 13, "text": "Update 18 is approved and held for 30 seconds.", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}}}','waiting','2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "outbox" VALUES(137,'telegram:11','reply','{"method": "sendMessage", "params": {"chat_id": 11, "text": "Update 18 is approved and held until Wednesday 25 November, 19:01.\n\nIt begins on Thursday 26 November, 09:00.\n\nNot earlier, because updates go out between 09:00-19:00.\n\nIt is over on Thursday 26 November, 09:00, at 4 a second.\n\nUntil then and after, any organiser can stop it.\n\n4. Stop update 18", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}, "reply_markup": {"inline_keyboard": [[{"text": "Stop update 18", "callback_data": "1:c:o_bstop:18"}]]}}}','waiting','2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "outbox" VALUES(138,'telegram:12','reply','{"method": "sendMessage", "params": {"chat_id": 12, "text": "Update 18 is approved and held until Wednesday 25 November, 19:01.\n\nIt begins on Thursday 26 November, 09:00.\n\nNot earlier, because updates go out between 09:00-19:00.\n\nIt is over on Thursday 26 November, 09:00, at 4 a second.\n\nUntil then and after, any organiser can stop it.\n\n2. Stop update 18", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}, "reply_markup": {"inline_keyboard": [[{"text": "Stop update 18", "callback_data": "1:c:o_bstop:18"}]]}}}','waiting','2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "outbox" VALUES(139,'telegram:13','reply','{"method": "sendMessage", "params": {"chat_id": 13, "text": "Update 18 is approved and held until Wednesday 25 November, 19:01.\n\nIt begins on Thursday 26 November, 09:00.\n\nNot earlier, because updates go out between 09:00-19:00.\n\nIt is over on Thursday 26 November, 09:00, at 4 a second.\n\nUntil then and after, any organiser can stop it.\n\n7. Stop update 18", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}, "reply_markup": {"inline_keyboard": [[{"text": "Stop update 18", "callback_data": "1:c:o_bstop:18"}]]}}}','waiting','2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "outbox" VALUES(140,'telegram:14','reply','{"method": "sendMessage", "params": {"chat_id": 14, "text": "Update 18 is approved and held until Wednesday 25 November, 19:01.\n\nIt begins on Thursday 26 November, 09:00.\n\nNot earlier, because updates go out between 09:00-19:00.\n\nIt is over on Thursday 26 November, 09:00, at 4 a second.\n\nUntil then and after, any organiser can stop it.\n\n8. Stop update 18", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}, "reply_markup": {"inline_keyboard": [[{"text": "Stop update 18", "callback_data": "1:c:o_bstop:18"}]]}}}','waiting','2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "outbox" VALUES(141,'telegram:15','reply','{"method": "sendMessage", "params": {"chat_id": 15, "text": "Update 18 is approved and held until Wednesday 25 November, 19:01.\n\nIt begins on Thursday 26 November, 09:00.\n\nNot earlier, because updates go out between 09:00-19:00.\n\nIt is over on Thursday 26 November, 09:00, at 4 a second.\n\nUntil then and after, any organiser can stop it.\n\n10. Stop update 18", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}, "reply_markup": {"inline_keyboard": [[{"text": "Stop update 18", "callback_data": "1:c:o_bstop:18"}]]}}}','waiting','2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "outbox" VALUES(142,'telegram:16','reply','{"method": "sendMessage", "params": {"chat_id": 16, "text": "Update 18 is approved and held until Wednesday 25 November, 19:01.\n\nIt begins on Thursday 26 November, 09:00.\n\nNot earlier, because updates go out between 09:00-19:00.\n\nIt is over on Thursday 26 November, 09:00, at 4 a second.\n\nUntil then and after, any organiser can stop it.\n\n13. Stop update 18", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}, "reply_markup": {"inline_keyboard": [[{"text": "Stop update 18", "callback_data": "1:c:o_bstop:18"}]]}}}','waiting','2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "outbox" VALUES(143,'telegram:17','reply','{"method": "sendMessage", "params": {"chat_id": 17, "text": "Update 18 is approved and held until Wednesday 25 November, 19:01.\n\nIt begins on Thursday 26 November, 09:00.\n\nNot earlier, because updates go out between 09:00-19:00.\n\nIt is over on Thursday 26 November, 09:00, at 4 a second.\n\nUntil then and after, any organiser can stop it.\n\n16. Stop update 18", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}, "reply_markup": {"inline_keyboard": [[{"text": "Stop update 18", "callback_data": "1:c:o_bstop:18"}]]}}}','waiting','2026-11-25T19:00:34+00:00',NULL);
INSERT INTO "outbox" VALUES(144,'telegram:19','reply','{"method": "sendMessage", "params": {"chat_id": 19, "text": "Update 18 is approved and held until Wednesday 25 November, 19:01.\n\nIt begins on Thursday 26 November, 09:00.\n\nNot earlier, because updates go out between 09:00-19:00.\n\nIt is over on Thursday 26 November, 09:00, at 4 a second.\n\nUntil then and after, any organiser can stop it.\n\n4. Stop update 18", "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}, "reply_markup": {"inline_keyboard": [[{"text": "Stop update 18", "callback_data": "1:c:o_bstop:18"}]]}}}','waiting','2026-11-25T19:00:34+00:00',NULL);
CREATE TABLE pledge_stubs (
    id       INTEGER PRIMARY KEY,
    stub     TEXT NOT NULL UNIQUE,
    deed     TEXT NOT NULL,
    ended_on TEXT NOT NULL,
    reason   TEXT NOT NULL CHECK (reason IN ('withdrawn', 'erased'))
) STRICT;
INSERT INTO "pledge_stubs" VALUES(1,'c45d6690097ebe1bc53f22b239279c32d012be2bfd9c800777acffd930472e32','tell_friends','2026-11-16','withdrawn');
INSERT INTO "pledge_stubs" VALUES(2,'e047a515c493d88aa0eedd076f605f8e606157b8164ad35c89668b0b10701050','share_myth','2026-11-16','erased');
CREATE TABLE pledges (
    id           INTEGER PRIMARY KEY,
    supporter_id INTEGER NOT NULL REFERENCES supporters (id) ON DELETE CASCADE,
    deed         TEXT NOT NULL,
    made_at      TEXT NOT NULL,
    UNIQUE (supporter_id, deed)
) STRICT;
INSERT INTO "pledges" VALUES(1,6,'write_to_mp','2026-11-16T10:00:01+00:00');
INSERT INTO "pledges" VALUES(2,8,'write_to_mp','2026-11-16T10:00:03+00:00');
INSERT INTO "pledges" VALUES(3,15,'come_to_meeting','2026-11-16T10:00:06+00:00');
CREATE TABLE roles (
    organiser_id INTEGER NOT NULL REFERENCES organisers (id) ON DELETE CASCADE,
    role         TEXT NOT NULL CHECK (role IN ('owner', 'sender', 'exporter', 'editor', 'viewer', 'listener')),
    granted_at   TEXT NOT NULL,
    PRIMARY KEY (organiser_id, role)
) STRICT, WITHOUT ROWID;
INSERT INTO "roles" VALUES(1,'owner','2026-11-02T10:00:10+00:00');
INSERT INTO "roles" VALUES(2,'sender','2026-11-02T10:00:11+00:00');
INSERT INTO "roles" VALUES(3,'sender','2026-11-02T10:00:11+00:00');
INSERT INTO "roles" VALUES(4,'exporter','2026-11-02T10:00:11+00:00');
INSERT INTO "roles" VALUES(5,'editor','2026-11-02T10:00:12+00:00');
INSERT INTO "roles" VALUES(6,'viewer','2026-11-02T10:00:12+00:00');
INSERT INTO "roles" VALUES(7,'listener','2026-11-02T10:00:12+00:00');
INSERT INTO "roles" VALUES(9,'exporter','2026-11-02T10:00:14+00:00');
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
, language TEXT
    CHECK (length(language) <= 30 AND language GLOB '[a-z]*' AND language NOT GLOB '*[^a-z0-9_]*')) STRICT;
INSERT INTO "supporters" VALUES(1,'telegram:1001','2026-11-02T10:00:16+00:00','2026-11-16T10:00:00+00:00','england',NULL,'leaflet1','2026-11-16',NULL,'en');
INSERT INTO "supporters" VALUES(2,'telegram:1002','2026-11-02T10:00:17+00:00','2026-11-02T10:00:17+00:00','scotland',NULL,'leaflet1','2026-11-02',NULL,NULL);
INSERT INTO "supporters" VALUES(3,'telegram:1003','2026-11-02T10:00:18+00:00','2026-11-02T10:00:18+00:00',NULL,NULL,'meeting_leeds','2026-11-02',NULL,NULL);
INSERT INTO "supporters" VALUES(4,'telegram:1004','2026-11-02T10:00:19+00:00','2026-11-02T10:00:19+00:00',NULL,NULL,NULL,'2026-11-02',NULL,NULL);
INSERT INTO "supporters" VALUES(6,'telegram:1005','2026-11-16T10:00:01+00:00','2026-11-16T10:00:01+00:00','wales','Cardiff West','leaflet1','2026-11-16',NULL,'cy');
INSERT INTO "supporters" VALUES(8,'telegram:1006','2026-11-16T10:00:02+00:00','2026-11-16T10:00:03+00:00','england','Leeds East','meeting_leeds','2026-11-16',NULL,NULL);
INSERT INTO "supporters" VALUES(11,'telegram:1007','2026-11-16T10:00:04+00:00','2026-11-16T10:00:04+00:00',NULL,NULL,NULL,'2026-11-16',NULL,NULL);
INSERT INTO "supporters" VALUES(12,'telegram:1008','2026-11-16T10:00:04+00:00','2026-11-16T10:00:04+00:00',NULL,NULL,NULL,'2026-11-16','2026-11-16T10:01:27+00:00',NULL);
INSERT INTO "supporters" VALUES(13,'telegram:1009','2026-11-16T10:00:05+00:00','2026-11-16T10:00:05+00:00','northern_ireland',NULL,NULL,'2026-11-16',NULL,NULL);
INSERT INTO "supporters" VALUES(14,'telegram:1010','2026-11-16T10:00:06+00:00','2026-11-16T10:00:06+00:00',NULL,NULL,'conference','2026-11-16',NULL,NULL);
INSERT INTO "supporters" VALUES(15,'telegram:1011','2026-11-16T10:00:06+00:00','2026-11-16T10:00:06+00:00',NULL,NULL,NULL,'2026-11-16',NULL,NULL);
INSERT INTO "supporters" VALUES(18,'telegram:1018','2026-11-16T10:00:08+00:00','2026-11-16T10:00:08+00:00',NULL,NULL,NULL,'2026-11-16',NULL,NULL);
INSERT INTO "supporters" VALUES(19,'telegram:1019','2026-11-16T10:00:09+00:00','2026-11-16T10:00:09+00:00',NULL,NULL,NULL,'2026-11-16',NULL,NULL);
INSERT INTO "supporters" VALUES(20,'telegram:1020','2026-11-16T10:00:09+00:00','2026-11-16T10:00:09+00:00',NULL,NULL,NULL,'2026-11-16',NULL,NULL);
INSERT INTO "supporters" VALUES(21,'telegram:12','2026-11-16T10:00:15+00:00','2026-11-16T10:00:15+00:00',NULL,NULL,NULL,'2026-11-25',NULL,NULL);
INSERT INTO "supporters" VALUES(22,'telegram:1022','2026-11-16T10:00:17+00:00','2026-11-16T10:00:17+00:00',NULL,NULL,NULL,'2026-11-16','2026-11-16T10:01:17+00:00',NULL);
CREATE TABLE thread_messages (
    id          INTEGER PRIMARY KEY,
    thread_id   INTEGER NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    from_person INTEGER NOT NULL CHECK (from_person IN (0, 1)),
    text        TEXT NOT NULL,
    at          TEXT NOT NULL
) STRICT;
INSERT INTO "thread_messages" VALUES(1,1,1,'green kettles of anglesey','2026-11-16T10:00:10+00:00');
INSERT INTO "thread_messages" VALUES(2,2,1,'Could somebody ring my mother about the meeting?','2026-11-16T10:00:10+00:00');
INSERT INTO "thread_messages" VALUES(3,3,1,'You sent me updates that I never asked for.','2026-11-16T10:00:11+00:00');
INSERT INTO "thread_messages" VALUES(4,4,1,'Is the meeting in Leeds open to carers?','2026-11-16T10:00:11+00:00');
INSERT INTO "thread_messages" VALUES(5,4,0,'Yes, carers are welcome. It begins at ten.','2026-11-16T10:00:11+00:00');
INSERT INTO "thread_messages" VALUES(6,3,0,'The organisers have your complaint about data of 16 November and are looking into it. They will tell you here what comes of it.','2026-11-16T10:00:12+00:00');
INSERT INTO "thread_messages" VALUES(7,5,1,'Thank you for the update on the debate.','2026-11-16T10:01:18+00:00');
INSERT INTO "thread_messages" VALUES(8,6,1,'Please ring after six.','2026-11-25T19:00:03+00:00');
CREATE TABLE threads (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    person          TEXT,
    kind            TEXT NOT NULL CHECK (kind IN ('talk', 'reply', 'complaint')),
    opened_at       TEXT NOT NULL,
    acknowledged_at TEXT,
    closed_at       TEXT
) STRICT;
INSERT INTO "threads" VALUES(1,'telegram:1006','reply','2026-11-16T10:00:10+00:00',NULL,NULL);
INSERT INTO "threads" VALUES(2,'telegram:1017','talk','2026-11-16T10:00:10+00:00',NULL,NULL);
INSERT INTO "threads" VALUES(3,'telegram:1013','complaint','2026-11-16T10:00:11+00:00','2026-11-16T10:00:12+00:00',NULL);
INSERT INTO "threads" VALUES(4,'telegram:1010','talk','2026-11-16T10:00:11+00:00','2026-11-16T10:00:11+00:00','2026-11-16T10:00:11+00:00');
INSERT INTO "threads" VALUES(5,'telegram:1009','talk','2026-11-16T10:01:18+00:00',NULL,NULL);
INSERT INTO "threads" VALUES(6,'telegram:1017','talk','2026-11-25T19:00:03+00:00',NULL,NULL);
CREATE TABLE unanswered (
    id       INTEGER PRIMARY KEY,
    text     TEXT NOT NULL,
    asked_on TEXT NOT NULL
) STRICT;
INSERT INTO "unanswered" VALUES(1,'forty purple elephants over wrexham tonight','2026-11-16');
CREATE TABLE updates_handled (
    token      TEXT NOT NULL,
    update_id  INTEGER NOT NULL,
    handled_at TEXT NOT NULL,
    PRIMARY KEY (token, update_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713237,'2026-11-25T18:55:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713238,'2026-11-25T18:55:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713239,'2026-11-25T18:55:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713240,'2026-11-25T18:55:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713241,'2026-11-25T18:55:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713242,'2026-11-25T18:55:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713243,'2026-11-25T18:55:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713244,'2026-11-25T18:55:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713245,'2026-11-25T18:55:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713246,'2026-11-25T18:55:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713247,'2026-11-25T18:55:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713248,'2026-11-25T18:55:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713249,'2026-11-25T18:55:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713250,'2026-11-25T18:55:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713251,'2026-11-25T18:55:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713252,'2026-11-25T18:55:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713253,'2026-11-25T18:55:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713254,'2026-11-25T18:55:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713255,'2026-11-25T18:55:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713256,'2026-11-25T18:55:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713257,'2026-11-25T18:55:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713258,'2026-11-25T18:55:05+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713259,'2026-11-25T18:55:05+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713260,'2026-11-25T18:55:05+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713261,'2026-11-25T18:55:05+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713262,'2026-11-25T18:55:05+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713263,'2026-11-25T18:55:05+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713264,'2026-11-25T18:55:05+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713265,'2026-11-25T18:55:06+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713266,'2026-11-25T18:55:06+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713267,'2026-11-25T18:55:06+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713268,'2026-11-25T18:55:06+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713269,'2026-11-25T18:55:06+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713270,'2026-11-25T18:55:06+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713271,'2026-11-25T18:55:06+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713272,'2026-11-25T18:55:06+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713273,'2026-11-25T18:55:07+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713274,'2026-11-25T18:55:07+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713275,'2026-11-25T18:55:07+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713276,'2026-11-25T18:55:07+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713277,'2026-11-25T18:55:07+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713278,'2026-11-25T18:55:07+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713279,'2026-11-25T18:55:07+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713280,'2026-11-25T18:55:07+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713281,'2026-11-25T18:55:08+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713282,'2026-11-25T19:00:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713283,'2026-11-25T19:00:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713284,'2026-11-25T19:00:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713285,'2026-11-25T19:00:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713286,'2026-11-25T19:00:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713287,'2026-11-25T19:00:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713288,'2026-11-25T19:00:00+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713289,'2026-11-25T19:00:01+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713290,'2026-11-25T19:00:01+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713291,'2026-11-25T19:00:01+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713292,'2026-11-25T19:00:01+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713293,'2026-11-25T19:00:01+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713294,'2026-11-25T19:00:01+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713295,'2026-11-25T19:00:01+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713296,'2026-11-25T19:00:01+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713297,'2026-11-25T19:00:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713298,'2026-11-25T19:00:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713299,'2026-11-25T19:00:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713300,'2026-11-25T19:00:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713301,'2026-11-25T19:00:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713302,'2026-11-25T19:00:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713303,'2026-11-25T19:00:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713304,'2026-11-25T19:00:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713305,'2026-11-25T19:00:02+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713306,'2026-11-25T19:00:03+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713307,'2026-11-25T19:00:03+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713308,'2026-11-25T19:00:03+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713309,'2026-11-25T19:00:03+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713310,'2026-11-25T19:00:03+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713311,'2026-11-25T19:00:03+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713312,'2026-11-25T19:00:03+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713313,'2026-11-25T19:00:03+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713314,'2026-11-25T19:00:03+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713315,'2026-11-25T19:00:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713316,'2026-11-25T19:00:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713317,'2026-11-25T19:00:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713318,'2026-11-25T19:00:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713319,'2026-11-25T19:00:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713320,'2026-11-25T19:00:04+00:00');
INSERT INTO "updates_handled" VALUES('bec26a6531c1a214',447713321,'2026-11-25T19:00:34+00:00');
CREATE INDEX conversations_touched ON conversations (touched_at);
CREATE INDEX consents_of ON consents (supporter_id);
CREATE INDEX pledges_made ON pledges (made_at);
CREATE INDEX outbox_person ON outbox (person);
CREATE INDEX outbox_created ON outbox (created_at);
CREATE INDEX updates_handled_at ON updates_handled (handled_at);
CREATE INDEX broadcasts_state ON broadcasts (state);
CREATE INDEX deliveries_state ON deliveries (broadcast_id, state, id);
CREATE INDEX deliveries_person ON deliveries (person);
CREATE INDEX thread_messages_of ON thread_messages (thread_id);
CREATE TRIGGER organiser_log_stays BEFORE DELETE ON organiser_log
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER organiser_log_is_final BEFORE UPDATE ON organiser_log
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('organiser_log',114);
INSERT INTO "sqlite_sequence" VALUES('organisers',13);
INSERT INTO "sqlite_sequence" VALUES('supporters',22);
INSERT INTO "sqlite_sequence" VALUES('threads',6);
INSERT INTO "sqlite_sequence" VALUES('broadcasts',18);
INSERT INTO "sqlite_sequence" VALUES('export_jobs',5);
COMMIT;
