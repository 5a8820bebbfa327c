import type { AddressRecord } from '../model/address.ts';
import { type Finding, finding } from '../model/finding.ts';
import { fieldOf } from '../text/http-head.ts';
import type { CaptureFacts, Exchange } from './ports.ts';

/** What the mapping says of ways in. */
export interface AccessRules {
  /** Hosts the mapping has a login for. */
  logins: ReadonlySet<string>;
  /** Host → why the mapping excuses faults of its TLS. */
  tlsReasons: ReadonlyMap<string, string>;
}

/** What stood between the crawl and the page: a login, a cookie, the server's TLS. Of a login and TLS one for the host. */
export function accessFindings(
  { address, host }: AddressRecord,
  exchange: Exchange,
  facts: CaptureFacts,
  { logins, tlsReasons }: AccessRules,
): Finding[] {
  const found: Finding[] = [];
  if (facts.status === 401 && logins.has(host)) {
    const where = { subject: `login of ${host}` };
    found.push(finding('crawl', 'login-refused', where, `HTTP 401, ${loginOf(exchange)}`));
  }
  if (facts.location === address && setsCookie(exchange)) {
    const detail = 'It answers with a cookie and a redirect to itself.';
    found.push(finding('crawl', 'cookie-wanted', { address }, detail));
  }
  if (facts.tls !== null) {
    const where = { subject: `TLS of ${host}` };
    const detail = `${facts.tls}: ${tlsReasons.get(host) ?? ''}`;
    found.push(finding('crawl', 'tls-exception', where, detail));
  }
  return found;
}

/** What the server says it asks for, as far as that is a plain word. */
function loginOf(exchange: Exchange): string {
  const scheme = /^[A-Za-z]{1,20}/.exec(fieldOf(exchange.fields, 'www-authenticate') ?? '');
  return `it asks for ${scheme?.[0] ?? 'something it does not name'}`;
}

function setsCookie(exchange: Exchange): boolean {
  return fieldOf(exchange.fields, 'set-cookie') !== null;
}
