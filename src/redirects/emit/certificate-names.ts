import type { Mapping } from '../../model/mapping.ts';

/**
 * Names that a server needs certificates for, one a line, so that addresses with https redirect too. The www name of a
 * bare name and the other way round are told as comments when the mapping does not hold them: many type them.
 */
export function certificateNames(hosts: Mapping['hosts']): string[] {
  const names = new Set(
    hosts
      .flatMap(({ host, aliases }) => [host, ...aliases])
      .map((name) => name.replace(/:\d+$/, ''))
      .filter((name) => !/^[\d.]+$/.test(name)),
  );
  const counterparts = [...names].map((name) =>
    name.startsWith('www.') ? name.slice('www.'.length) : `www.${name}`,
  );
  const missing = [...new Set(counterparts)].filter((name) => !names.has(name)).sort();
  return [
    ...[...names].sort(),
    ...missing.map((name) => `# not in the mapping; if it is in the DNS: ${name}`),
  ];
}
