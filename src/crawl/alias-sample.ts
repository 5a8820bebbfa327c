import { addressHints } from '../model/address.ts';
import { finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import { readLinks } from './links.ts';
import type { CaptureSink, Frontier, StoredPage } from './ports.ts';
import { canonicalForm, type Scope } from './scope.ts';

/** Addresses of each alias host that are compared. */
const sampleSize = 5;
/** Share of texts that two captures of one page have in common at least; counters and dates are masked. */
const sameShare = 0.8;

/** A host that is declared to serve what `origin` serves. */
interface AliasHost {
  alias: string;
  origin: string;
}

/** All hosts of a mapping that are not crawled themselves, sorted. */
function aliasHosts(mapping: Mapping, scope: Scope): AliasHost[] {
  const all = mapping.hosts.flatMap(({ host, aliases }) => {
    const origin = scope.origins.get(host) ?? `http://${host}`;
    return [host, ...aliases]
      .filter((name) => name !== new URL(origin).host)
      .map((alias) => ({ alias, origin }));
  });
  return all.sort((a, b) => (a.alias < b.alias ? -1 : 1));
}

function aliasAddress(address: string, alias: string): string {
  const url = new URL(address);
  return `${url.protocol}//${alias}${url.pathname}${url.search}`;
}

function samplesOf(frontier: Frontier, { alias, origin }: AliasHost): [string, string][] {
  return frontier
    .donePages(new URL(origin).host, sampleSize)
    .map((address) => [address, aliasAddress(address, alias)]);
}

/** Queues the samples of every alias host; to be called when the crawl is complete. */
export function plantSamples(frontier: Frontier, mapping: Mapping, scope: Scope): void {
  frontier.atomically(() => {
    for (const host of aliasHosts(mapping, scope)) {
      for (const [, address] of samplesOf(frontier, host)) {
        frontier.ensure({
          address,
          host: host.alias,
          hints: addressHints.aliasSample,
          state: 'queued',
          rule: 'alias-sample',
          reason: '',
          template: '',
        });
      }
    }
  });
}

/** Compares what alias hosts answered with their canonical hosts and records the differences. */
export async function compareAliases(
  frontier: Frontier,
  sink: CaptureSink,
  mapping: Mapping,
  scope: Scope,
): Promise<void> {
  for (const host of aliasHosts(mapping, scope)) {
    const differences: string[] = [];
    for (const [canonical, sample] of samplesOf(frontier, host)) {
      const difference = await compare(frontier, sink, canonical, sample, scope);
      if (difference !== undefined) differences.push(`${sample} ${difference}`);
    }
    const subject = `alias ${host.alias}`;
    const findings = differences.map((detail) =>
      finding('crawl', 'alias-differs', { subject }, detail),
    );
    frontier.atomically(() => frontier.replaceFindings({ subject }, findings));
  }
}

/** How a sample differs from the page it should show; undefined when it does not. */
async function compare(
  frontier: Frontier,
  sink: CaptureSink,
  canonical: string,
  sample: string,
  scope: Scope,
): Promise<string | undefined> {
  const record = frontier.find(sample);
  if (record === undefined || record.state === 'queued') return unanswered(frontier, record?.id);
  if (record.state === 'refused') return undefined;
  const [page, other] = [await sink.page(canonical), await sink.page(sample)];
  if (other === undefined) return 'gives no answer';
  if (page === undefined || other.digest === page.digest) return undefined;
  if (other.location !== null) {
    const target = canonicalForm(other.location, scope);
    return target === canonical ? undefined : `redirects to ${other.location}`;
  }
  if (other.status !== page.status) return `answers with HTTP ${other.status}`;
  return textShare(page, other, canonical) >= sameShare ? undefined : 'shows other text';
}

function unanswered(frontier: Frontier, id: number | undefined): string {
  if (id !== undefined) frontier.settle(id, 'failed', 'unreachable');
  return 'gives no answer';
}

function textShare(page: StoredPage, other: StoredPage, address: string): number {
  const a = new Set(readLinks(page.html, address, 'utf-8').texts.runs);
  const b = new Set(readLinks(other.html, address, 'utf-8').texts.runs);
  const common = [...a].filter((run) => b.has(run)).length;
  const all = a.size + b.size - common;
  // Two pages without a text of their own cannot be told apart by it.
  return all === 0 ? 1 : common / all;
}
