/**
 * Migrations of decisions.db, append-only: the version of a database is the number of migrations applied.
 * A released entry is never edited; a change is a new entry.
 */
export const decisionsMigrations: readonly string[] = [
  `
  CREATE TABLE entries (
    -- digest of all other columns
    id TEXT NOT NULL UNIQUE,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL CHECK (subject <> ''),
    decision TEXT NOT NULL CHECK (decision <> ''),
    target TEXT,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (trim(actor) <> ''),
    at TEXT NOT NULL,
    batch TEXT NOT NULL CHECK (batch <> ''),
    source TEXT NOT NULL CHECK (source IN ('hand', 'import')),
    origin TEXT NOT NULL,
    address TEXT NOT NULL,
    seen TEXT
  ) STRICT;
  CREATE INDEX entries_subject ON entries (subject_kind, subject, at, id);
  CREATE INDEX entries_batch ON entries (batch, at, subject, id);
  CREATE INDEX entries_time ON entries (at, subject, id);

  CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries
  BEGIN SELECT raise(ABORT, 'decisions are never changed: append another'); END;
  CREATE TRIGGER entries_are_not_removed BEFORE DELETE ON entries
  BEGIN SELECT raise(ABORT, 'decisions are never removed: append another'); END;
  `,
];
