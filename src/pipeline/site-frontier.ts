import type { Frontier } from '../crawl/ports.ts';
import type { AddressRecord } from '../model/address.ts';
import { findAddress, type NamedAddress, nameAddress, settleAddress } from '../store/addresses.ts';
import { latestCapture, validatorsOf } from '../store/captures.ts';
import {
  countAccepted,
  countOpen,
  countQueued,
  countWaitingRequisites,
  donePages,
  giveBack,
  judgedAddresses,
  openDepth,
  postponeAddress,
  queueAddress,
  queuedHosts,
  queueRequisites,
  rejudgeAddress,
  requeue,
  takeQueued,
} from '../store/crawl-queue.ts';
import { crawlValue, robotsRecord, setCrawlValue } from '../store/crawl-state.ts';
import { addFindings, replaceFindings } from '../store/findings.ts';
import type { SiteDb } from '../store/site-db.ts';
import type { SiteAccess } from '../store/site-db-pool.ts';
import { refuseBeyond } from '../store/templates.ts';
import { trapFrontier } from './trap-frontier.ts';

/** The crawl's frontier over a site.db. `conditional`: give validators, so that a recrawl asks what changed. */
export function siteFrontier({ use, glance }: SiteAccess, conditional: boolean): Frontier {
  // What a recrawl asks for is looked up with the batch: one agency of many must not open its database for each request.
  const known = new Map<number, ReturnType<typeof validatorsOf>>();
  const take = (db: SiteDb, depth: number, host: string, limit: number) => {
    const records = takeQueued(db, depth, host, limit);
    if (conditional) for (const { id } of records) known.set(id, validatorsOf(db, id));
    return records;
  };
  const giveBackAll = (ids: readonly number[]) => {
    for (const id of ids) known.delete(id);
    use((db) => giveBack(db, ids));
  };
  const validators = (id: number) => {
    const found = known.get(id);
    known.delete(id);
    return found;
  };
  return {
    ...trapFrontier(use),
    atomically: (work) => use((db) => db.transaction(work)()),
    value: (key) => use((db) => crawlValue(db, key)),
    setValue: (key, value) => use((db) => setCrawlValue(db, key, value)),
    plant: (named) => use((db) => db.transaction(() => plant(db, named, 0, null))()),
    ensure: (named) => use((db) => db.transaction(() => ensure(db, named))()),
    find: (address) => use((db) => findAddress(db, address)),
    rejudge: (record, verdicts) => use((db) => rejudge(db, record, verdicts)),
    refused: (after, limit) => use((db) => judgedAddresses(db, after, limit)),
    donePages: (host, limit) => use((db) => donePages(db, host, limit)),
    openDepth: (parked) => use((db) => openDepth(db, parked)),
    queued: (depth, parked) => use((db) => countQueued(db, depth, parked)),
    open: () => use((db) => countOpen(db)),
    openAtGlance: () => glance((db) => countOpen(db)),
    queuedHosts: (depth) => use((db) => queuedHosts(db, depth)),
    take: (depth, host, limit) => use((db) => take(db, depth, host, limit)),
    giveBack: giveBackAll,
    postpone: (id, attempts, nextAt) => use((db) => postponeAddress(db, id, attempts, nextAt)),
    settle: (id, state, reason, rule) => use((db) => settleAddress(db, id, state, reason, rule)),
    requeue: (which) => use((db) => requeue(db, which)),
    accepted: () => use((db) => countAccepted(db)),
    waitingRequisites: () => use((db) => countWaitingRequisites(db)),
    queueRequisites: () => use((db) => queueRequisites(db)),
    refuseBeyond: (depth, keep, rule, reason) =>
      use((db) => refuseBeyond(db, depth, keep, rule, reason)),
    robots: (origin) => use((db) => robotsRecord(db, origin)),
    location: (address) => use((db) => latestCapture(db, address)?.location ?? undefined),
    validators,
    replaceFindings: (scope, findings) =>
      use((db) => replaceFindings(db, 'crawl', scope, findings)),
    addFindings: (findings) => use((db) => addFindings(db, findings)),
  };
}

function plant(
  db: SiteDb,
  named: readonly NamedAddress[],
  depth: number,
  foundOn: { id: number; address: string } | null,
): void {
  for (const one of named) nameAddress(db, one, depth, foundOn);
}

function ensure(db: SiteDb, named: NamedAddress): AddressRecord {
  const id = nameAddress(db, named, 0, null);
  queueAddress(db, id, named.rule);
  const record = findAddress(db, named.address);
  if (record === undefined) throw new Error(`frontier: ${named.address} was not added`);
  return record;
}

function rejudge(db: SiteDb, record: AddressRecord, verdicts: readonly NamedAddress[]): void {
  const own = verdicts.find((verdict) => verdict.address === record.address);
  if (own !== undefined) rejudgeAddress(db, record, own);
  const others = verdicts.filter((verdict) => verdict !== own);
  const parent = record.foundOn === null ? undefined : findAddress(db, record.foundOn);
  plant(db, others, record.depth, parent ?? null);
}
