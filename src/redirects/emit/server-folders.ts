import type { TableServer } from './emitters.ts';

/** Folder on a server that holds one folder an agency, unless the user names another. */
export const serverFolders = {
  nginx: '/etc/nginx/kosh',
  apache: '/etc/apache2/kosh',
  haproxy: '/etc/haproxy/kosh',
} as const satisfies Partial<Record<TableServer, string>>;
