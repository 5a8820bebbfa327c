import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Workspace } from '../mapping/workspace.ts';
import type { TablesState } from '../model/cutover.ts';
import { type TableServer, tableServers } from '../redirects/emit/emitters.ts';
import { agencyState, openPortalDb, setAgencyState } from '../store/portal-db.ts';
import { sha256Hex } from '../text/hash.ts';
import { portalDbFile } from './dedupe-stage.ts';

const recordSchema = z.record(
  z.string(),
  z.object({ at: z.string(), provisional: z.boolean(), confirmed: z.boolean() }),
);

const confirmationSchema = z.object({ at: z.string(), by: z.string(), reason: z.string() });

type TableRecord = z.infer<typeof recordSchema>;

/** Tables of an agency for all servers, and what was said about them. */
export interface TablesMade {
  servers: TablesState[];
  /** Of all of them; empty before the first. */
  checksum: string;
  /** Who made redirects permanent, when and why; null before. */
  confirmation: z.infer<typeof confirmationSchema> | null;
}

const recordName = 'redirects-tables';

/** Notes how tables were made, for those servers whose files changed or that were made otherwise before. */
export function noteTables(
  workspace: Workspace,
  agency: string,
  written: readonly { server: TableServer; changed: boolean }[],
  { provisional, confirmed }: { provisional: boolean; confirmed: boolean },
): void {
  const portal = openPortalDb(portalDbFile(workspace));
  try {
    const before = readRecord(agencyState(portal, agency).get(recordName));
    const at = new Date().toISOString();
    const after: TableRecord = { ...before };
    for (const { server, changed } of written) {
      const known = before[server];
      const isSame = known?.provisional === provisional && known.confirmed === confirmed;
      after[server] = changed || !isSame ? { at, provisional, confirmed } : known;
    }
    const text = JSON.stringify(after);
    if (text !== JSON.stringify(before)) setAgencyState(portal, agency, recordName, text);
  } finally {
    portal.close();
  }
}

/** The tables of an agency that lie in `out`, and whether they are confirmed. */
export function tablesMade(workspace: Workspace, agency: string): TablesMade {
  const state = stateOf(workspace, agency);
  const record = readRecord(state.get(recordName));
  const servers = tableServers.flatMap((server): TablesState[] => {
    const sums = join(workspace.outFolder, 'redirects', server, agency, 'SHA256SUMS');
    if (!existsSync(sums)) return [];
    const checksum = sha256Hex(readFileSync(sums));
    const { at = null, provisional = false, confirmed = false } = record[server] ?? {};
    return [{ server, checksum, at, provisional, confirmed }];
  });
  const all = servers.map(({ server, checksum }) => `${server} ${checksum}`).join('\n');
  return {
    servers,
    checksum: servers.length === 0 ? '' : sha256Hex(all),
    confirmation: readJson(state.get('redirects-confirmed'), confirmationSchema),
  };
}

/** The tables for a web server that were written last; of those for people nothing is known there. */
export function newestTables({ servers }: TablesMade): TablesState | undefined {
  return servers
    .filter((one) => one.server !== 'csv')
    .sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : -1))[0];
}

function stateOf(workspace: Workspace, agency: string): ReadonlyMap<string, string> {
  const file = portalDbFile(workspace);
  if (!existsSync(file)) return new Map();
  const portal = openPortalDb(file);
  try {
    return agencyState(portal, agency);
  } finally {
    portal.close();
  }
}

function readRecord(text: string | undefined): TableRecord {
  return readJson(text, recordSchema) ?? {};
}

function readJson<T>(text: string | undefined, schema: z.ZodType<T>): T | null {
  return text === undefined ? null : schema.parse(JSON.parse(text));
}
