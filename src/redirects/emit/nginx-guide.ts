import type { Guide } from './closed-site.ts';
import type { NginxCounts } from './nginx.ts';
import type { ConfigOptions } from './nginx-config.ts';

/** How the files are put to use with nginx, for the people who run the servers. */
export function nginxGuide({ directory, confirmed }: ConfigOptions, counts: NginxCounts): Guide {
  const status = confirmed ? 301 : 302;
  return {
    server: 'nginx 1.22 or later',
    use: [
      `1. Copy this folder to ${directory} on the server.`,
      '2. In the http block of nginx.conf:',
      `     include ${directory}/hash.conf;`,
      `     include ${directory}/maps.conf;`,
      `     include ${directory}/servers.conf;`,
      `     include ${directory}/default-server.conf;`,
      '   default-server.conf answers 404 to names that no server block has. With several agencies copy all.conf, which',
      '   lies beside their folders, and include it instead of all of these: it names each once, with sizes for all.',
      '3. nginx -t && nginx -s reload',
      'servers.conf listens without TLS. Where this server ends TLS itself, write your own server blocks and',
      'put `include <host>.locations.conf;` into them instead; maps.conf is needed all the same.',
    ],
    answers: [
      `- ${status} to the new address for the rows of <host>.forms.map (path and parameters, however they are spelled`,
      '  and ordered, ignored ones left out) and <host>.map (whole requests, where that does not tell them apart).',
      '  Requests are compared without regard to the case of ASCII letters, as nginx does.',
      '- 410 with gone.html for addresses that were left behind on purpose, archived ones too.',
      '- 404 with not-found.html for addresses without a decision.',
      '- Files with `provisional` in their names hold targets that the portal has not confirmed. They answer 302.',
    ],
    counts: [
      `rows: ${counts.rows}, of these whole requests: ${counts.requests}`,
      `addresses that differ in letter case alone, where the stronger decision answers: ${counts.collisions}`,
    ],
  };
}
