import { join } from 'node:path';
import { payloadChunks } from '../archive/warc-reader.ts';
import type { AssetSource } from '../bundle/plan-input.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Asset } from '../model/asset.ts';
import {
  addressesOfBytes,
  addressesOfKey,
  type KnownAddress,
  knownAddress,
} from '../store/address-keys.ts';
import type { SiteDb } from '../store/site-db.ts';
import type { AgencyDatabases } from './agency-databases.ts';
import { agencyFolder } from './agency-session.ts';

/** Redirects that are followed from a picture's or file's address. */
const mostHops = 5;

const pageTypes = new Set(['text/html', 'application/xhtml+xml']);

/** Finds the bytes of files and pictures in the archives of the named agencies; asked by hash, in their order. */
export function assetFiles(
  workspace: Workspace,
  databases: AgencyDatabases,
  agencies: readonly string[],
): AssetSource {
  const get = (
    sha256: string,
  ): { asset: Asset; agency: string; source: KnownAddress } | undefined => {
    for (const agency of agencies) {
      const db = databases.of(agency);
      const found = db && assetOfBytes(db, sha256);
      if (found) return { ...found, agency };
    }
    return undefined;
  };
  return {
    at(agency, address) {
      const db = databases.of(agency);
      const known = db && fileAt(db, address);
      return known?.sha256 ? get(known.sha256)?.asset : undefined;
    },
    get: (sha256) => get(sha256)?.asset,
    open(sha256) {
      const found = get(sha256);
      if (!found?.source.record) throw new Error(`no archived bytes of ${sha256}`);
      return payloadChunks(
        join(agencyFolder(workspace, found.agency), 'archive'),
        found.source.record,
      );
    },
  };
}

/** The file an address leads to, redirects followed; undefined for pages and what was not captured. */
export function fileAt(db: SiteDb, address: string): KnownAddress | undefined {
  let next: string | null = address;
  for (let hop = 0; next !== null && hop <= mostHops; hop++) {
    const known: KnownAddress | undefined = knownAddress(db, next);
    if (known && isFile(known)) return known;
    next = known?.location ?? null;
    if (known && next === null) {
      // Another spelling of the same name may be the one the server knows: `/doc/%D8...` for `/doc/Ш...`.
      const spelling = addressesOfKey(db, known.key).find(isFile);
      if (spelling) return spelling;
    }
  }
  return undefined;
}

function isFile(known: KnownAddress): boolean {
  return known.status === 200 && known.mediaType !== null && !pageTypes.has(known.mediaType);
}

/** An asset with every address that gave its bytes; named by the smallest of them. */
function assetOfBytes(
  db: SiteDb,
  sha256: string,
): { asset: Asset; source: KnownAddress } | undefined {
  const known = addressesOfBytes(db, sha256);
  const source = known[0];
  if (!source) return undefined;
  const named = known.find((one) => one.fileName !== null) ?? source;
  return {
    source,
    asset: {
      sha256,
      bytes: source.payloadBytes ?? 0,
      mediaType: source.mediaType ?? 'application/octet-stream',
      declaredType: source.declaredType,
      name: named.fileName ?? lastSegment(source.key),
      addresses: known.map((one) => one.address),
    },
  };
}

/** File name at the end of a url key, which is decoded for people already. */
function lastSegment(key: string): string {
  const path = key.split('?', 1)[0] ?? '';
  return path.slice(path.lastIndexOf('/') + 1) || 'file';
}
