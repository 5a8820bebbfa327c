import type { ContentItem } from '../../fixtures/engine/content.ts';
import { bodyF1, markdownText } from './body-f1.ts';
import { type Claim, type ItemScore, pairItems } from './score-items.ts';
import type { OutputVersion, ScoredSite, Tally } from './scored-site.ts';
import { indexTruth, matchVersion } from './truth-index.ts';

/** How one language version of a truth item came out. */
interface PageScore {
  item: string;
  lang: string;
  address: string;
  /** False when no migrated version holds its address; everything else is then wrong too. */
  found: boolean;
  title: boolean;
  date: boolean;
  kind: boolean;
  f1: number;
}

/** The score of one site; pages that belong into the shared bundle are left out of it. */
export interface SiteScore {
  site: string;
  items: ItemScore;
  /** Versions whose title is right, of all truth versions; missing ones count as wrong. */
  titles: Tally;
  /** Versions whose date is right (null included), of all truth versions. */
  dates: Tally;
  /** Versions whose item is of the right kind, of all truth versions. */
  kinds: Tally;
  /** Truth items whose migrated item has exactly their languages, each on the right version. */
  languages: Tally;
  /** Mean over all truth versions; missing ones count as 0. */
  bodyF1: number;
  /** All truth versions, the worst body first. */
  pages: PageScore[];
}

/** Scores the items of one site; `shared` are the ids whose pages belong into the bundle. */
export function scoreSite({ truth, output }: ScoredSite, shared: string[]): SiteScore {
  const own = truth.items.filter((item) => item.shared === null || !shared.includes(item.shared));
  const index = indexTruth(truth);
  const claims = output.flatMap((out) =>
    out.versions.flatMap((version) =>
      matchVersion(index, version).map((item): Claim => ({ out, version, item })),
    ),
  );
  const { score, pairs } = pairItems(own, output, claims);
  const pages = own.map((item) => {
    const of = claims.filter((claim) => claim.item === item);
    const best = of.find((claim) => pairs.get(item.item) === claim.out) ?? of[0];
    return scorePage(item, best);
  });
  const ids = [...new Set(own.map((item) => item.item))];
  const exact = ids.filter((id) => {
    const versions = own.filter((item) => item.item === id);
    const out = pairs.get(id);
    return out !== undefined && hasLanguages(versions, out.versions, claims);
  });
  return {
    site: truth.id,
    items: score,
    titles: { right: pages.filter((page) => page.title).length, of: pages.length },
    dates: { right: pages.filter((page) => page.date).length, of: pages.length },
    kinds: { right: pages.filter((page) => page.kind).length, of: pages.length },
    languages: { right: exact.length, of: ids.length },
    bodyF1: pages.length === 0 ? 1 : pages.reduce((sum, page) => sum + page.f1, 0) / pages.length,
    pages: pages.sort((a, b) => a.f1 - b.f1),
  };
}

function scorePage(item: ContentItem, claim: Claim | undefined): PageScore {
  const page = { item: item.item, lang: item.lang, address: item.address };
  if (claim === undefined) {
    return { ...page, found: false, title: false, date: false, kind: false, f1: 0 };
  }
  const { out, version } = claim;
  return {
    ...page,
    found: true,
    title: plainLine(item.title) === plainLine(version.title),
    date: item.date === version.date,
    kind: item.kind === out.kind,
    f1: bodyF1(markdownText(item.body), markdownText(version.markdown)),
  };
}

function hasLanguages(truth: ContentItem[], out: OutputVersion[], claims: Claim[]): boolean {
  return (
    truth.length === out.length &&
    truth.every((item) =>
      out.some(
        (version) =>
          version.lang === item.lang &&
          claims.some((claim) => claim.version === version && claim.item === item),
      ),
    )
  );
}

function plainLine(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
