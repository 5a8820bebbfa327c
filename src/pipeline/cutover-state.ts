import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../mapping/workspace.ts';
import type { CheckState, CutoverState, DnsState } from '../model/cutover.ts';
import type { FindingCode } from '../model/finding.ts';
import { isImported, kindSchema } from '../model/kind.ts';
import type { Mapping } from '../model/mapping.ts';
import { type CheckCount, isFault } from '../model/redirect-check.ts';
import { countFindingsOf } from '../store/findings.ts';
import { type Overview, overviewOf } from '../store/overview.ts';
import { bareName, type DnsAnswers, placeOf } from '../text/dns-answers.ts';
import { lookAtAgency } from './agency-session.ts';
import { checkOutcome } from './check-outcome.ts';
import { nextStep } from './next-step.ts';
import { tablesMade } from './tables-made.ts';

/** What DNS says of the hosts of an agency, and which servers are ours. */
export interface DnsView {
  answers: DnsAnswers;
  /** Names and addresses of the redirect server. */
  servers: readonly string[];
}

const lintCodes: readonly FindingCode[] = ['row-refused', 'redirect-loop', 'redirect-chain'];

/** Gathers where the cutover of an agency stands, without any network. */
export function cutoverState(
  workspace: Workspace,
  mapping: Mapping,
  dns: DnsView | null,
): { overview: Overview | undefined; cutover: CutoverState } {
  const { id } = mapping;
  const db = lookAtAgency(workspace, id);
  const overview = db && overviewOf(db);
  const lintFaults = db ? countFindingsOf(db, 'redirects', lintCodes) : 0;
  db?.close();
  const { servers, checksum, confirmation } = tablesMade(workspace, id);
  const state = {
    ...countsOf(overview),
    bundle: existsSync(join(workspace.outFolder, 'bundles', id, 'bagit.txt')),
    lintFaults,
    tables: servers.filter((one) => one.server !== 'csv'),
    check: checkState(workspace, id, checksum),
    confirmation,
    dns: dns && dnsState(mapping, dns),
  };
  return { overview, cutover: { ...state, next: nextStep(id, state) } };
}

function countsOf(
  overview: Overview | undefined,
): Pick<CutoverState, 'crawled' | 'extracted' | 'named' | 'decided'> {
  const addresses = Object.values(overview?.addresses ?? {});
  const { found = 0, queued = 0, 'in-flight': flying = 0 } = overview?.addresses ?? {};
  const redirects = overview?.redirects ?? {};
  const all = sum(Object.values(redirects));
  const toPortal = (redirects.redirect ?? 0) + (redirects.shared ?? 0);
  return {
    crawled: { addresses: sum(addresses), open: found + queued + flying },
    extracted: importedPages(overview),
    named: { final: Math.max(0, toPortal - (overview?.provisional ?? 0)), all: toPortal },
    decided: { decided: all - (redirects.unresolved ?? 0), all },
  };
}

/** Pages of kinds that the portal receives. */
export function importedPages(overview: Overview | undefined): number {
  return Object.entries(overview?.pagesByKind ?? {})
    .filter(([kind]) => isImported(kindSchema.parse(kind)))
    .reduce((all, [, number]) => all + number, 0);
}

function checkState(workspace: Workspace, id: string, tables: string): CheckState | null {
  const outcome = checkOutcome(workspace, id);
  if (!outcome) return null;
  const { terms, startedAt, finishedAt } = outcome.check;
  const ofKind = (wanted: (one: CheckCount) => boolean) =>
    sum(outcome.counts.filter(wanted).map((one) => one.number));
  return {
    against: terms.against,
    portal: terms.portal,
    at: finishedAt ?? startedAt,
    finished: finishedAt !== null,
    partial: terms.sample !== null || terms.classes !== null,
    stale: terms.tables !== tables,
    asked: ofKind(() => true),
    faults: ofKind(({ kind }) => isFault(kind)),
    doubts: ofKind(({ kind }) => kind !== 'right' && !isFault(kind)),
  };
}

function dnsState({ hosts }: Mapping, { answers, servers }: DnsView): DnsState {
  const ours = new Set(servers.map(bareName));
  const names = hosts.flatMap(({ host, aliases }) => [host, ...aliases]);
  const live: string[] = [];
  const elsewhere: string[] = [];
  let ttl: number | null = null;
  for (const name of names) {
    const place = placeOf(name, answers);
    if (place.path.some((one) => ours.has(one))) live.push(name);
    else {
      elsewhere.push(name);
      if (place.ttl !== null) ttl = Math.max(ttl ?? 0, place.ttl);
    }
  }
  const state = elsewhere.length === 0 ? 'live' : live.length === 0 ? 'pre-transition' : 'mixed';
  return { state, live, elsewhere, ttl };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
