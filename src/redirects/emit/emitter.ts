import type { Mapping } from '../../model/mapping.ts';
import type { Redirect } from '../../model/redirect.ts';
import type { Settings } from '../../model/settings.ts';
import type { KeyRules } from '../../text/url-key.ts';
import type { EmittedFile } from './emitted-file.ts';

/** Gives the decisions of one agency, sorted by key (host after host), anew at each call: tables are made in several passes. */
export type RedirectSource = () => Iterable<Redirect>;

/** What one agency's tables are made from, whatever the server. */
export interface EmitterOptions {
  mapping: Pick<Mapping, 'id' | 'hosts'>;
  rules: KeyRules;
  portal: Settings['portal'];
  /** Address of an archived copy, with `{address}`; the page of removed addresses leads there. */
  archiveTemplate?: string | undefined;
  /** Emit targets that the portal has not named yet too, always with 302. */
  provisional: boolean;
  /** Answer 301 with an hour of caching instead of 302. */
  confirmed: boolean;
  /** Absolute folder of the files on the server; each server has its own default. */
  directory?: string | undefined;
  /** Where server blocks listen; port 80 unless given. */
  listen?: readonly string[] | undefined;
  /** How often a key was asked for, where access logs were read. */
  hits?: ((key: string) => number | undefined) | undefined;
}

/** Counts over all hosts, whole once every file was taken. */
export interface EmissionCounts {
  /** Rows of tables. */
  rows: number;
  /** Rows whose targets the portal has not named. */
  provisional: number;
  /** Decisions left out because the portal has not named their targets. */
  held: number;
  /** Decisions without an answer. */
  unresolved: number;
  /** Rows that the format cannot hold, by reason: those of not-representable.csv. */
  refused: Record<string, number>;
}

/** The files one after another, each to be taken before the next, and their counts. */
export interface Emission<Counts extends EmissionCounts = EmissionCounts> {
  files: AsyncGenerator<EmittedFile>;
  counts: Counts;
}

/** Makes the tables of one agency for one server. */
export type Emitter = (redirects: RedirectSource, options: EmitterOptions) => Emission;
