import { join } from 'node:path';
import type { Workspace } from '../mapping/workspace.ts';
import type { Redirect } from '../model/redirect.ts';
import type { EmissionCounts, EmitterOptions } from '../redirects/emit/emitter.ts';
import { emitters, type TableServer } from '../redirects/emit/emitters.ts';
import { type Written, writeEmitted } from '../redirects/write.ts';
import { hitsOfKey } from '../store/hits.ts';
import { agencyState, openPortalDb } from '../store/portal-db.ts';
import { redirectBatch } from '../store/redirects.ts';
import type { SiteDb } from '../store/site-db.ts';
import type { AgencySession } from './agency-session.ts';
import { portalDbFile } from './dedupe-stage.ts';
import { lookAtAgencyHits } from './hits-databases.ts';
import { noteTables } from './tables-made.ts';

/** How tables are written. */
export interface TableOptions {
  servers: readonly TableServer[];
  /** Also targets that the portal has not named yet, as 302, in files named so. */
  provisional: boolean;
  /** Absolute folder on the server below which each agency's files lie; each server has its own default. */
  directory?: string | undefined;
  /** Addresses of `listen`. */
  listen?: readonly string[] | undefined;
}

/** What was written for one server. */
export interface WrittenTables {
  server: TableServer;
  folder: string;
  files: Written;
  /** Rows by what became of them. */
  counts: EmissionCounts;
}

/** Writes an agency's tables below out/redirects/<server>/<agency>; files whose content is the same stay as they are. */
export async function writeRedirectTables(
  session: AgencySession,
  options: TableOptions,
): Promise<WrittenTables[]> {
  const { db, mapping, workspace } = session;
  return await withEmitterOptions(session, options, async (given) => {
    const written: WrittenTables[] = [];
    for (const server of options.servers) {
      const folder = join(workspace.outFolder, 'redirects', server, mapping.id);
      const { files, counts } = emitters[server](() => storedRedirects(db), given);
      written.push({ server, folder, files: await writeEmitted(folder, files), counts });
    }
    const changes = written.map(({ server, files }) => ({
      server,
      changed: files.written.length + files.removed.length > 0,
    }));
    noteTables(workspace, mapping.id, changes, given);
    return written;
  });
}

/** Lends what an agency's tables are made from to `work`; what it is read from closes afterwards. */
export async function withEmitterOptions<Result>(
  { workspace, mapping, rules }: Pick<AgencySession, 'workspace' | 'mapping' | 'rules'>,
  options: Omit<TableOptions, 'servers'>,
  work: (given: EmitterOptions) => Promise<Result>,
): Promise<Result> {
  const { portal, archiveTemplate } = workspace.settings;
  const hits = lookAtAgencyHits(workspace, mapping, rules);
  try {
    return await work({
      mapping,
      rules,
      portal,
      archiveTemplate,
      provisional: options.provisional,
      confirmed: isConfirmed(workspace, mapping.id),
      directory: options.directory && `${options.directory.replace(/\/+$/, '')}/${mapping.id}`,
      listen: options.listen,
      hits: hits && ((key) => hitsOfKey(hits, key)),
    });
  } finally {
    hits?.close();
  }
}

/** Tells whether a person has confirmed the redirects of an agency, which makes them permanent. */
function isConfirmed(workspace: Workspace, agency: string): boolean {
  const portal = openPortalDb(portalDbFile(workspace));
  try {
    return agencyState(portal, agency).has('redirects-confirmed');
  } finally {
    portal.close();
  }
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
