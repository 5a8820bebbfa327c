/** A script that makes the DBM files of tables anew, in a folder that then takes the place of the one before at once. */
export function dbmScript(files: readonly string[]): string[] {
  return [
    '#!/bin/sh',
    '# Makes the DBM files that Apache reads, out of the tables beside this script. Run it whenever those change.',
    '# DBM=GDBM ./make-dbm.sh where httxt2dbm has no DB; Apache then needs: Define KOSH_DBM gdbm',
    'set -eu',
    'cd "$(dirname "$0")"',
    'type="${DBM:-DB}"',
    'new="dbm-$(date +%s)-$$"',
    'mkdir "$new"',
    'trap \'rm -rf "$new"\' EXIT',
    ...files.map((file) => `httxt2dbm -f "$type" -i ${file}.table.txt -o "$new/${file}"`),
    'chmod 755 "$new"',
    'chmod 644 "$new"/*',
    '# A link is renamed over the earlier one, so that no request meets half a table.',
    'before="$(readlink dbm || true)"',
    'ln -s "$new" "$new.link"',
    'mv -T "$new.link" dbm',
    'trap - EXIT',
    'case "$before" in dbm-*) rm -rf "$before" ;; esac',
  ];
}
