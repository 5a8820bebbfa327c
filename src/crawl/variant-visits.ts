import type { AddressRecord } from '../model/address.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import { type VariantCookie, variantName } from '../model/variant.ts';
import { pathAndQuery } from '../text/address.ts';
import { compileGlob } from '../text/glob.ts';
import { type ExamineOptions, examine } from './examine.ts';
import { FetchFailure } from './fetch-failure.ts';
import { maxAttempts, retryWaitMs, type Timing } from './politeness.ts';
import type {
  Clock,
  Exchange,
  Frontier,
  NamedAddress,
  Network,
  Outcome,
  VariantCapture,
} from './ports.ts';
import { discardBody } from './stored-body.ts';

/** Tells in which variants an address is captured beside the usual visit; each once, in the mapping's order. */
export type VariantFinder = (address: string) => VariantCookie[];

/** Makes the finder of a mapping: the language rules that name a cookie. */
export function variantFinder(mapping: Mapping): VariantFinder {
  const canonical = new Map(
    mapping.hosts.flatMap(({ host, aliases }) => [host, ...aliases].map((name) => [name, host])),
  );
  const rules = mapping.languages.flatMap(({ cookie, host, path }) =>
    cookie === undefined
      ? []
      : [{ cookie, host, matches: path && compileGlob(path, mapping.caseInsensitive) }],
  );
  if (rules.length === 0) return () => [];
  return (address) => {
    const { host } = new URL(address);
    const path = pathAndQuery(address);
    const fitting = rules.filter(
      (rule) =>
        (rule.host === undefined || rule.host === host || rule.host === canonical.get(host)) &&
        (!rule.matches || rule.matches(path) !== undefined),
    );
    return [...new Map(fitting.map(({ cookie }) => [variantName(cookie), cookie])).values()];
  };
}

const key = 'variants';

function variantsOf(mapping: Mapping): string {
  return JSON.stringify(
    mapping.languages.flatMap(({ cookie, host, path }) =>
      cookie === undefined ? [] : [[variantName(cookie), host, path]],
    ),
  );
}

/** Tells whether the mapping names other variants than the crawl has asked for. */
export function hasOtherVariants(frontier: Frontier, mapping: Mapping): boolean {
  return (frontier.value(key) ?? '[]') !== variantsOf(mapping);
}

/** Puts the pages of earlier runs back into the queue when the mapping names other variants now. */
export function queueForVariants(frontier: Frontier, mapping: Mapping): void {
  if (!hasOtherVariants(frontier, mapping)) return;
  if (variantsOf(mapping) !== '[]') frontier.requeue('pages');
  frontier.setValue(key, variantsOf(mapping));
}

/** What visits work with. */
export interface VisitOptions {
  network: Network;
  clock: Clock;
  signal: AbortSignal;
  timing: Timing;
  examine: () => ExamineOptions;
  variantsOf: VariantFinder;
}

/**
 * Asks for a page once more in each of its variants, and gives its outcome with those captures: the addresses they
 * name come to its own, and a visit that fails is a finding. Throws FetchFailure only when the run is interrupted.
 */
export async function withVariants(
  record: AddressRecord,
  outcome: Outcome,
  options: VisitOptions,
): Promise<Outcome> {
  const captures: VariantCapture[] = [];
  const findings: Finding[] = [...outcome.findings];
  const named = new Map(outcome.named.map((one) => [one.address, one]));
  const where = { address: record.address };
  for (const variant of options.variantsOf(record.address)) {
    const name = variantName(variant);
    const exchange = await visit(record.address, variant, options).catch((error: unknown) => {
      if (error instanceof FetchFailure && !options.signal.aborted) return error;
      for (const capture of captures) discardBody(capture.exchange.body);
      throw error;
    });
    if (exchange instanceof FetchFailure) {
      findings.push(finding('crawl', 'fetch-failed', where, `${name}: ${exchange.kind}`));
      continue;
    }
    const seen = await examine(record, exchange, options.examine(), name);
    captures.push({ exchange, facts: seen.facts });
    const isServerError = exchange.status >= 500 || exchange.status === 429;
    if (isServerError) {
      findings.push(finding('crawl', 'server-error', where, `${name}: HTTP ${exchange.status}`));
    }
    for (const one of seen.findings) {
      const detail = one.address === '' ? one.detail : `${name}: ${one.detail}`;
      findings.push({ ...one, detail });
    }
    for (const one of seen.named) join(named, one);
  }
  return { ...outcome, named: [...named.values()], findings, variants: captures };
}

async function visit(
  address: string,
  variant: VariantCookie,
  { network, clock, signal, timing }: VisitOptions,
): Promise<Exchange> {
  for (let attempt = 1; ; attempt++) {
    try {
      const exchange = await network.fetch({ address, validators: null, signal, variant });
      const isSure = exchange.status < 500 && exchange.status !== 429;
      const isWhole = exchange.truncated === null || exchange.truncated === 'length';
      if ((isSure && isWhole) || attempt >= maxAttempts) return exchange;
      discardBody(exchange.body);
    } catch (error) {
      if (signal.aborted || attempt >= maxAttempts || !(error instanceof FetchFailure)) throw error;
    }
    await clock.sleep(retryWaitMs(timing, attempt), signal);
  }
}

/** An address that several variants name is named in all their ways. */
function join(named: Map<string, NamedAddress>, one: NamedAddress): void {
  const known = named.get(one.address);
  named.set(one.address, known === undefined ? one : { ...known, hints: known.hints | one.hints });
}
