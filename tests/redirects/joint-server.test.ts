import { describe, expect, it } from 'vitest';
import { type JointServer, jointFiles } from '../../src/redirects/emit/joint-server.ts';

function textOf(server: JointServer, name: string, agencies: Record<string, object>): string {
  const tables = Object.entries(agencies).map(([agency, files]) => ({
    agency,
    files: new Map<string, string>(Object.entries(files)),
  }));
  const file = jointFiles(server, tables).find((one) => one.name === name);
  return [...(file?.lines ?? [])].join('\n');
}

/** What the tables of an agency with so many hosts say of themselves to nginx. */
function nginxTables(agency: string, hosts: number, bucket: number, listen = '80'): object {
  const servers = Array.from({ length: hosts }, (_, at) => [
    'server {',
    `  listen ${listen};`,
    `  server_name h${at}.${agency}.gov.kz www.h${at}.${agency}.gov.kz;`,
    '}',
  ]);
  return {
    'hash.conf': `map_hash_bucket_size ${bucket};\nmap_hash_max_size 4096;\nvariables_hash_max_size 2048;\n`,
    'servers.conf': servers.flat().join('\n'),
    'default-server.conf': `server {\n  listen ${listen} default_server;\n  server_name "";\n}\n`,
  };
}

describe('one server for several agencies', () => {
  it('names each hash size of nginx once, large enough for all', () => {
    const text = textOf('nginx', 'all.conf', {
      'aqsu-akimat': nginxTables('aqsu', 2, 128),
      'sarkol-akimat': nginxTables('sarkol', 200, 256, '8080'),
    });
    expect(text.match(/^map_hash_bucket_size .*/gm)).toEqual(['map_hash_bucket_size 256;']);
    expect(text).toContain('\nvariables_hash_max_size 8192;');
    expect(text).toContain('\nserver_names_hash_max_size 2048;');
    expect(text.match(/listen .* default_server;/g)).toEqual([
      'listen 80 default_server;',
      'listen 8080 default_server;',
    ]);
    expect(text).toContain('include "/etc/nginx/kosh/sarkol-akimat/maps.conf";');
  });

  it('answers names of no agency once in Apache, at every address', () => {
    const text = textOf('apache', 'all.conf', {
      'aqsu-akimat': { 'default-vhost.conf': '<VirtualHost *:80>\n</VirtualHost>\n' },
      'sarkol-akimat': { 'default-vhost.conf': '<VirtualHost *:80 *:8080>\n</VirtualHost>\n' },
    });
    expect(text.match(/<VirtualHost .*/g)).toEqual(['<VirtualHost *:80 *:8080>']);
    expect(text.match(/^Include .*/gm)).toHaveLength(2);
  });

  it('lets HAProxy choose among the hosts of all', () => {
    const agencies = {
      'aqsu-akimat': { 'backends.map': 'aqsu.gov.kz kosh_aqsu-akimat\n' },
      'sarkol-akimat': { 'backends.map': 'sarkol.gov.kz kosh_sarkol-akimat\n' },
    };
    expect(textOf('haproxy', 'backends.map', agencies).split('\n')).toHaveLength(2);
    expect(textOf('haproxy', 'options.txt', agencies)).toBe(
      '-f /etc/haproxy/kosh/frontend.cfg -f /etc/haproxy/kosh/aqsu-akimat/backend.cfg -f /etc/haproxy/kosh/sarkol-akimat/backend.cfg',
    );
    expect(textOf('haproxy', 'frontend.cfg', agencies)).toContain(
      'map_str(/etc/haproxy/kosh/backends.map)',
    );
  });
});
