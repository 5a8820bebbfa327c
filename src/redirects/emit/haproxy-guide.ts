import type { Guide } from './closed-site.ts';
import type { HaproxyCounts } from './haproxy.ts';
import { backendName, type HaproxyConfig } from './haproxy-config.ts';

/** How the files are put to use with HAProxy, for the people who run the servers. */
export function haproxyGuide(config: HaproxyConfig, counts: HaproxyCounts): Guide {
  const { directory, status } = config;
  const map = `${directory}/redirects.map`;
  return {
    server: 'HAProxy 2.6 or later, built with PCRE2 (haproxy -vv tells)',
    use: [
      `1. Copy this folder to ${directory} on the server.`,
      '2. A server for this agency alone:',
      `     haproxy -c -f /etc/haproxy/haproxy.cfg -f ${directory}`,
      '   and the same files without -c in the unit of the service (HAProxy reads every .cfg file of a folder).',
      '   Under Debian: EXTRAOPTS in /etc/default/haproxy, then systemctl reload haproxy.',
      '   With several agencies: copy frontend.cfg and backends.map, which lie beside their folders, and give HAProxy the',
      '   files that options.txt there names.',
      '   `option accept-invalid-http-request` lets letters in that nobody escaped, as old links hold them; without it they',
      '   are answered 400.',
      '   frontend.cfg listens without TLS: add `bind :443 ssl crt <folder of certificates>` where this server ends it.',
      '3. To change one row at once, without a reload (the stats socket must be of level admin):',
      `     echo "set map ${map} <key> <target>" | socat stdio /run/haproxy/admin.sock`,
      '   add map, del map and clear map work alike; prepare map and commit map change a whole table at once.',
      '   `get map` tells what a key answers. Such changes last until the next reload: change the decision too.',
      '4. To roll back: copy the folder of the last release back and reload. SHA256SUMS tells which is installed.',
    ],
    answers: [
      `- ${status} to the new address for rows of redirects.map. ${backendName(config)} brings each request to one`,
      '  form (host, path without sessions, dot segments, default documents and needless slashes, the parameters',
      '  that choose content by name, one way to escape), and looks it up. A key of the map is such a form.',
      ...(config.provisional
        ? ['- 302 for rows of provisional.map, whose targets the portal has not confirmed.']
        : []),
      '- 410 with gone.html for addresses that were left behind on purpose, archived ones too.',
      '- 404 with not-found.html for addresses without a decision, and requests of more than 4,096 octets.',
    ],
    counts: [`decisions with an answer: ${counts.decisions}`, `rows: ${counts.rows}`],
  };
}
