import { languageFinder, ruleFinder } from '../mapping/match-rules.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Redirect } from '../model/redirect.ts';
import { followerRecord } from '../redirects/followers.ts';
import { planRedirects } from '../redirects/plan.ts';
import type { PlanInput, PlannedPage, PlanSink } from '../redirects/plan-input.ts';
import { peopleAsked } from '../store/asked-keys.ts';
import { FindingsReplacement } from '../store/findings.ts';
import { PortalAnswers } from '../store/id-map.ts';
import { replaceOpenChains, type StoredChain } from '../store/open-chains.ts';
import { chosenFacts } from '../store/page-facts.ts';
import {
  plainFileAt,
  plannedAddresses,
  putCarried,
  startCarriedList,
} from '../store/planned-addresses.ts';
import { openPortalDb, type PortalDb } from '../store/portal-db.ts';
import { agencyItems, sharedItemsOf } from '../store/portal-items.ts';
import { recordSorter, type StoredSorter } from '../store/record-sorter.ts';
import { RedirectsWriter, redirectOf } from '../store/redirects.ts';
import { type SiteDb, withoutSync } from '../store/site-db.ts';
import { chainCodes } from './agency-chains.ts';
import type { AgencySession } from './agency-session.ts';
import { fileAt } from './asset-files.ts';
import { lookAtDecisions } from './decisions-file.ts';
import { portalDbFile } from './dedupe-stage.ts';
import { lookAtAgencyHits } from './hits-databases.ts';
import { keyAddresses } from './key-addresses.ts';
import { movingKeys } from './moving-keys.ts';
import { peopleRows } from './people-decisions.ts';
import { storedRedirects } from './redirect-tables.ts';
import { namedDecisions, settleKeyRules } from './rekey.ts';

/** What deciding the addresses of an agency did. */
export interface RedirectsSummary {
  changed: boolean;
  decided: number;
  unresolved: number;
  provisional: number;
}

/**
 * Decides every known address of an agency and stores the decisions; writes nothing when all stay the same. Chains into
 * the sites of other agencies stay open until `settleChains`. `all` are the mappings of the workspace.
 */
export function runRedirects(session: AgencySession, all: readonly Mapping[]): RedirectsSummary {
  const { db } = session;
  const portal = openPortalDb(portalDbFile(session.workspace));
  const decisions = lookAtDecisions(session.workspace, session.mapping.id);
  const hits = lookAtAgencyHits(session.workspace, session.mapping, session.rules);
  const sorters: StoredSorter[] = [];
  const newSorter = () => {
    const sorter = recordSorter();
    sorters.push(sorter);
    return sorter;
  };
  try {
    // All of it can be made again: a loss of power may take the last of it.
    return withoutSync(db, () => {
      keyAddresses(db, session.rules);
      const sink = new StoringSink(db);
      const people = peopleRows(decisions, db, session.mapping, session.workspace.settings);
      const logged = hits === undefined ? [] : peopleAsked(hits);
      const input = planInput(session, portal, all, newSorter);
      planRedirects({ ...input, imported: people.rows, logged }, sink);
      const named = namedDecisions(session.mapping, decisions);
      const lost = settleKeyRules(db, named, session.rules);
      for (const one of [...people.findings, ...lost]) sink.find(one);
      replaceOpenChains(portal, session.mapping.id, sink.chains);
      return sink.finish();
    });
  } finally {
    for (const sorter of sorters) sorter.close();
    decisions.close();
    hits?.close();
    portal.close();
  }
}

/** Stores a plan as it comes. */
class StoringSink implements PlanSink {
  readonly chains: StoredChain[] = [];
  readonly #db: SiteDb;
  readonly #writer: RedirectsWriter;
  readonly #findings: FindingsReplacement;
  readonly #counts = { decided: 0, unresolved: 0, provisional: 0 };

  constructor(db: SiteDb) {
    this.#db = db;
    this.#writer = new RedirectsWriter(db);
    this.#findings = new FindingsReplacement(db, 'redirects', { others: chainCodes });
  }

  decide(redirect: Redirect): void {
    this.#counts[redirect.decision === 'unresolved' ? 'unresolved' : 'decided']++;
    if (redirect.provisional) this.#counts.provisional++;
    this.#writer.put(redirect);
  }

  postpone(key: string): void {
    this.#writer.postpone(key);
  }

  firstRoundDone(): void {
    this.#writer.endFirstRound();
  }

  open(chain: Parameters<PlanSink['open']>[0]): void {
    this.chains.push({ key: chain.key, record: followerRecord(chain) });
  }

  find(one: Parameters<PlanSink['find']>[0]): void {
    this.#findings.add(one);
  }

  decided(key: string): Redirect | undefined {
    return redirectOf(this.#db, key);
  }

  all(): Iterable<Redirect> {
    this.#writer.flush();
    return storedRedirects(this.#db);
  }

  finish(): RedirectsSummary {
    this.#writer.flush();
    const toldAnew = this.#findings.finish();
    return { changed: this.#writer.changed > 0 || toldAnew, ...this.#counts };
  }
}

function planInput(
  session: AgencySession,
  portal: PortalDb,
  all: readonly Mapping[],
  newSorter: () => StoredSorter,
): Omit<PlanInput, 'imported' | 'logged'> {
  const { db, mapping, rules } = session;
  const others = movingKeys(all.filter((one) => one.id !== mapping.id));
  const answers = new PortalAnswers(portal, mapping.id);
  return {
    mapping,
    settings: session.workspace.settings,
    rules,
    rulesFor: ruleFinder(mapping),
    languageOf: languageFinder(mapping),
    addresses: plannedAddresses(db),
    pages: everyPage(db, mapping),
    items: agencyItems(portal, mapping.id),
    shared: sharedItemsOf(portal, mapping.id),
    portalAddress: (id, lang) => answers.address(id, lang ?? ''),
    keyElsewhere: (address) => others.keyOf(address),
    newSorter,
  };
}

/** The chosen pages. Files that people read are carried over, all of them, and the pictures that pages use; those of templates stay behind. */
function* everyPage(db: SiteDb, mapping: Mapping): Generator<PlannedPage> {
  startCarriedList(db);
  const withPlain = mapping.rules.some((rule) => rule.ignore !== undefined);
  for (let after = 0; ; ) {
    const batch = chosenFacts(db, after, withPlain);
    const last = batch.at(-1);
    if (!last) return;
    after = last.id;
    for (const { assets, ...page } of batch) {
      for (const address of assets) {
        const sha256 = plainFileAt(db, address) ?? fileAt(db, address)?.sha256;
        if (sha256) putCarried(db, sha256);
      }
      yield page;
    }
  }
}
