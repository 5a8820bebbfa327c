import type { BlockVerdict } from '../bundle/plan-input.ts';
import type { Mapping } from '../model/mapping.ts';
import type { SharedBlock } from '../model/shared-block.ts';
import type { PortalDb } from '../store/portal-db.ts';
import { sharedItemTitles } from '../store/portal-items.ts';
import { blockDecision } from '../store/shared-blocks.ts';
import { RecentMap } from '../text/recent-map.ts';

/** What holds for a block in one agency, and who says so. */
export interface BlockRuling {
  decision: SharedBlock['decision'];
  by: BlockVerdict['by'];
  reason: string;
  /** Id of the shared item that it is a part of, or that a reference is to lead to. */
  item: string | null;
}

/** Tells what holds for a block: what a person said, else what the agency's mapping says, else what was detected. */
export function blockRulings(
  portal: PortalDb,
  { shared }: Pick<Mapping, 'shared'>,
): (hash: string) => BlockRuling | undefined {
  const rules = new Map(shared.blocks.map((rule) => [rule.block, rule]));
  return (hash) => {
    const stored = blockDecision(portal, hash);
    const rule = rules.get(hash);
    if (rule !== undefined && stored?.decidedBy !== 'person') {
      const { decision, reason } = rule;
      return { decision, by: 'mapping', reason, item: rule.item ?? stored?.item ?? null };
    }
    return stored && { ...stored, by: stored.decidedBy };
  };
}

/**
 * What becomes of a block in the pages of an agency. Undefined keeps it, as does a reference to a shared item that is
 * not adopted.
 */
export function blockVerdicts(
  portal: PortalDb,
  mappings: readonly Pick<Mapping, 'id' | 'shared'>[],
): (agency: string, hash: string) => BlockVerdict | undefined {
  const rulings = new Map(mappings.map((mapping) => [mapping.id, blockRulings(portal, mapping)]));
  const items = new RecentMap<string, { item: BlockVerdict['item'] }>(1_000);
  const itemOf = (id: string): BlockVerdict['item'] => {
    const known = items.get(id);
    if (known) return known.item;
    const titles = sharedItemTitles(portal, id);
    const item = titles === undefined ? null : { id, titles };
    items.set(id, { item });
    return item;
  };
  return (agency, hash) => {
    const ruling = rulings.get(agency)?.(hash);
    if (ruling === undefined) return undefined;
    const { decision, by, reason } = ruling;
    if (decision === 'remove') return { item: null, by, reason };
    if (decision !== 'reference' || ruling.item === null) return undefined;
    const item = itemOf(ruling.item);
    return item === null ? undefined : { item, by, reason };
  };
}
