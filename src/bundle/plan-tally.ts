import { createHash } from 'node:crypto';
import type { BundleManifest } from '../model/bundle.ts';
import { byCodeUnit } from './canonical-text.ts';

/** Counts of a bundle while it is planned, and the digest that becomes its id. */
export interface PlanTally {
  counts: {
    items: number;
    kinds: Map<string, number>;
    versions: Map<string, number>;
    assets: number;
    assetBytes: number;
    links: Map<string, number>;
    redirects: Map<string, number>;
    shared: number;
    tombstones: number;
    messages: Map<string, number>;
  };
  /** Takes a path and what stands there into the digest. */
  digest(path: string, text: string): void;
  /** First 64 bits of the digest, as 16 hex digits. Ends the digest. */
  id(): string;
}

/** A tally of nothing yet. */
export function newTally(): PlanTally {
  const hash = createHash('sha256');
  return {
    counts: {
      items: 0,
      kinds: new Map(),
      versions: new Map(),
      assets: 0,
      assetBytes: 0,
      links: new Map(),
      redirects: new Map(),
      shared: 0,
      tombstones: 0,
      messages: new Map(),
    },
    digest: (path, text) => {
      hash.update(`${path}\n`).update(text);
    },
    id: () => hash.digest('hex').slice(0, 16),
  };
}

/** Adds one under a name. */
export function tally(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The counts as bundle.json shows them, names sorted. */
export function shownCounts({ counts }: PlanTally): BundleManifest['counts'] {
  return {
    items: counts.items,
    kinds: sorted(counts.kinds),
    versions: sorted(counts.versions),
    assets: counts.assets,
    asset_bytes: counts.assetBytes,
    links: sorted(counts.links),
    redirects: sorted(counts.redirects),
    shared: counts.shared,
    tombstones: counts.tombstones,
    messages: sorted(counts.messages),
  };
}

function sorted(counts: Map<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => byCodeUnit(a, b)));
}
