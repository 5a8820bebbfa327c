import { contactsOf } from '../text/numbers.ts';
import { byCodeUnit, type CopyGroup } from './dedupe-page.ts';
import type { PageTexts } from './page-texts.ts';

/** A copy this much longer than the median has additions of its agency, which are not for all. */
const longestComplete = 1.25;

/**
 * The copy that stands for all of one language: fewest phone numbers and e-mail addresses (a shared page must
 * not name one agency's), the longest that is no longer than 1.25 times the median, newest, smallest agency
 * and key. Independent of the order of members.
 */
export function chooseCopy(members: readonly CopyGroup[], texts: PageTexts): CopyGroup {
  const lengths = members.map(({ chosen }) => chosen.words).sort((a, b) => a - b);
  const median = lengths[Math.floor((lengths.length - 1) / 2)] ?? 0;
  const rows = members.map((group) => {
    const { words } = group.chosen;
    const contacts = contactsOf(texts.text(group.chosen)).length;
    const length = words > longestComplete * median ? -words : words;
    return { group, contacts, length, published: group.chosen.published?.slice(0, 10) ?? '' };
  });
  rows.sort(
    (a, b) =>
      a.contacts - b.contacts ||
      // Lengths: complete ones descending, then too long ones from the shortest.
      b.length - a.length ||
      byCodeUnit(b.published, a.published) ||
      byCodeUnit(a.group.chosen.agency, b.group.chosen.agency) ||
      byCodeUnit(a.group.chosen.key, b.group.chosen.key),
  );
  const best = rows[0]?.group;
  if (best === undefined) throw new Error('a cluster without a member');
  return best;
}
