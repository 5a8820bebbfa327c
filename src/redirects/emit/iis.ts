import type { Redirect } from '../../model/redirect.ts';
import { strongerRedirect } from '../collisions.ts';
import { hostWideAnswers } from '../host-wide.ts';
import { type Answer, answerOf, goneValue, noneValue } from './answers.ts';
import { type ClosedHost, ClosedSite } from './closed-site.ts';
import type { EmittedFile } from './emitted-file.ts';
import type { Emission, EmissionCounts, EmitterOptions, RedirectSource } from './emitter.ts';
import { HostRows, type TableRow } from './host-rows.ts';
import { surveyHosts } from './host-survey.ts';
import {
  escapeBraces,
  type IisMap,
  iisMaps,
  mapLine,
  mapsFile,
  webConfigLines,
} from './iis-config.ts';
import { IisForms } from './iis-forms.ts';
import { iisGuide } from './iis-guide.ts';
import { hostOfKey } from './key-requests.ts';
import { RepeatedTexts } from './repeated-texts.ts';

/** Counts of the tables for IIS. */
export interface IisCounts extends EmissionCounts {
  /** Rows for whole requests, which forms do not answer. */
  requests: number;
  /** Keys that IIS takes for one and that have different answers; the stronger answers, the others are listed. */
  collisions: number;
  /** Octets of the largest file of maps; IIS reads up to 250 KB unless told otherwise. */
  largestFile: number;
}

/** Rewrite maps and rules for IIS with URL Rewrite 2, a configuration for each host; the rows of one host at a time are held in memory. */
export function emitIis(redirects: RedirectSource, options: EmitterOptions): Emission<IisCounts> {
  const counts: IisCounts = {
    rows: 0,
    requests: 0,
    provisional: 0,
    held: 0,
    unresolved: 0,
    refused: {},
    collisions: 0,
    largestFile: 0,
  };
  return { files: emit(redirects, options, counts), counts };
}

async function* emit(
  redirects: RedirectSource,
  options: EmitterOptions,
  counts: IisCounts,
): AsyncGenerator<EmittedFile> {
  const site = new ClosedSite(options, counts);
  const surveys = surveyHosts(redirects, false);
  const wide = hostWideAnswers(options.mapping, options.portal.allowedHosts);
  const tables = new Map(
    site.hosts.map((closed) => {
      const names = surveys.get(closed.host)?.names ?? new Map();
      const isWide = wide.some(({ host }) => host === closed.host);
      return [closed.host, new IisTable(closed, names, isWide, site, options, counts)];
    }),
  );
  let current: IisTable | undefined;
  for (const redirect of redirects()) {
    const table = tables.get(hostOfKey(redirect.key));
    if (table !== current && current) yield current.finish();
    current = table;
    if (table) table.add(answerOf(redirect, options, site, counts));
    else if (redirect.decision !== 'unresolved') {
      site.refuseAll(redirect, 'its host is not in the mapping');
    }
    if (site.isDue) yield* site.pieces();
  }
  for (const table of tables.values()) if (!table.isFinished) yield table.finish();
  const rest = [...site.rest(iisGuide(site.hosts, options, counts), counts)];
  const { confirmed } = options;
  for (const { closed, forms, hasDecomposed } of tables.values()) {
    const hostWide = wide.find(({ host }) => host === closed.host);
    const served = site.served(closed);
    const lines = webConfigLines({ closed, forms, served, hostWide, confirmed, hasDecomposed });
    yield { name: `${closed.file}.web.config`, lines };
  }
  yield* rest;
}

/** The maps of one host as they grow. */
class IisTable {
  readonly closed: ClosedHost;
  readonly forms: IisForms;
  isFinished = false;
  hasDecomposed = false;
  readonly #isWide: boolean;
  readonly #site: ClosedSite;
  readonly #counts: IisCounts;
  readonly #hostRows: HostRows;
  /** Rows by map and folded key, since IIS refuses a configuration with equal keys. */
  readonly #rows = new Map<string, TableRow>();

  constructor(
    closed: ClosedHost,
    names: ReadonlyMap<string, number>,
    isWide: boolean,
    site: ClosedSite,
    { rules }: EmitterOptions,
    counts: IisCounts,
  ) {
    this.closed = closed;
    this.forms = new IisForms(names, rules);
    this.#isWide = isWide;
    this.#site = site;
    this.#counts = counts;
    // Keys that differ by letter case alone are told apart below, letters beyond ASCII too.
    const survey = { names: new Map(names), repeated: new RepeatedTexts() };
    this.#hostRows = new HostRows(this.forms, rules, survey);
  }

  /** Takes a decision. At a host that answers for all its addresses, one without an answer needs 404 said. */
  add({ redirect, value }: Answer): void {
    const said = value ?? (this.#isWide ? noneValue : undefined);
    for (const row of this.#hostRows.add({ redirect, value: said })) this.#put(row);
  }

  /** The file of the maps; the rows are held no more. */
  finish(): EmittedFile {
    this.isFinished = true;
    for (const row of this.#hostRows.rest()) this.#put(row);
    const lines = ['<rewriteMaps>'];
    for (const map of iisMaps) {
      lines.push(`  <rewriteMap name="${map}" defaultValue="">`);
      for (const row of this.#rows.values())
        if (mapOf(row) === map) lines.push(...this.#lineOf(row));
      lines.push('  </rewriteMap>');
    }
    lines.push('</rewriteMaps>');
    this.#rows.clear();
    const size = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    this.#counts.largestFile = Math.max(this.#counts.largestFile, size);
    return { name: mapsFile(this.closed), lines };
  }

  #put(row: TableRow): void {
    const map = mapOf(row);
    if (map === 'decomposed') this.hasDecomposed = true;
    const folded = `${map} ${this.forms.fold(row.key)}`;
    const other = this.#rows.get(folded);
    if (!other) {
      this.#rows.set(folded, row);
      return;
    }
    if (other.value === row.value || other.redirect === row.redirect) return;
    const isStronger = strongerRedirect(other.redirect, row.redirect) === row.redirect;
    const [winner, loser] = isStronger ? [row, other] : [other, row];
    this.#rows.set(folded, winner);
    this.#counts.collisions++;
    const { address, value } = loser;
    const detail = `${winner.redirect.key} answers`;
    this.#site.refuse({ address, target: value, reason: 'IIS ignores letter case', detail });
  }

  #lineOf({ whole, key, value, redirect, address }: TableRow): string[] {
    const line = mapLine(key, escapeBraces(value));
    const refuse = (reason: string) => {
      this.#site.refuse({ address, target: value, reason });
      return [];
    };
    if (line === undefined || /[^\x21-\x7e]/.test(whole ? key : '')) {
      return refuse(
        whole ? 'letters that nobody escaped, outside the path' : 'characters that XML cannot hold',
      );
    }
    if (whole && isRefusedByIis(key)) return refuse('IIS answers 400 to this path');
    this.#count(row(whole, redirect, value));
    return [line];
  }

  #count({ whole, isProvisional }: { whole: boolean; isProvisional: boolean }): void {
    this.#counts.rows++;
    if (whole) this.#counts.requests++;
    if (isProvisional) this.#counts.provisional++;
  }
}

function row(whole: boolean, redirect: Redirect, value: string) {
  const isTarget = value !== goneValue && value !== noneValue;
  return { whole, isProvisional: redirect.provisional && isTarget };
}

function mapOf({ whole, key }: TableRow): IisMap {
  if (whole) return 'requests';
  return key === key.normalize('NFC') ? 'forms' : 'decomposed';
}

/** Control characters and bare percent signs never reach a rule (http.sys). */
function isRefusedByIis(target: string): boolean {
  return /%(?![0-9a-f]{2})|%[01][0-9a-f]|%7f/i.test(target.split('?', 1)[0] ?? '');
}
