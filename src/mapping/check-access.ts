import type { Mapping } from '../model/mapping.ts';
import { variantName } from '../model/variant.ts';
import type { FaultMaker } from './check-mappings.ts';
import type { Fault } from './yaml-file.ts';

/** Faults of what a mapping says about ways in: TLS exceptions, logins, cookies of languages. */
export function accessFaults(mapping: Mapping, fault: FaultMaker): Fault[] {
  const names = new Set(mapping.hosts.flatMap(({ host, aliases }) => [host, ...aliases]));
  const { tls, login } = mapping.crawl;
  return [
    ...hostFaults(tls, names, ['crawl', 'tls'], fault),
    ...hostFaults(login, names, ['crawl', 'login'], fault),
    ...login.flatMap(({ cookieFile }, i) =>
      cookieFile !== undefined && isInsideData(cookieFile)
        ? [fault(['crawl', 'login', i, 'cookieFile'], 'keep it outside of data/ and out/')]
        : [],
    ),
    ...cookieFaults(mapping, names, fault),
  ];
}

/** Each entry names a host of the mapping, and none twice. */
function hostFaults(
  entries: readonly { host: string }[],
  names: ReadonlySet<string>,
  path: readonly string[],
  fault: FaultMaker,
): Fault[] {
  return entries.flatMap(({ host }, i) => {
    const at = [...path, i, 'host'];
    if (!names.has(host)) return [fault(at, `${host} is no host or alias of this mapping`)];
    const first = entries.findIndex((one) => one.host === host);
    return first < i ? [fault(at, `${host} has an entry already; join the two`)] : [];
  });
}

/** A variant's language must be told by its cookie alone: two rules for one cookie would differ by order only. */
function cookieFaults(
  { languages }: Mapping,
  names: ReadonlySet<string>,
  fault: FaultMaker,
): Fault[] {
  return languages.flatMap(({ cookie, host, parameter, path }, i) => {
    if (cookie === undefined) return [];
    const at = ['languages', i, 'cookie'];
    if (parameter !== undefined) {
      return [fault(at, 'a cookie and a parameter in one rule: write two rules')];
    }
    if (host !== undefined && !names.has(host)) {
      return [fault(['languages', i, 'host'], `${host} is no host or alias of this mapping`)];
    }
    const name = variantName(cookie);
    const twin = languages.findIndex(
      (other) => variantName(other.cookie) === name && other.host === host && other.path === path,
    );
    return twin < i
      ? [fault(at, `the cookie ${cookie.name}=${cookie.value} has a rule already`)]
      : [];
  });
}

function isInsideData(file: string): boolean {
  return /^(\.\/)?(data|out)\//.test(file);
}
