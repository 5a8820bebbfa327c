import { type SiteModel, siteModelSchema } from '../extract/site-model.ts';
import { createSiteModelBuilder } from '../extract/site-model-builder.ts';
import type { Language } from '../model/language.ts';
import { segmentBatch, segmentKeys, segmentsDigest, unpackSegment } from '../store/segments.ts';
import { currentSiteModel, putSiteModel } from '../store/site-models.ts';
import { comparePreference } from '../text/preferred-address.ts';
import { urlKey } from '../text/url-key.ts';
import type { AgencySession } from './agency-session.ts';
import { siteKeyFinder } from './site-keys.ts';

/** A site model is learnt anew when the site grew by more than this share since. */
const growth = 0.2;

/**
 * The site model that pages are selected with: the frozen one, or one learnt now when there is none or
 * the site grew by 20 %.
 */
export function ensureSiteModel(
  session: AgencySession,
  languageOf: (address: string, variant: string) => Language | undefined,
): { model: SiteModel; learnt: boolean } {
  const pages = segmentsDigest(session.db).count;
  const current = currentSiteModel(session.db);
  if (current && pages <= current.pages * (1 + growth)) {
    return { model: siteModelSchema.parse(JSON.parse(current.json)), learnt: false };
  }
  const model = learnSite(session, languageOf);
  putSiteModel(session.db, { version: model.version, pages, json: JSON.stringify(model) });
  return { model, learnt: true };
}

/** Learns a model from every stored segment; the address that stands for a key speaks for it. */
function learnSite(
  session: AgencySession,
  languageOf: (address: string, variant: string) => Language | undefined,
): SiteModel {
  const { db, mapping, rules } = session;
  const builder = createSiteModelBuilder({
    keyOf: siteKeyFinder(mapping, rules),
    timeZone: mapping.timeZone,
  });
  const preferred = preferredAddresses(session);
  for (let after = ''; ; ) {
    const batch = segmentBatch(db, after);
    const last = batch.at(-1);
    if (!last) return builder.freeze();
    after = last.address;
    for (const stored of batch) {
      const key = urlKey(stored.address, rules);
      if (preferred.get(key) !== stored.address) continue;
      builder.add(unpackSegment(stored.data), {
        key,
        lang: languageOf(stored.address, stored.variant) ?? 'und',
        capturedAt: Date.parse(stored.fetchedAt),
      });
    }
  }
}

/** Key → the captured address that stands for it. */
function preferredAddresses({ db, mapping }: AgencySession): Map<string, string> {
  const compare = comparePreference(new Set(mapping.hosts.map((entry) => entry.host)));
  const preferred = new Map<string, string>();
  for (const { key, address } of segmentKeys(db)) {
    const known = preferred.get(key);
    if (known === undefined || compare(address, known) < 0) preferred.set(key, address);
  }
  return preferred;
}
