BEGIN TRANSACTION;
CREATE TABLE attempts (
            run INTEGER NOT NULL,
            name TEXT NOT NULL,
            number INTEGER NOT NULL,
            node TEXT NOT NULL DEFAULT '',
            device TEXT NOT NULL DEFAULT '',
            began_at REAL NOT NULL,
            ended_at REAL,
            outcome TEXT NOT NULL CHECK (outcome IN ('running', 'done', 'fault', 'stopped')),
            reason TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (run, name, number),
            FOREIGN KEY (run, name) REFERENCES jobs (run, name) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
INSERT INTO "attempts" VALUES(1,'kim',1,'','',1000.0,1000.0,'done','');
CREATE TABLE book_assignments (entry INTEGER PRIMARY KEY REFERENCES book_entries (number), assignment TEXT NOT NULL, title TEXT NOT NULL, possible REAL NOT NULL, due TEXT NOT NULL, counts TEXT NOT NULL) STRICT;
INSERT INTO "book_assignments" VALUES(1,'digits_cnn','Digits',100.0,'2026-11-24T08:00:00+00:00','last');
CREATE TABLE book_comments (entry INTEGER PRIMARY KEY REFERENCES book_entries (number), student TEXT NOT NULL, assignment TEXT NOT NULL, text TEXT NOT NULL) STRICT;
INSERT INTO "book_comments" VALUES(15,'이서연','digits_cnn','잘했어요');
CREATE TABLE book_entries (number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, author TEXT NOT NULL) STRICT;
INSERT INTO "book_entries" VALUES(1,'2026-11-24T08:00:00.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(2,'2026-11-24T08:00:01.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(3,'2026-11-24T08:00:02.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(4,'2026-11-24T08:00:03.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(5,'2026-11-24T08:00:04.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(6,'2026-11-24T08:00:05.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(7,'2026-11-24T08:00:06.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(8,'2026-11-24T08:00:07.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(9,'2026-11-24T08:00:08.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(10,'2026-11-24T08:00:09.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(11,'2026-11-24T08:00:10.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(12,'2026-11-24T08:00:11.000+00:00','autograder');
INSERT INTO "book_entries" VALUES(13,'2026-11-24T08:00:12.000+00:00','ta');
INSERT INTO "book_entries" VALUES(14,'2026-11-24T08:00:13.000+00:00','ta');
INSERT INTO "book_entries" VALUES(15,'2026-11-24T08:00:14.000+00:00','ta');
CREATE TABLE book_excuses (entry INTEGER PRIMARY KEY REFERENCES book_entries (number), student TEXT NOT NULL, assignment TEXT NOT NULL, excused INTEGER NOT NULL, reason TEXT NOT NULL) STRICT;
INSERT INTO "book_excuses" VALUES(14,'park-gh','digits_cnn',1,'ill');
CREATE TABLE book_grades (entry INTEGER PRIMARY KEY REFERENCES book_entries (number), hand_in INTEGER NOT NULL REFERENCES book_hand_ins (entry), state TEXT NOT NULL, earned REAL NOT NULL, possible REAL NOT NULL, adjustments TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
INSERT INTO "book_grades" VALUES(4,3,'graded',60.0,100.0,'[]','');
INSERT INTO "book_grades" VALUES(6,5,'graded',80.0,100.0,'[[-10, "late by 1 days begun", ""]]','');
INSERT INTO "book_grades" VALUES(9,8,'graded',70.0,100.0,'[]','');
INSERT INTO "book_grades" VALUES(12,11,'graded',90.0,100.0,'[]','');
CREATE TABLE book_hand_ins (entry INTEGER PRIMARY KEY REFERENCES book_entries (number), student TEXT NOT NULL, assignment TEXT NOT NULL, digest TEXT NOT NULL, submitted_at TEXT NOT NULL) STRICT;
INSERT INTO "book_hand_ins" VALUES(3,'kim','digits_cnn','sha256:a','2026-11-24T08:00:00+00:00');
INSERT INTO "book_hand_ins" VALUES(5,'kim','digits_cnn','sha256:b','2026-11-24T08:00:00+00:00');
INSERT INTO "book_hand_ins" VALUES(8,'park-gh','digits_cnn','sha256:c','2026-11-24T08:00:00+00:00');
INSERT INTO "book_hand_ins" VALUES(11,'이서연','digits_cnn','sha256:d','2026-11-24T08:00:00+00:00');
CREATE TABLE book_overrides (entry INTEGER PRIMARY KEY REFERENCES book_entries (number), student TEXT NOT NULL, assignment TEXT NOT NULL, points REAL, reason TEXT NOT NULL) STRICT;
INSERT INTO "book_overrides" VALUES(13,'kim','digits_cnn',85.0,'read by hand');
CREATE TABLE book_students (entry INTEGER PRIMARY KEY REFERENCES book_entries (number), student TEXT NOT NULL, student_id TEXT NOT NULL, login TEXT NOT NULL, email TEXT NOT NULL, section TEXT NOT NULL, canvas_id TEXT NOT NULL, moodle_id TEXT NOT NULL) STRICT;
INSERT INTO "book_students" VALUES(2,'kim','','','','','','');
INSERT INTO "book_students" VALUES(7,'park-gh','','park-gh','','','','');
INSERT INTO "book_students" VALUES(10,'이서연','20261235','seoyeon','seoyeon@example.edu','A','1002','');
CREATE TABLE jobs (
            run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            student TEXT NOT NULL,
            stamp TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'given_up')),
            result TEXT NOT NULL DEFAULT '',
            attempts INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (run, name)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "jobs" VALUES(1,'kim','kim','stamp','done','result',1);
CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            folder TEXT NOT NULL UNIQUE,
            assignment TEXT NOT NULL,
            engine TEXT NOT NULL DEFAULT '',
            token TEXT NOT NULL DEFAULT '',
            host TEXT NOT NULL DEFAULT '',
            space TEXT NOT NULL DEFAULT '',
            pid INTEGER NOT NULL DEFAULT 0,
            born INTEGER NOT NULL DEFAULT 0,
            beats INTEGER NOT NULL DEFAULT 0,
            began_at REAL NOT NULL DEFAULT 0,
            seen_at REAL NOT NULL DEFAULT 0
        ) STRICT;
INSERT INTO "runs" VALUES(1,'/srv/course/runs','digits_cnn','local','','','',0,0,1,1000.0,1000.0);
CREATE TABLE versions (module TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;
INSERT INTO "versions" VALUES('gradebook',1);
INSERT INTO "versions" VALUES('journal',1);
CREATE TRIGGER book_entries_changed BEFORE UPDATE ON book_entries BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_entries_removed BEFORE DELETE ON book_entries BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_entries_replaced BEFORE INSERT ON book_entries WHEN EXISTS (SELECT 1 FROM book_entries WHERE number = NEW.number) BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_students_changed BEFORE UPDATE ON book_students BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_students_removed BEFORE DELETE ON book_students BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_students_replaced BEFORE INSERT ON book_students WHEN EXISTS (SELECT 1 FROM book_students WHERE entry = NEW.entry) BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_assignments_changed BEFORE UPDATE ON book_assignments BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_assignments_removed BEFORE DELETE ON book_assignments BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_assignments_replaced BEFORE INSERT ON book_assignments WHEN EXISTS (SELECT 1 FROM book_assignments WHERE entry = NEW.entry) BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_hand_ins_changed BEFORE UPDATE ON book_hand_ins BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_hand_ins_removed BEFORE DELETE ON book_hand_ins BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_hand_ins_replaced BEFORE INSERT ON book_hand_ins WHEN EXISTS (SELECT 1 FROM book_hand_ins WHERE entry = NEW.entry) BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_grades_changed BEFORE UPDATE ON book_grades BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_grades_removed BEFORE DELETE ON book_grades BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_grades_replaced BEFORE INSERT ON book_grades WHEN EXISTS (SELECT 1 FROM book_grades WHERE entry = NEW.entry) BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_overrides_changed BEFORE UPDATE ON book_overrides BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_overrides_removed BEFORE DELETE ON book_overrides BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_overrides_replaced BEFORE INSERT ON book_overrides WHEN EXISTS (SELECT 1 FROM book_overrides WHERE entry = NEW.entry) BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_excuses_changed BEFORE UPDATE ON book_excuses BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_excuses_removed BEFORE DELETE ON book_excuses BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_excuses_replaced BEFORE INSERT ON book_excuses WHEN EXISTS (SELECT 1 FROM book_excuses WHERE entry = NEW.entry) BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_comments_changed BEFORE UPDATE ON book_comments BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_comments_removed BEFORE DELETE ON book_comments BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE TRIGGER book_comments_replaced BEFORE INSERT ON book_comments WHEN EXISTS (SELECT 1 FROM book_comments WHERE entry = NEW.entry) BEGIN SELECT RAISE(ABORT, 'the grade book is only ever added to'); END;
CREATE INDEX book_students_of ON book_students (student);
CREATE INDEX book_hand_ins_of ON book_hand_ins (student, assignment, digest);
CREATE INDEX book_grades_of ON book_grades (hand_in);
CREATE INDEX book_overrides_of ON book_overrides (student, assignment);
CREATE INDEX book_excuses_of ON book_excuses (student, assignment);
CREATE INDEX book_comments_of ON book_comments (student, assignment);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('book_entries',15);
COMMIT;
