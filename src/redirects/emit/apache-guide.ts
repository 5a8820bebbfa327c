import type { ApacheCounts } from './apache.ts';
import type { ApacheOptions } from './apache-config.ts';
import type { Guide } from './closed-site.ts';

/** How the files are put to use with Apache, for the people who run the servers. */
export function apacheGuide(
  { directory, confirmed }: ApacheOptions,
  counts: ApacheCounts,
  isLarge: boolean,
): Guide {
  const status = confirmed ? 301 : 302;
  const dbm = [
    `2. sh ${directory}/make-dbm.sh`,
    '   It makes the DBM files of large tables with httxt2dbm (Debian: apache2-utils), again at each change of the tables.',
    '   They are Berkeley DB files: SDBM, the default of httxt2dbm, refuses some rows of large tables. Where DB',
    '   is not there (httxt2dbm without options tells), GDBM serves as well: DBM=GDBM, and `Define KOSH_DBM gdbm` in step 3.',
  ];
  return {
    server: 'Apache 2.4.39 or later, with mod_rewrite, mod_alias, mod_headers and mod_version',
    use: [
      `1. Copy this folder to ${directory} on the server.`,
      ...(isLarge ? dbm : ['2. The tables are small enough to be read as they are.']),
      '3. In the configuration of the server:',
      ...(isLarge ? ['     Define KOSH_DBM db'] : []),
      `     Include ${directory}/default-vhost.conf`,
      `     Include ${directory}/vhosts.conf`,
      '   default-vhost.conf answers 404 to names that no virtual host has: it must come before all other virtual hosts,',
      '   and only once. `Listen` must name every port. With several agencies copy all.conf, which lies beside their',
      '   folders, and include it instead of both.',
      '4. apachectl configtest && apachectl graceful',
      'vhosts.conf is without TLS. Where this server ends TLS itself, write your own virtual hosts and put',
      '`Include <host>.rules.conf` into them instead.',
    ],
    answers: [
      `- ${status} to the new address for the rows of <host>.table.txt: those that begin with = are parameters and path,`,
      '  however they are spelled and ordered, ignored ones left out; those that begin with / are whole requests.',
      '- 302 to targets that the portal has not named yet, if they were asked for.',
      '- 410 with gone.html for addresses that were left behind on purpose, archived ones too.',
      '- 404 with not-found.html for addresses without a decision.',
    ],
    counts: [`rows: ${counts.rows}, of these whole requests: ${counts.requests}`],
  };
}
