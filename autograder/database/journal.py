"""The journal's tables in the SQLite file of a course.

A run is one run folder and the lease of who works on it. A job is one student of it; its `stamp` names everything that
its result depends on, its `result` is a digest of what was made of it.
Each try of a job is an attempt.
"""

from __future__ import annotations

from autograder.database.tables import Tables

JOURNAL = Tables(
    "journal",
    (
        """
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
        """,
    ),
)
