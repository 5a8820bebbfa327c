import type { ClosedHost, Guide } from './closed-site.ts';
import type { EmitterOptions } from './emitter.ts';
import type { IisCounts } from './iis.ts';

/** Octets of a configuration file that IIS reads unless told otherwise. */
const configLimit = 250 * 1024;

/** How the files are put to use with IIS, for the people who run the servers. */
export function iisGuide(
  hosts: readonly ClosedHost[],
  { confirmed }: EmitterOptions,
  counts: IisCounts,
): Guide {
  const needed = Math.ceil(counts.largestFile / 1024 / 100 + 1) * 100;
  const limit = [
    `3. The largest file of maps has ${Math.ceil(counts.largestFile / 1024)} KB, and IIS reads 250. Set on the server, then restart it:`,
    `     reg add HKLM\\SOFTWARE\\Microsoft\\InetStp\\Configuration /v MaxWebConfigFileSizeInKB /t REG_DWORD /d ${needed}`,
    `     reg add HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\InetStp\\Configuration /v MaxWebConfigFileSizeInKB /t REG_DWORD /d ${needed}`,
  ];
  return {
    server: 'IIS 10 with the URL Rewrite module 2.1',
    use: [
      '1. Make a site for each host, bound to all its names, in a folder of its own with a copy of this folder:',
      ...hosts.map(({ host, file }) => `     ${host}: ${file}.web.config is its web.config`),
      '2. In each folder rename that file to web.config. The folder needs nothing else: the rules answer every request.',
      ...(counts.largestFile > configLimit ? limit : []),
      'To reload after new maps, touch web.config. To roll back, copy the folder of the last release back.',
      'Before the cutover ask the server for a few addresses of each kind: these rules were replayed from what',
      'Microsoft documents of IIS, not run on it. Ask above all for a target that holds percent escapes.',
    ],
    answers: [
      `- ${confirmed ? 301 : 302} to the new address for rows of two maps: requests as they were seen, and forms of decoded path`,
      '  and parameters in a fixed order. Keys are compared without letter case, as IIS does.',
      ...(confirmed
        ? ['- Every answer may be cached for an hour, since IIS sets headers for all of a site.']
        : []),
      '- 410 with gone.html for addresses that were left behind on purpose, archived ones too.',
      '- 404 with not-found.html for addresses without a decision.',
    ],
    counts: [
      `rows: ${counts.rows}, of these whole requests: ${counts.requests}`,
      `keys that IIS takes for one, where the stronger decision answers: ${counts.collisions}`,
    ],
  };
}
