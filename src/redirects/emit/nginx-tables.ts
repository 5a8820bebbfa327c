import type { Redirect } from '../../model/redirect.ts';
import type { KeyRules } from '../../text/url-key.ts';
import { foldAsciiCase, sameAnswer, strongerRedirect } from '../collisions.ts';
import { compareText } from '../precedence.ts';
import { checkTarget } from '../target.ts';
import type { ClosedSite } from './closed-site.ts';
import { formOf, isRefusedByNginx, type KeyForm, keyFormOf } from './nginx-key-form.ts';
import { quoteMapKey, quoteMapValue } from './nginx-quote.ts';

/** Value of a map for addresses that answer 410. No target can equal it. */
export const goneValue = 'gone';

/** Stands before targets that answer 302 though the others answer 301. */
export const temporaryMark = '302:';

/** A row of a map block: the literal key, its decision and the quoted line. */
export interface MapRow {
  key: string;
  line: string;
  provisional: boolean;
}

/** The tables of one host, each sorted by key; what was left out is counted. */
export interface HostTables {
  form: KeyForm;
  /** Whole raw requests. */
  requests: MapRow[];
  /** Forms free of parameter order and spelling. */
  forms: MapRow[];
  /** Rows left out because the portal has not named their targets. */
  held: number;
  unresolved: number;
  /** Requests that differ in ASCII case alone and have different answers; the stronger answers. */
  collisions: number;
  /** Forms that more than one answer claims; they are left to the whole requests. */
  ambiguous: number;
}

/** What the tables depend on beside the redirects. */
export interface TableOptions {
  rules: KeyRules;
  allowedHosts: readonly string[];
  provisional: boolean;
  confirmed: boolean;
}

/** Makes the tables of one host. Every spelling is answered by its own decision, or by a stronger one that nginx cannot tell apart. */
export function hostTables(
  redirects: readonly Redirect[],
  site: ClosedSite,
  options: TableOptions,
): HostTables {
  const keys = redirects.map((one) => one.key);
  const tables: HostTables = {
    form: keyFormOf(keys, options.rules),
    requests: [],
    forms: [],
    held: 0,
    unresolved: 0,
    collisions: 0,
    ambiguous: 0,
  };
  const safe = redirects.map((one) => safely(one, options, site));
  tables.requests = rowsOf(requestTable(safe, tables), options, site);
  // A form that cannot be written is only a convenience lost: its whole requests are in the other table.
  tables.forms = rowsOf(formTable(safe, tables, options), options);
  for (const redirect of safe) {
    const value = mapValueOf(redirect, options);
    if (redirect.decision === 'unresolved') tables.unresolved++;
    else if (value === undefined) tables.held++;
    else if (value !== goneValue) site.redirects(redirect);
  }
  return tables;
}

/** The raw request (path and query) that a url key stands for, escaped as browsers do. */
function requestOf(address: string): string {
  const url = new URL(address);
  return url.pathname + url.search;
}

type Claims = Map<string, { key: string; redirect: Redirect; address: string }>;

function requestTable(redirects: readonly Redirect[], tables: HostTables): Claims {
  const seen: Claims = new Map();
  const collided = new Set<string>();
  for (const redirect of redirects) {
    for (const address of redirect.spellings) {
      const key = requestOf(address);
      const folded = foldAsciiCase(key);
      const other = seen.get(folded);
      if (other && !sameAnswer(other.redirect, redirect)) collided.add(folded);
      if (
        !other ||
        (other.redirect !== redirect && strongerRedirect(other.redirect, redirect) === redirect)
      ) {
        seen.set(folded, { key, redirect, address });
      }
    }
  }
  tables.collisions = collided.size;
  for (const redirect of redirects) {
    const address = `http://${redirect.key}`;
    const key = requestOf(address);
    const folded = foldAsciiCase(key);
    if (!seen.has(folded)) seen.set(folded, { key, redirect, address });
  }
  return seen;
}

/** Forms claimed with different answers, or only by requests that the form does not tell wholly, are dropped. */
function formTable(
  redirects: readonly Redirect[],
  tables: HostTables,
  options: TableOptions,
): Claims {
  const claims: Claims = new Map();
  const exact = new Set<string>();
  const ambiguous = new Set<string>();
  const claim = (redirect: Redirect, address: string) => {
    const formed = formOf(requestOf(address), redirect.key, tables.form, options.rules);
    if (!formed) return;
    const folded = foldAsciiCase(formed.form);
    const other = claims.get(folded);
    if (other && !sameAnswer(other.redirect, redirect)) ambiguous.add(folded);
    if (!other) claims.set(folded, { key: formed.form, redirect, address });
    if (formed.exact) exact.add(folded);
  };
  for (const redirect of redirects) {
    for (const address of redirect.spellings) claim(redirect, address);
    claim(redirect, `http://${redirect.key}`);
  }
  tables.ambiguous = ambiguous.size;
  return new Map([...claims].filter(([folded]) => exact.has(folded) && !ambiguous.has(folded)));
}

function rowsOf(claims: Claims, options: TableOptions, refusing?: ClosedSite): MapRow[] {
  const rows: MapRow[] = [];
  for (const { key, redirect, address } of claims.values()) {
    const value = mapValueOf(redirect, options);
    if (value === undefined) continue;
    const quotedKey = quoteMapKey(key);
    const quotedValue = quoteMapValue(value);
    if (refusing && isRefusedByNginx(key)) {
      refusing.refuse({ address, target: value, reason: 'nginx answers 400 to this path' });
    } else if (quotedKey === undefined || quotedValue === undefined) {
      const reason = 'too long for nginx, or control characters';
      refusing?.refuse({ address, target: value, reason });
    } else {
      rows.push({ key, line: `${quotedKey} ${quotedValue};`, provisional: redirect.provisional });
    }
  }
  return rows.sort((a, b) => compareText(a.key, b.key));
}

function mapValueOf(redirect: Redirect, options: TableOptions): string | undefined {
  if (redirect.decision === 'unresolved') return undefined;
  if (redirect.decision === 'gone' || redirect.decision === 'archive') return goneValue;
  if (redirect.provisional && !options.provisional) return undefined;
  const mark = redirect.provisional && options.confirmed ? temporaryMark : '';
  return redirect.target === null ? undefined : mark + redirect.target;
}

/** Checks the target once more, whatever the table says: what fails answers as if it were unresolved. */
function safely(redirect: Redirect, options: TableOptions, site: ClosedSite): Redirect {
  if (redirect.decision !== 'redirect' && redirect.decision !== 'shared') return redirect;
  const { target, fault } = checkTarget(redirect.target ?? '', options.allowedHosts);
  if (target !== undefined) return { ...redirect, target };
  site.refuseAll(redirect, 'the target is not allowed', `the target ${fault}`);
  return { ...redirect, decision: 'unresolved', target: null };
}
