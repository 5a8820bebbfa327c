/**
 * Migrations of portal.db, append-only: the version of a database is the number of migrations applied.
 * A released entry is never edited; a change is a new entry.
 */
export const portalMigrations: readonly string[] = [
  `
  CREATE TABLE portal_state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    owner TEXT NOT NULL,
    pid INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE shared_items (
    id TEXT PRIMARY KEY,
    decision TEXT NOT NULL CHECK (decision IN ('adopt', 'apart', 'ask')),
    reason TEXT NOT NULL,
    -- JSON of model/item.ts: item, and its members
    item TEXT NOT NULL,
    members TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE items (
    agency TEXT NOT NULL,
    id TEXT NOT NULL,
    -- JSON of model/item.ts
    item TEXT NOT NULL,
    PRIMARY KEY (agency, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE address_index (
    agency TEXT NOT NULL,
    key TEXT NOT NULL,
    lang TEXT NOT NULL,
    item_id TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('item', 'alias', 'shared')),
    PRIMARY KEY (agency, key, lang)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX address_index_item ON address_index (item_id);
  CREATE INDEX address_index_key ON address_index (key);

  CREATE TABLE id_map (
    -- item id, or SHA-256 of an asset
    id TEXT NOT NULL,
    -- empty: the address holds for every language
    lang TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (id, lang)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE agency_state (
    agency TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (agency, key)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Old addresses whose decisions follow those of other agencies: what each falls back on, as a line of text.
  CREATE TABLE open_chains (
    key TEXT PRIMARY KEY,
    agency TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX open_chains_agency ON open_chains (agency, key);
  `,
  `
  -- Nothing ever wrote the map of one address an id: a home and a section have no id of their own, and need their agency.
  DROP TABLE id_map;

  CREATE TABLE id_map_entries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    agency TEXT NOT NULL,
    -- item id, SHA-256 of an asset, home, or section:<path on the portal>
    id TEXT NOT NULL,
    -- empty: the address holds for every language
    lang TEXT NOT NULL,
    address TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (trim(actor) <> ''),
    at TEXT NOT NULL,
    origin TEXT NOT NULL
  ) STRICT;
  CREATE INDEX id_map_entries_id ON id_map_entries (agency, id, lang, seq);
  CREATE TRIGGER id_map_entries_are_not_changed BEFORE UPDATE ON id_map_entries
  BEGIN SELECT raise(ABORT, 'answers of the portal are never changed: append another'); END;
  CREATE TRIGGER id_map_entries_are_not_removed BEFORE DELETE ON id_map_entries
  BEGIN SELECT raise(ABORT, 'answers of the portal are never removed: append another'); END;

  CREATE INDEX items_id ON items (id);

  CREATE TABLE confirmed_items (
    agency TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- JSON array
    langs TEXT NOT NULL,
    PRIMARY KEY (agency, id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- JSON: what the catalogue tells of a shared item beside its columns. Rows of before it are as good as new after the next dedupe.
  ALTER TABLE shared_items ADD COLUMN story TEXT NOT NULL
    DEFAULT '{"titles":{},"copies":[],"since":null,"common":1,"decidedBy":"detection","known":null}';
  `,
  `
  -- What dedupe made of each agency on its own, kept until its pages change.
  CREATE TABLE item_drafts (
    agency TEXT NOT NULL,
    -- place among the agency's items
    item INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (agency, item)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE agency_findings (
    agency TEXT NOT NULL,
    -- drafts: of its pages alone; items: of what is left when shared items are taken out
    origin TEXT NOT NULL CHECK (origin IN ('drafts', 'items')),
    seq INTEGER NOT NULL,
    -- JSON of model/finding.ts
    finding TEXT NOT NULL,
    PRIMARY KEY (agency, origin, seq)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Blocks that many agencies hold inside pages of their own, and what becomes of them there
  CREATE TABLE shared_blocks (
    -- masked hash, 16 hex digits
    hash TEXT PRIMARY KEY,
    agencies INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    words INTEGER NOT NULL,
    -- JSON array
    langs TEXT NOT NULL,
    share REAL NOT NULL,
    nature TEXT NOT NULL CHECK (nature IN ('boilerplate', 'repeated', 'shared-item', 'text')),
    item TEXT,
    decision TEXT NOT NULL CHECK (decision IN ('keep', 'remove', 'reference', 'ask')),
    decided_by TEXT NOT NULL CHECK (decided_by IN ('detection', 'person')),
    reason TEXT NOT NULL,
    -- text on one page; NULL until it is read
    sample TEXT,
    sample_agency TEXT NOT NULL,
    -- place among the agency's chosen pages, and digest of these
    sample_place INTEGER NOT NULL,
    sample_digest TEXT NOT NULL,
    sample_address TEXT NOT NULL,
    seen INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX shared_blocks_unread ON shared_blocks (sample_agency, sample_place, hash) WHERE sample IS NULL;

  -- Blocks proven to be boilerplate by the pages of all agencies, and who holds them; no copy is told by them
  CREATE TABLE boilerplate_blocks (
    agency TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (agency, hash)
  ) STRICT, WITHOUT ROWID;

  -- Blocks of the chosen copies of adopted shared items
  CREATE TABLE shared_item_blocks (
    hash TEXT NOT NULL,
    item TEXT NOT NULL,
    lang TEXT NOT NULL,
    PRIMARY KEY (hash, item, lang)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What families of copies were found to propose, by a name that follows from all that it depends on.
  CREATE TABLE shared_proposals (
    name TEXT PRIMARY KEY,
    record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- What each shared item was made from, and which versions it replaces and what its agencies are told.
  CREATE TABLE shared_sources (
    id TEXT PRIMARY KEY,
    made_from TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];
