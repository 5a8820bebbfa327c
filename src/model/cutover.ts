/** Tables of an agency for one server, as they lie in `out`. */
export interface TablesState {
  server: string;
  /** SHA-256 of its SHA256SUMS: changes with any file. */
  checksum: string;
  /** When a file last changed; null for tables of which nothing is noted. */
  at: string | null;
  /** They hold targets that the portal has not named. */
  provisional: boolean;
  /** They answer 301. */
  confirmed: boolean;
}

/** Names of an agency's hosts by where they lead. */
export interface DnsState {
  state: 'live' | 'pre-transition' | 'mixed';
  live: string[];
  /** Lead elsewhere, or nowhere. */
  elsewhere: string[];
  /** Longest time to live of those that lead elsewhere, in seconds: so long some will still see the old site. */
  ttl: number | null;
}

/** The last check, as a cutover asks for it. */
export interface CheckState {
  against: string;
  portal: string | null;
  at: string;
  finished: boolean;
  /** A sample, or some classes of spellings, instead of everything. */
  partial: boolean;
  /** Tables changed since. */
  stale: boolean;
  asked: number;
  faults: number;
  doubts: number;
}

/** Where the cutover of an agency stands. */
export interface CutoverState {
  crawled: { addresses: number; open: number };
  extracted: number;
  bundle: boolean;
  /** Redirects whose target the portal has named, of all that lead to the portal. */
  named: { final: number; all: number };
  decided: { decided: number; all: number };
  /** Decisions that lint calls wrong: findings of the last build. */
  lintFaults: number;
  tables: TablesState[];
  check: CheckState | null;
  confirmation: { at: string; by: string; reason: string } | null;
  dns: DnsState | null;
  /** What to do now: a command, or a few words. */
  next: string;
}
