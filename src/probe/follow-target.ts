import { glanceBytes } from './page-glance.ts';
import type { Answer, NoAnswer, ServerRequest } from './server-client.ts';

/** What asks a server that may be contacted. */
interface AskedServer {
  ask(request: ServerRequest, bodyBytes?: number): Promise<Answer | NoAnswer>;
}

/** The server that stands for an address, with the Host to ask it for; undefined for what may not be contacted. */
export type Route = (address: URL) => { server: AskedServer; host: string } | undefined;

/** Where following redirects ended. */
export type Followed = {
  /** Addresses that were asked, then the one that was not. */
  hops: string[];
} & (
  | { end: 'answer'; answer: Answer }
  | { end: 'no-answer'; reason: string }
  /** Leads in a circle, or is longer than it may be. */
  | { end: 'loop' }
  /** Leads to a server that may not be contacted, or to no address at all. */
  | { end: 'outside' }
);

/** Redirects that are followed, at most: browsers give up at 20, search engines at 10. */
const mostHops = 10;

const redirects = new Set([301, 302, 303, 307, 308]);

/** Follows redirects from an address to their end, asking only servers that `route` knows. */
export async function followTarget(address: string, route: Route): Promise<Followed> {
  const hops: string[] = [];
  for (let at = address; ; ) {
    if (hops.includes(at) || hops.length > mostHops) return { hops: [...hops, at], end: 'loop' };
    hops.push(at);
    const answer = await answerAt(at, route);
    if (answer === undefined) return { hops, end: 'outside' };
    if (answer.failure !== null) return { hops, end: 'no-answer', reason: answer.failure };
    const next = redirects.has(answer.status) ? answer.location : null;
    if (next === null) return { hops, end: 'answer', answer };
    at = URL.canParse(next, at) ? withoutFragment(new URL(next, at)) : next;
  }
}

async function answerAt(address: string, route: Route): Promise<Answer | NoAnswer | undefined> {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const way = route(url);
  return await way?.server.ask({ host: way.host, target: url.pathname + url.search }, glanceBytes);
}

function withoutFragment(url: URL): string {
  url.hash = '';
  return url.href;
}
