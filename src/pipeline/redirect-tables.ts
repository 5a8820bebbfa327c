import { join } from 'node:path';
import type { Redirect } from '../model/redirect.ts';
import { emitCsv } from '../redirects/emit/csv.ts';
import { emitNginx, type NginxCounts } from '../redirects/emit/nginx.ts';
import { type Written, writeEmitted } from '../redirects/write.ts';
import { redirectBatch } from '../store/redirects.ts';
import type { SiteDb } from '../store/site-db.ts';
import type { AgencySession } from './agency-session.ts';

/** Servers that tables are written for. */
export const tableServers = ['nginx', 'csv'] as const;

export type TableServer = (typeof tableServers)[number];

/** How tables are written. */
export interface TableOptions {
  servers: readonly TableServer[];
  /** Also targets that the portal has not named yet, as 302, in files named so. */
  provisional: boolean;
  /** Absolute folder on the server below which each agency's files lie; see `emitNginx` for its default. */
  directory?: string | undefined;
  /** Addresses of `listen`. */
  listen?: readonly string[] | undefined;
}

/** What was written for one server. */
export interface WrittenTables {
  server: TableServer;
  folder: string;
  files: Written;
  /** Rows by what became of them; null for tables for people, which hold every row. */
  counts: NginxCounts | null;
}

/** Writes an agency's tables below out/redirects/<server>/<agency>; files whose content is the same stay as they are. */
export async function writeRedirectTables(
  session: AgencySession,
  options: TableOptions,
): Promise<WrittenTables[]> {
  const { db, mapping, rules, workspace } = session;
  const written: WrittenTables[] = [];
  for (const server of options.servers) {
    const folder = join(workspace.outFolder, 'redirects', server, mapping.id);
    if (server === 'csv') {
      const files = await writeEmitted(folder, [emitCsv(mapping.id, storedRedirects(db))]);
      written.push({ server, folder, files, counts: null });
      continue;
    }
    const emission = emitNginx(storedRedirects(db), {
      mapping,
      rules,
      portal: workspace.settings.portal,
      provisional: options.provisional,
      ...(options.directory === undefined
        ? {}
        : { directory: `${options.directory.replace(/\/+$/, '')}/${mapping.id}` }),
      ...(options.listen === undefined ? {} : { listen: options.listen }),
    });
    const files = await writeEmitted(folder, emission.files);
    written.push({ server, folder, files, counts: emission.counts });
  }
  return written;
}

/** An agency's decisions by key, in batches. */
export function* storedRedirects(db: SiteDb): Generator<Redirect> {
  for (let after = ''; ; ) {
    const batch = redirectBatch(db, after);
    const last = batch.at(-1);
    if (!last) return;
    after = last.key;
    yield* batch;
  }
}
