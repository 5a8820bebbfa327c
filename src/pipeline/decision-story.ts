import { languageFinder, ruleFinder } from '../mapping/match-rules.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Redirect } from '../model/redirect.ts';
import { offersForKey } from '../redirects/offers-for-key.ts';
import type { KnownAddress, PlanInput } from '../redirects/plan-input.ts';
import { addressesOfKey } from '../store/address-keys.ts';
import { portalAddress } from '../store/id-map.ts';
import { factsOfKey } from '../store/page-facts.ts';
import { openPortalDb, type PortalDb } from '../store/portal-db.ts';
import { findAddress, itemsOfKey, sharedItemById } from '../store/portal-items.ts';
import { redirectOf } from '../store/redirects.ts';
import type { SiteDb } from '../store/site-db.ts';
import { keyRules } from '../text/url-key.ts';
import { AgencyDatabases } from './agency-databases.ts';
import { lookAtDecisions } from './decisions-file.ts';
import { portalDbFile } from './dedupe-stage.ts';
import { movingKeys } from './moving-keys.ts';
import { peopleRows } from './people-decisions.ts';

/** Why a key was decided as it was. */
export interface DecisionStory {
  /** What the decision beat, strongest first. */
  beaten: Pick<Redirect, 'source' | 'decision' | 'target' | 'reason'>[];
  /** The keys whose decisions it takes over, each leading to the next, over all agencies. */
  chain: string[];
}

/** Steps of a chain that are shown; longer ones, and circles, end there. */
const mostSteps = 20;

/** Gathers anew what the sources say of a key, and follows it. Parts of pages in parts are not looked for. */
export function decisionStory(
  workspace: Workspace,
  mapping: Mapping,
  all: readonly Mapping[],
  db: SiteDb,
  key: string,
): DecisionStory {
  const portal = openPortalDb(portalDbFile(workspace));
  const decisions = lookAtDecisions(workspace, mapping.id);
  const databases = new AgencyDatabases(workspace);
  try {
    const moving = movingKeys(all);
    const others = movingKeys(all.filter((one) => one.id !== mapping.id));
    const people = peopleRows(decisions, db, mapping, workspace.settings);
    const decided = redirectOf(db, key);
    const offers = offersForKey(key, {
      ...inputOf(workspace, mapping, portal, db, key, decided),
      keyElsewhere: (address) => others.keyOf(address),
      imported: people.rows,
    });
    const chain: string[] = [];
    for (let next = decided?.follows; next !== undefined && chain.length < mostSteps; ) {
      chain.push(next);
      const owner = moving.ownerOf(next);
      const site = owner === undefined ? undefined : databases.of(owner);
      next = site && redirectOf(site, next)?.follows;
    }
    const beaten = offers.slice(1).map(({ source, decision, target, follow, reason }) => {
      return { source, decision, target: target ?? follow, reason };
    });
    return { beaten, chain };
  } finally {
    databases.close();
    decisions.close();
    portal.close();
  }
}

/** What planning asks, cut to what touches the key. */
function inputOf(
  workspace: Workspace,
  mapping: Mapping,
  portal: PortalDb,
  db: SiteDb,
  key: string,
  decided: Redirect | undefined,
): Omit<PlanInput, 'imported' | 'keyElsewhere'> {
  const seen = addressesOfKey(db, key).map((known): KnownAddress => {
    const isCarried = known.sha256 !== null && decided?.itemId === known.sha256;
    return { ...known, asset: isCarried ? known.sha256 : null };
  });
  return {
    mapping,
    settings: workspace.settings,
    rules: keyRules(mapping),
    rulesFor: ruleFinder(mapping),
    languageOf: languageFinder(mapping),
    addresses: seen,
    pages: factsOfKey(db, key),
    items: itemsOfKey(portal, mapping.id, key),
    shared: findAddress(portal, mapping.id, key).flatMap(({ itemId, decision }) =>
      decision === 'shared' ? (sharedItemById(portal, itemId) ?? []) : [],
    ),
    portalAddress: (id, lang) => portalAddress(portal, mapping.id, id, lang ?? ''),
    logged: [],
    newSorter: () => {
      throw new Error('one key needs no sorting');
    },
  };
}
