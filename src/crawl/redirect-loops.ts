import { finding } from '../model/finding.ts';
import type { Frontier } from './ports.ts';

const maxHops = 20;

/**
 * Records the circle that the redirect at `address` closes, if it does. The finding stands at the circle's
 * smallest address, so that it does not depend on where the crawl came in.
 */
export function noteRedirectLoop(frontier: Frontier, address: string): void {
  const circle = circleFrom(address, (from) => frontier.location(from));
  if (circle === undefined) return;
  const smallest = [...circle].sort()[0] ?? address;
  const start = circle.indexOf(smallest);
  const ordered = [...circle.slice(start), ...circle.slice(0, start), smallest];
  frontier.addFindings([
    finding('crawl', 'redirect-loop', { address: smallest }, ordered.join(' → ')),
  ]);
}

/** The addresses of the circle that goes through `address`; undefined when its redirects end elsewhere. */
function circleFrom(
  address: string,
  locationOf: (address: string) => string | undefined,
): string[] | undefined {
  const circle = [address];
  for (let at = locationOf(address); at !== undefined; at = locationOf(at)) {
    if (at === address) return circle;
    if (circle.length >= maxHops) return undefined;
    circle.push(at);
  }
  return undefined;
}
