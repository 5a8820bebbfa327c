import { languageOfTag } from '../text/language-tokens.ts';
import type { CopyGroup } from './dedupe-page.ts';
import { daysBetween, mostDays, type PairEvidence, pair, trust, versionName } from './evidence.ts';
import { groupBy } from './fold-copies.ts';
import { languageAddress, numericId } from './key-shape.ts';

/** Pages of one language that may name the same version before it counts as the language's front page. */
const mostNamers = 2;

interface Claim {
  from: number;
  to: number;
  source: 'hreflang' | 'switch';
}

/** hreflang and switch links that lead to a page of the site in another language. */
export function byAlternates(groups: readonly CopyGroup[]): PairEvidence[] {
  const claims = alternateClaims(groups);
  const namers = new Map<string, Set<number>>();
  for (const { from, to } of claims) {
    const name = `${versionName(groups[from])} ${to}`;
    namers.set(name, (namers.get(name) ?? new Set()).add(from));
  }
  const made = new Set(claims.map(({ from, to, source }) => `${from} ${to} ${source}`));
  return claims.flatMap(({ from, to, source }) => {
    const mutual = made.has(`${to} ${from} ${source}`);
    const crowd = namers.get(`${versionName(groups[from])} ${to}`)?.size ?? 0;
    if (crowd > mostNamers || (crowd > 1 && !mutual)) return [];
    if (source === 'hreflang') {
      return [pair(from, to, mutual ? trust.hreflangMutual : trust.hreflang, 'hreflang')];
    }
    const confidence = mutual ? trust.switchMutual : trust.switchOneSided;
    return [pair(from, to, confidence, 'language switch')];
  });
}

function alternateClaims(groups: readonly CopyGroup[]): Claim[] {
  const byKey = new Map<string, number[]>();
  for (const [index, group] of groups.entries()) {
    for (const key of new Set(group.pages.map((page) => page.key))) {
      byKey.set(key, [...(byKey.get(key) ?? []), index]);
    }
  }
  const claims = new Map<string, Claim>();
  for (const [from, group] of groups.entries()) {
    for (const alternate of group.pages.flatMap((page) => page.alternates)) {
      const wanted = languageOfTag(alternate.lang);
      const found = (byKey.get(alternate.key) ?? []).filter((index) => index !== from);
      const to = found.find((index) => groups[index]?.chosen.lang === wanted) ?? found[0];
      if (to === undefined) continue;
      claims.set(`${from} ${to} ${alternate.source}`, { from, to, source: alternate.source });
    }
  }
  return [...claims.values()];
}

/** A key of a group, taken apart by language. */
interface AddressSlot {
  index: number;
  key: string;
  token: string;
}

/** Keys that are one but for their language token; a key without a token is the site's default language. */
export function byAddress(groups: readonly CopyGroup[]): PairEvidence[] {
  const slots = [...groups.entries()].flatMap(([index, group]) =>
    [...new Set(group.pages.map((page) => page.key))].map((key) => {
      const { lang, rest } = languageAddress(key);
      return { rest, slot: { index, key, token: lang ?? '' } };
    }),
  );
  return [...groupBy(slots, ({ rest }) => rest).values()].flatMap((all) => {
    const kept = firstOfEach(
      all.map(({ slot }) => slot),
      groups,
    );
    return kept.flatMap((x, at) => kept.slice(at + 1).flatMap((y) => addressPair(x, y, groups)));
  });
}

/** One slot for each token and language: others (`kz` beside `kk`) would only repeat it. */
function firstOfEach(slots: AddressSlot[], groups: readonly CopyGroup[]): AddressSlot[] {
  const names = groupBy(slots, ({ index, token }) => `${token} ${versionName(groups[index])}`);
  return [...names.values()].flatMap((same) => same[0] ?? []);
}

function addressPair(x: AddressSlot, y: AddressSlot, groups: readonly CopyGroup[]): PairEvidence[] {
  if (x.index === y.index) return [];
  if (x.key === y.key) return [pair(x.index, y.index, trust.sameAddress, 'one address')];
  if (x.token === y.token && versionName(groups[x.index]) === versionName(groups[y.index]))
    return [];
  if (daysBetween(groups[x.index], groups[y.index]) <= mostDays) {
    return [pair(x.index, y.index, trust.address, 'address')];
  }
  // Where each language counts its pages for itself, one number stands for two different pages.
  const counted = numericId(x.key) !== undefined;
  const confidence = counted ? trust.countedAddress : trust.lateAddress;
  return [pair(x.index, y.index, confidence, 'address')];
}
