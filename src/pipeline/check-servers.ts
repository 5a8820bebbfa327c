import { setMaxListeners } from 'node:events';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Settings } from '../model/settings.ts';
import type { Route } from '../probe/follow-target.ts';
import { type Patience, PatientServer } from '../probe/patient-server.ts';
import { ServerClient } from '../probe/server-client.ts';
import { trustedRoots } from './crawl-access.ts';

/** Which servers a check may contact, and how. No other is ever contacted. */
export interface ServerTerms {
  /** Origin of the server of the old hosts. */
  against: string;
  /** Origin that stands for the portal; null when it may not be contacted. */
  portal: string | null;
  connections: number;
  portalConnections: number;
  /** Requests a second; null as fast as it answers. */
  rate: number | null;
  portalRate: number | null;
  insecure: boolean;
  /** For one answer. */
  seconds: number;
  patience: Patience;
}

/** The servers of a check. */
export interface CheckServers {
  terms: ServerTerms;
  against: PatientServer;
  portal: PatientServer | null;
  /** The server of an address: old hosts of the mapping by the scheme of the server, hosts of the portal by any. */
  routeFor(mapping: Mapping): Route;
  close(): Promise<void>;
}

/** Gets servers ready; nothing is sent before the first question. An interrupt ends what is under way at once. */
export function checkServers(
  workspace: Workspace,
  terms: ServerTerms,
  signal: AbortSignal,
): CheckServers {
  const { settings } = workspace;
  const trusted = trustedRoots(settings, { root: workspace.root, environment: process.env });
  const headers = {
    'user-agent': settings.userAgent,
    ...(settings.contact === undefined ? {} : { from: settings.contact }),
  };
  const common = { insecure: terms.insecure, trusted, seconds: terms.seconds, headers };
  const clients: ServerClient[] = [];
  const server = (origin: string, connections: number, ratePerSecond: number | null) => {
    const client = new ServerClient({ ...common, origin, connections });
    clients.push(client);
    const mostUnanswered = 2 * connections + 10;
    return new PatientServer(client, {
      ratePerSecond,
      mostUnanswered,
      patience: terms.patience,
      signal,
    });
  };
  const against = server(terms.against, terms.connections, terms.rate);
  const portal =
    terms.portal === null ? null : server(terms.portal, terms.portalConnections, terms.portalRate);
  const portalNames = portalHosts(settings, terms.portal);
  const close = async () => {
    signal.removeEventListener('abort', interrupt);
    await Promise.all(clients.map((client) => client.close()));
  };
  const interrupt = () => void close();
  // Every request that waits for its turn listens.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', interrupt, { once: true });
  return { terms, against, portal, routeFor, close };

  function routeFor({ hosts }: Mapping): Route {
    const own = new Set(hosts.flatMap(({ host, aliases }) => [host, ...aliases]));
    const { protocol } = new URL(terms.against);
    return (address) => {
      const { host } = address;
      if (portal !== null && portalNames.has(host)) return { server: portal, host };
      return own.has(host) && address.protocol === protocol ? { server: against, host } : undefined;
    };
  }
}

function portalHosts({ portal }: Settings, staging: string | null): ReadonlySet<string> {
  const hosts = new Set([...portal.allowedHosts, new URL(portal.base).host]);
  if (staging !== null) hosts.add(new URL(staging).host);
  return hosts;
}
