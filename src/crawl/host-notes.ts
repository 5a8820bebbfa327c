import { type Finding, finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Frontier } from './ports.ts';
import type { Scope } from './scope.ts';

/**
 * Records that a host cannot be crawled now, or (without a code) that it can again. An alias host loses
 * nothing when it is silent: the comparison with its canonical host tells of it.
 */
export function noteHost(
  frontier: Frontier,
  scope: Scope,
  host: string,
  code: 'robots-unreachable' | 'host-unreachable' | 'tls-refused' | undefined,
  detail: string,
): void {
  const subject = host;
  const isCrawled = [...scope.origins.values()].some((origin) => new URL(origin).host === host);
  const isOwn = isCrawled || scope.hosts.get(host) === host;
  const findings =
    code === undefined || !isOwn ? [] : [finding('crawl', code, { subject }, detail)];
  frontier.atomically(() => frontier.replaceFindings({ subject }, findings));
}

/**
 * Forgets what was said of a host's login before its failed addresses are asked for again, and before a recrawl what
 * was said of its TLS and lengths too: what still holds is said again.
 */
export function forgetAccess(frontier: Frontier, mapping: Mapping, isRecrawl: boolean): void {
  const subjects = isRecrawl ? ['login of', 'TLS of', 'Content-Length of'] : ['login of'];
  for (const { host, aliases } of mapping.hosts) {
    for (const name of [host, ...aliases]) {
      for (const what of subjects) frontier.replaceFindings({ subject: `${what} ${name}` }, []);
    }
  }
}

/** Records that a mapping overrides robots.txt, and why; and that a run put its hours and bytes a day aside. */
export function noteOverrides(frontier: Frontier, mapping: Mapping, hours: boolean): void {
  const { ignoreRobots, hours: own = 'any hour', bytesPerDay = 'any number' } = mapping.crawl;
  const robots = ignoreRobots && `robots.txt is not followed: ${ignoreRobots.reason}`;
  const now = hours
    ? `The last run used --now: hours (${own}) and bytes a day (${bytesPerDay}) did not count.`
    : undefined;
  note(frontier, 'robots.txt', 'robots-overridden', robots);
  note(frontier, 'hours', 'hours-overridden', now);
}

function note(
  frontier: Frontier,
  subject: string,
  code: Finding['code'],
  detail: string | undefined,
): void {
  const findings = detail === undefined ? [] : [finding('crawl', code, { subject }, detail)];
  frontier.atomically(() => frontier.replaceFindings({ subject }, findings));
}
