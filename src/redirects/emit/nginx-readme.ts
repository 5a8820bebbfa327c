import type { NginxCounts } from './nginx.ts';
import type { ConfigOptions } from './nginx-config.ts';
import type { ServedHost } from './nginx-hosts.ts';

/** What the files are and how they are put to use, for the people who run the servers. */
export function readmeLines(
  agency: string,
  hosts: readonly ServedHost[],
  { directory, status }: ConfigOptions,
  counts: NginxCounts,
): string[] {
  return [
    `Redirects of ${agency} for nginx 1.22 or later`,
    '',
    `Hosts: ${hosts.flatMap(({ host, aliases }) => [host, ...aliases]).join(', ')}`,
    '',
    'To use them',
    `1. Copy this folder to ${directory} on the server.`,
    '2. In the http block of nginx.conf:',
    `     include ${directory}/hash.conf;`,
    `     include ${directory}/maps.conf;`,
    `     include ${directory}/servers.conf;`,
    '   hash.conf may stand only once: with several agencies, keep the largest of each figure. A server for',
    '   very many agencies may also need a larger variables_hash_max_size and server_names_hash_max_size.',
    '3. nginx -t && nginx -s reload',
    'servers.conf listens without TLS. Where this server ends TLS itself, write your own server blocks and',
    'put `include <host>.locations.conf;` into them instead; maps.conf is needed all the same.',
    '',
    'Answers',
    `- ${status} to the new address for the rows of <host>.map (whole requests as seen on the old site) and`,
    '  <host>.forms.map (the same addresses with their parameters in any order, ignored ones left out).',
    '  Requests are compared without regard to the case of ASCII letters, as nginx does.',
    '- 410 with gone.html for addresses that were left behind on purpose, archived ones too.',
    '- 404 with not-found.html for addresses without a decision.',
    '- Files with `provisional` in their names hold targets that the portal has not confirmed. They are for trials.',
    '',
    'Counts',
    `- whole requests: ${counts.rows}, of these provisional: ${counts.provisional}`,
    `- forms: ${counts.forms}`,
    `- addresses left out until the portal names their targets: ${counts.held}`,
    `- addresses without a decision: ${counts.unresolved}`,
    `- rows that nginx cannot hold safely, see not-representable.csv: ${counts.refused}`,
    `- requests that differ in letter case alone, where the stronger decision answers: ${counts.collisions}`,
    `- forms with more than one answer, left to the whole requests: ${counts.ambiguous}`,
  ];
}
