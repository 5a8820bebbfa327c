/**
 * Migrations of site.db, append-only: the version of a database is the number of migrations applied.
 * A released entry is never edited; a change is a new entry.
 */
export const siteMigrations: readonly string[] = [
  `
  CREATE TABLE crawl_state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE addresses (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL,
    state TEXT NOT NULL
      CHECK (state IN ('found', 'queued', 'in-flight', 'done', 'failed', 'refused')),
    depth INTEGER NOT NULL,
    found_on INTEGER REFERENCES addresses (id),
    hints INTEGER NOT NULL,
    rule TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0,
    template TEXT NOT NULL DEFAULT '',
    -- 1 once its text took part in the novelty test, so that a second capture does not count again
    counted INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX addresses_open ON addresses (state, depth, host, address)
    WHERE state IN ('found', 'queued', 'in-flight');
  CREATE INDEX addresses_waiting ON addresses (depth, template, address) WHERE state = 'found';
  CREATE INDEX addresses_new_links ON addresses (found_on) WHERE state = 'found';
  CREATE INDEX addresses_state ON addresses (state, rule);

  CREATE TABLE warc_files (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    -- committed end in bytes; what lies beyond in the file is cut when the archive is opened
    size INTEGER NOT NULL,
    sealed INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    address_id INTEGER NOT NULL REFERENCES addresses (id),
    variant TEXT NOT NULL DEFAULT '',
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    declared_type TEXT,
    media_type TEXT NOT NULL,
    encoding TEXT NOT NULL,
    encoding_source TEXT NOT NULL,
    location TEXT,
    file_name TEXT,
    payload_digest TEXT NOT NULL,
    payload_bytes INTEGER NOT NULL,
    warc_id INTEGER NOT NULL REFERENCES warc_files (id),
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    truncated TEXT,
    -- validators for a later conditional request
    etag TEXT,
    last_modified TEXT,
    UNIQUE (address_id, variant, fetched_at)
  ) STRICT;
  CREATE INDEX captures_digest ON captures (payload_digest);
  CREATE INDEX captures_record ON captures (warc_id, offset);

  CREATE TABLE links (
    from_id INTEGER NOT NULL REFERENCES addresses (id),
    to_id INTEGER NOT NULL REFERENCES addresses (id),
    hints INTEGER NOT NULL,
    PRIMARY KEY (from_id, to_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX links_to ON links (to_id);

  CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    stage TEXT NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    UNIQUE (stage, code, address, subject, detail)
  ) STRICT;
  CREATE INDEX findings_address ON findings (stage, address);
  CREATE INDEX findings_subject ON findings (stage, subject);

  CREATE TABLE robots (
    origin TEXT PRIMARY KEY,
    fetched_at TEXT NOT NULL,
    -- what the answer means: rules, allow-all, unreachable
    outcome TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE templates (
    template TEXT PRIMARY KEY,
    tried INTEGER NOT NULL,
    captures INTEGER NOT NULL,
    -- length of the latest run of captures that brought nothing new
    barren INTEGER NOT NULL,
    suspended INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  -- texts by hash, and on how many captures they stood
  CREATE TABLE seen_runs (hash INTEGER PRIMARY KEY, seen INTEGER NOT NULL) STRICT;
  -- captures whose novelty is judged when their wave is complete
  CREATE TABLE fresh (
    address_id INTEGER PRIMARY KEY REFERENCES addresses (id),
    kind TEXT NOT NULL,
    runs BLOB NOT NULL
  ) STRICT;
  `,
  `
  -- The url key of every address, made by the key rules of this hash.
  CREATE TABLE address_keys (
    address_id INTEGER PRIMARY KEY REFERENCES addresses (id),
    key TEXT NOT NULL,
    rules TEXT NOT NULL
  ) STRICT;
  CREATE INDEX address_keys_key ON address_keys (key);

  -- One row an HTML capture: its blocks and head facts, deflated JSON, made again only for other bytes.
  CREATE TABLE segments (
    address_id INTEGER PRIMARY KEY REFERENCES addresses (id),
    payload_digest TEXT NOT NULL,
    version TEXT NOT NULL,
    hash TEXT NOT NULL,
    data BLOB NOT NULL
  ) STRICT;

  CREATE TABLE site_models (
    version TEXT PRIMARY KEY,
    pages INTEGER NOT NULL,
    current INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- What select made of a capture; input_hash names everything it was made from.
  CREATE TABLE selections (
    address_id INTEGER PRIMARY KEY REFERENCES addresses (id),
    input_hash TEXT NOT NULL,
    key TEXT NOT NULL,
    -- JSON: number and key of each pager link, for joining pages in parts
    pager TEXT NOT NULL
  ) STRICT;

  CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    address_id INTEGER NOT NULL REFERENCES addresses (id),
    key TEXT NOT NULL,
    lang TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    hash TEXT NOT NULL,
    -- 1 for the capture that stands for its key, and 0 for parts and spellings folded into another page
    chosen INTEGER NOT NULL DEFAULT 0,
    -- content hash with later parts joined; equals hash without parts
    chosen_hash TEXT NOT NULL DEFAULT '',
    UNIQUE (address_id, lang)
  ) STRICT;
  CREATE INDEX pages_key ON pages (key, lang) WHERE chosen = 1;
  CREATE TABLE page_data (
    page_id INTEGER PRIMARY KEY REFERENCES pages (id) ON DELETE CASCADE,
    data BLOB NOT NULL,
    -- the page with its later parts, when it has some
    joined BLOB
  ) STRICT;

  CREATE TABLE redirects (
    key TEXT PRIMARY KEY,
    data TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- What a stage last worked from and made; equal input means nothing to do.
  CREATE TABLE stage_state (
    stage TEXT PRIMARY KEY,
    input_hash TEXT NOT NULL,
    output_hash TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT NOT NULL DEFAULT 'running',
    detail TEXT NOT NULL DEFAULT ''
  ) STRICT;

  CREATE TABLE lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    owner TEXT NOT NULL,
    pid INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- What pages link to: a row a page and a row for each distinct set of targets, not one for each link.
  -- Links are read again from the archive when a page is fetched again.
  DROP TABLE links;
  CREATE TABLE link_sets (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    targets BLOB NOT NULL
  ) STRICT;
  CREATE TABLE links (
    from_id INTEGER PRIMARY KEY REFERENCES addresses (id),
    set_id INTEGER NOT NULL REFERENCES link_sets (id)
  ) STRICT;
  CREATE INDEX links_set ON links (set_id);
  `,
  `
  -- Faults of the server's TLS that the mapping excused.
  ALTER TABLE captures ADD COLUMN tls TEXT;
  `,
  `
  -- Captures whose payload was archived before: their row in captures names the record that holds the payload,
  -- this one their own revisit record.
  CREATE TABLE revisits (
    capture_id INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
    profile TEXT NOT NULL,
    warc_id INTEGER NOT NULL REFERENCES warc_files (id),
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX revisits_record ON revisits (warc_id, offset);
  -- Digest of the body as received, where a content coding makes it another than that of the payload.
  ALTER TABLE captures ADD COLUMN body_digest TEXT;
  `,
  `
  -- How sure the charset of a capture is, 0..1.
  ALTER TABLE captures ADD COLUMN encoding_confidence REAL NOT NULL DEFAULT 1;
  `,
  `
  -- Archives of other programs that were taken in, by the SHA-256 of the file.
  CREATE TABLE ingested_files (
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- records dealt with so far, so that a killed run goes on behind them; done: all of them
    records INTEGER NOT NULL,
    done INTEGER NOT NULL,
    -- JSON: what became of the records
    counts TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- Their records by id, because revisit records of theirs refer to them.
  CREATE TABLE foreign_records (
    record_id TEXT PRIMARY KEY,
    payload_digest TEXT,
    capture_id INTEGER NOT NULL REFERENCES captures (id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX foreign_records_digest ON foreign_records (payload_digest);
  CREATE INDEX foreign_records_capture ON foreign_records (capture_id);
  `,
  `
  -- What a site shows at one address in several variants is cut and selected once for each.
  CREATE TABLE segments_of_variants (
    address_id INTEGER NOT NULL REFERENCES addresses (id),
    variant TEXT NOT NULL,
    payload_digest TEXT NOT NULL,
    version TEXT NOT NULL,
    hash TEXT NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (address_id, variant)
  ) STRICT;
  INSERT INTO segments_of_variants
    SELECT address_id, '', payload_digest, version, hash, data FROM segments;
  DROP TABLE segments;
  ALTER TABLE segments_of_variants RENAME TO segments;

  CREATE TABLE selections_of_variants (
    address_id INTEGER NOT NULL REFERENCES addresses (id),
    variant TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    key TEXT NOT NULL,
    pager TEXT NOT NULL,
    UNIQUE (address_id, variant)
  ) STRICT;
  INSERT INTO selections_of_variants SELECT address_id, '', input_hash, key, pager FROM selections;
  DROP TABLE selections;
  ALTER TABLE selections_of_variants RENAME TO selections;

  CREATE TABLE pages_of_variants (
    id INTEGER PRIMARY KEY,
    address_id INTEGER NOT NULL REFERENCES addresses (id),
    variant TEXT NOT NULL,
    key TEXT NOT NULL,
    lang TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    hash TEXT NOT NULL,
    chosen INTEGER NOT NULL DEFAULT 0,
    chosen_hash TEXT NOT NULL DEFAULT '',
    UNIQUE (address_id, variant, lang)
  ) STRICT;
  INSERT INTO pages_of_variants
    SELECT id, address_id, '', key, lang, kind, title, hash, chosen, chosen_hash FROM pages;
  CREATE TABLE data_of_variants (
    page_id INTEGER PRIMARY KEY REFERENCES pages_of_variants (id) ON DELETE CASCADE,
    data BLOB NOT NULL,
    joined BLOB
  ) STRICT;
  INSERT INTO data_of_variants SELECT page_id, data, joined FROM page_data;
  DROP TABLE page_data;
  DROP TABLE pages;
  ALTER TABLE pages_of_variants RENAME TO pages;
  ALTER TABLE data_of_variants RENAME TO page_data;
  CREATE INDEX pages_key ON pages (key, lang) WHERE chosen = 1;
  `,
  `
  -- Figures of runs of text: threes of two hashes and a count.
  ALTER TABLE fresh ADD COLUMN figures BLOB NOT NULL DEFAULT x'';
  ALTER TABLE fresh ADD COLUMN titles BLOB NOT NULL DEFAULT x'';
  -- A run's latest template, and how often it stood on a page of another one than before: furniture stands everywhere.
  ALTER TABLE seen_runs ADD COLUMN template INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE seen_runs ADD COLUMN spread INTEGER NOT NULL DEFAULT 0;
  -- What the captures of a template, or of a family of templates, brought: content of their own, anything new at all, a
  -- little beside much that is none, or only what is not known yet.
  ALTER TABLE templates ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE templates ADD COLUMN news INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE templates ADD COLUMN some INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE templates ADD COLUMN leads INTEGER NOT NULL DEFAULT 0;
  -- Captures since the last one that brought anything.
  ALTER TABLE templates ADD COLUMN fruitless INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE templates ADD COLUMN first_depth INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE templates ADD COLUMN last_depth INTEGER NOT NULL DEFAULT 0;
  -- Templates judged before news was counted had brought some unless they were suspended.
  UPDATE templates SET own = captures - barren, news = captures - barren WHERE suspended = 0;

  -- What a page says, for comparing two addresses: see the crawl's trap rules.
  CREATE TABLE page_texts (
    address_id INTEGER PRIMARY KEY REFERENCES addresses (id),
    whole INTEGER NOT NULL,
    runs BLOB NOT NULL,
    links BLOB NOT NULL
  ) STRICT;
  CREATE INDEX addresses_copies ON addresses (depth) WHERE counted = 2;
  CREATE INDEX page_texts_whole ON page_texts (whole);

  -- Parts of addresses (a parameter, a folder) and whether pages with and without them show the same.
  CREATE TABLE address_parts (
    part TEXT NOT NULL,
    -- path it was met on, empty for the whole host
    place TEXT NOT NULL,
    tried INTEGER NOT NULL,
    same INTEGER NOT NULL,
    differs INTEGER NOT NULL,
    PRIMARY KEY (part, place)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- JSON of what deciding addresses asks of a page (parts, personal data, addresses of files), as made and with later
  -- parts joined: pages are large, and read whole only where this is missing.
  ALTER TABLE pages ADD COLUMN facts TEXT;
  ALTER TABLE pages ADD COLUMN joined_facts TEXT;
  `,
  `
  -- Decisions are stored as arrays now, and made again at the next run.
  DELETE FROM redirects;
  `,
];
