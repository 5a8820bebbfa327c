import type { Frontier } from '../crawl/ports.ts';
import { findAddress, type NamedAddress, nameAddress, settleAddress } from '../store/addresses.ts';
import { latestCapture, validatorsOf } from '../store/captures.ts';
import {
  countAccepted,
  countOpen,
  countQueued,
  donePages,
  giveBack,
  judgedAddresses,
  openDepth,
  postponeAddress,
  queueAddress,
  queuedHosts,
  rejudgeAddress,
  requeue,
  takeQueued,
} from '../store/crawl-queue.ts';
import { crawlValue, robotsRecord, setCrawlValue } from '../store/crawl-state.ts';
import { addFindings, replaceFindings } from '../store/findings.ts';
import type { SiteDb } from '../store/site-db.ts';
import {
  countRare,
  dropFresh,
  newTemplatesOf,
  nextFresh,
  queueSpread,
  refuseBeyond,
  refuseTemplate,
  saveTemplate,
  templateRecord,
  waitingTemplates,
} from '../store/templates.ts';

/** The crawl's frontier over a site.db. `conditional`: give validators, so that a recrawl asks what changed. */
export function siteFrontier(db: SiteDb, conditional: boolean): Frontier {
  const plant = (
    named: readonly NamedAddress[],
    depth: number,
    foundOn: { id: number; address: string } | null,
  ) => {
    for (const one of named) nameAddress(db, one, depth, foundOn);
  };
  return {
    atomically: (work) => db.transaction(work)(),
    value: (key) => crawlValue(db, key),
    setValue: (key, value) => setCrawlValue(db, key, value),
    plant: (named) => db.transaction(() => plant(named, 0, null))(),
    ensure: (named) =>
      db.transaction(() => {
        const id = nameAddress(db, named, 0, null);
        queueAddress(db, id, named.rule);
        const record = findAddress(db, named.address);
        if (record === undefined) throw new Error(`frontier: ${named.address} was not added`);
        return record;
      })(),
    find: (address) => findAddress(db, address),
    rejudge: (record, verdicts) => {
      const own = verdicts.find((verdict) => verdict.address === record.address);
      if (own !== undefined) rejudgeAddress(db, record, own);
      const others = verdicts.filter((verdict) => verdict !== own);
      const parent = record.foundOn === null ? undefined : findAddress(db, record.foundOn);
      plant(others, record.depth, parent ?? null);
    },
    refused: (after, limit) => judgedAddresses(db, after, limit),
    donePages: (host, limit) => donePages(db, host, limit),
    openDepth: (parked) => openDepth(db, parked),
    queued: (depth, parked) => countQueued(db, depth, parked),
    open: () => countOpen(db),
    queuedHosts: (depth) => queuedHosts(db, depth),
    take: (depth, host, limit) => takeQueued(db, depth, host, limit),
    giveBack: (ids) => giveBack(db, ids),
    postpone: (id, attempts, nextAt) => postponeAddress(db, id, attempts, nextAt),
    settle: (id, state, reason, rule) => settleAddress(db, id, state, reason, rule),
    requeue: (which) => requeue(db, which),
    accepted: () => countAccepted(db),
    waiting: (depth) => waitingTemplates(db, depth),
    queueSpread: (depth, template, count) => queueSpread(db, depth, template, count),
    refuseTemplate: (depth, template, rule, reason) =>
      refuseTemplate(db, depth, template, rule, reason),
    refuseBeyond: (depth, keep, rule, reason) => refuseBeyond(db, depth, keep, rule, reason),
    freshCaptures: (limit) => nextFresh(db, limit),
    dropFresh: (id) => dropFresh(db, id),
    countRare: (runs, copies) => countRare(db, runs, copies),
    newTemplates: (id) => newTemplatesOf(db, id),
    template: (template) => templateRecord(db, template),
    saveTemplate: (state) => saveTemplate(db, state),
    robots: (origin) => robotsRecord(db, origin),
    location: (address) => latestCapture(db, address)?.location ?? undefined,
    validators: (id) => (conditional ? validatorsOf(db, id) : undefined),
    replaceFindings: (scope, findings) => replaceFindings(db, 'crawl', scope, findings),
    addFindings: (findings) => addFindings(db, findings),
  };
}
