import type { Redirect } from '../../model/redirect.ts';
import { type HostWide, hostWideAnswers } from '../host-wide.ts';
import { answerOf, goneValue, noneValue, temporaryMark } from './answers.ts';
import { ClosedSite } from './closed-site.ts';
import type { EmittedFile } from './emitted-file.ts';
import type { Emission, EmissionCounts, EmitterOptions, RedirectSource } from './emitter.ts';
import {
  backendLines,
  backendName,
  checkHaproxyConfig,
  frontendLines,
  type HaproxyConfig,
  hostKey,
  longestAnswer,
} from './haproxy-config.ts';
import { type Forms, formsOf } from './haproxy-form.ts';
import { haproxyGuide } from './haproxy-guide.ts';
import { redirectForms } from './haproxy-rows.ts';
import { normalisationOf } from './haproxy-steps.ts';
import { PendingLines } from './pending-lines.ts';
import { serverFolders } from './server-folders.ts';

/** Counts of the tables for HAProxy: `rows` are forms. */
export interface HaproxyCounts extends EmissionCounts {
  /** Decisions that have an answer in the tables. */
  decisions: number;
}

/** Decisions whose lines wait before they are handed on. */
const piece = 1000;

/** Maps and configuration for HAProxy (measured with 2.6.12). Rows pass through one by one, whatever their number. */
export function emitHaproxy(
  redirects: RedirectSource,
  options: EmitterOptions,
): Emission<HaproxyCounts> {
  const config: HaproxyConfig = {
    agency: options.mapping.id,
    directory: (options.directory ?? `${serverFolders.haproxy}/${options.mapping.id}`).replace(
      /\/+$/,
      '',
    ),
    listen: options.listen ?? ['80'],
    status: options.confirmed ? 301 : 302,
    provisional: options.provisional,
  };
  checkHaproxyConfig(config);
  const counts = { rows: 0, decisions: 0, provisional: 0, held: 0, unresolved: 0, refused: {} };
  return { files: emit(redirects, options, config, counts), counts };
}

/** What the rows of one agency are made with, and where they gather. */
interface Tables {
  options: EmitterOptions;
  forms: Forms;
  hosts: ReadonlySet<string>;
  /** Hosts that answer for every address. */
  wide: ReadonlySet<string>;
  site: ClosedSite;
  counts: HaproxyCounts;
  rows: PendingLines;
}

async function* emit(
  redirects: RedirectSource,
  options: EmitterOptions,
  config: HaproxyConfig,
  counts: HaproxyCounts,
): AsyncGenerator<EmittedFile> {
  const site = new ClosedSite(options, counts, longestAnswer);
  const hostWide = hostWideAnswers(options.mapping, options.portal.allowedHosts);
  const normalisation = normalisationOf(options.rules, parameterNames(redirects, options));
  const forms = formsOf(options.rules, normalisation);
  const hosts = new Set(options.mapping.hosts.map(({ host }) => host));
  const rows = new PendingLines();
  rows.add('redirects.map');
  if (options.provisional) rows.add('provisional.map');
  const wide = new Set(hostWide.map(({ host }) => host));
  const tables: Tables = { options, forms, hosts, wide, site, counts, rows };
  let last = '';
  let passed = 0;
  for (const redirect of redirects()) {
    // Of two equal keys HAProxy reads the first and says nothing, so there must be none.
    if (last >= redirect.key && !isBefore(last, redirect.key)) {
      throw new Error(`redirects are not sorted at ${redirect.key}`);
    }
    last = redirect.key;
    addRows(redirect, tables);
    if (++passed % piece !== 0) continue;
    yield* rows.take();
    if (site.isDue) yield* site.pieces();
  }
  yield* rows.take();
  yield { name: 'hosts.map', lines: nameLines(options, (host) => host) };
  yield { name: 'backends.map', lines: nameLines(options, () => backendName(config)) };
  if (hostWide.length > 0) {
    yield { name: 'host-wide.map', lines: hostWideLines(hostWide, false) };
    yield { name: 'host-wide-paths.map', lines: hostWideLines(hostWide, true) };
  }
  const rest = [...site.rest(haproxyGuide(config, counts), counts)];
  const served = site.hosts.flatMap((closed) =>
    site.served(closed).map((file) => ({ host: closed.host, file })),
  );
  const lines = backendLines(config, normalisation, { served, hostWide });
  yield { name: 'backend.cfg', lines };
  yield { name: 'frontend.cfg', lines: frontendLines(config.agency, config) };
  yield* rest;
}

function hostWideLines(answers: readonly HostWide[], appendPath: boolean): string[] {
  return answers
    .filter((one) => one.appendPath === appendPath)
    .map(({ host, target }) => `${host} ${target ?? goneValue}`);
}

/** The order of UTF-8 octets, in which SQLite sorts; it differs from that of code units beyond the basic plane. */
function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

function addRows(redirect: Redirect, tables: Tables): void {
  const { options, hosts, wide, site, counts, rows } = tables;
  const host = redirect.key.slice(0, Math.max(0, redirect.key.indexOf('/')));
  if (!hosts.has(host)) {
    if (redirect.decision !== 'unresolved')
      site.refuseAll(redirect, 'its host is not in the mapping');
    return;
  }
  // At a host that answers for all its addresses, one without an answer needs 404 said.
  const value =
    answerOf(redirect, options, site, counts).value ?? (wide.has(host) ? noneValue : undefined);
  if (value === undefined) return;
  const isProvisional = redirect.provisional && value !== goneValue && value !== noneValue;
  const target = value.startsWith(temporaryMark) ? value.slice(temporaryMark.length) : value;
  const { forms, refused } = redirectForms(redirect, options.rules, tables.forms);
  for (const { address, reason } of refused) site.refuse({ address, target, reason });
  const file = isProvisional ? 'provisional.map' : 'redirects.map';
  for (const form of forms) rows.add(file, `${form} ${target}`);
  if (value !== noneValue) counts.decisions++;
  counts.rows += forms.length;
  if (isProvisional) counts.provisional += forms.length;
}

/** Every name of the hosts with what it stands for, each name once. */
function nameLines({ mapping }: EmitterOptions, valueOfHost: (host: string) => string): string[] {
  const values = new Map<string, string>();
  for (const { host, aliases } of mapping.hosts) {
    for (const name of [host, ...aliases].map(hostKey)) {
      if (!values.has(name)) values.set(name, valueOfHost(host));
    }
  }
  return [...values].map(([name, value]) => `${name} ${value}`);
}

/** Most parameter names that are brought to one letter case. */
const mostNames = 64;

/** Parameter names of the keys of a site that ignores letter case, the usual ones first; they cost another pass. */
function parameterNames(redirects: RedirectSource, { rules }: EmitterOptions): string[] {
  if (!rules.caseInsensitive) return [];
  if (rules.significant) return rules.significant;
  const used = new Map<string, number>();
  for (const { key } of redirects()) {
    const cut = key.indexOf('?');
    if (cut < 0) continue;
    for (const pair of key.slice(cut + 1).split('&')) {
      const name = decodeURIComponent(pair.split('=', 1)[0] ?? '');
      if (name !== '') used.set(name, (used.get(name) ?? 0) + 1);
    }
  }
  const byUse = [...used].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return byUse.slice(0, mostNames).map(([name]) => name);
}
