import { finding } from '../model/finding.ts';
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

/** Records that a mapping overrides robots.txt, and why. */
export function noteRobotsOverride(frontier: Frontier, mapping: Mapping): void {
  const subject = 'robots.txt';
  const override = mapping.crawl.ignoreRobots;
  const detail = `robots.txt is not followed: ${override?.reason ?? ''}`;
  const findings =
    override === undefined ? [] : [finding('crawl', 'robots-disallowed', { subject }, detail)];
  frontier.atomically(() => frontier.replaceFindings({ subject }, findings));
}
