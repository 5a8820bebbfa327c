import { type Finding, finding } from '../model/finding.ts';
import type { Page } from '../model/page.ts';
import { replaceFindings } from '../store/findings.ts';
import { choosePage, type PageRef, pageById, pageRefs, unchoosePages } from '../store/pages.ts';
import { normalizeText } from '../text/hash.ts';
import { comparePreference } from '../text/preferred-address.ts';
import type { AgencySession } from './agency-session.ts';
import { joinedParts } from './join-page-parts.ts';
import { choiceSubject, settleNavigation } from './settle-navigation.ts';

/** Two spellings of one key that share fewer words than this show different content. */
const leastLikeness = 0.5;
const fewestWords = 20;

/**
 * Chooses one page for every key and language among the spellings that were captured, and joins pages in
 * several parts. Choosing looks at all pages each time: it is cheap, and its result depends on nothing else.
 */
export function choosePages(session: AgencySession): void {
  const { db, mapping } = session;
  const compare = comparePreference(new Set(mapping.hosts.map((entry) => entry.host)));
  const groups = new Map<string, PageRef[]>();
  for (const ref of pageRefs(db)) {
    const name = `${ref.key}\n${ref.lang}`;
    const group = groups.get(name);
    if (group) group.push(ref);
    else groups.set(name, [ref]);
  }
  const chosen: PageRef[] = [];
  const findings: Finding[] = [];
  for (const group of groups.values()) {
    const sorted = group.sort((a, b) => compare(a.address, b.address));
    const first = sorted[0];
    if (!first) continue;
    chosen.push(first);
    findings.push(...differing(session, first, sorted.slice(1)));
  }
  const parts = joinedParts(session, chosen);
  const kept = chosen.filter((ref) => !parts.folded.has(ref.id));
  const navigation = settleNavigation(session, kept, parts.joined);
  db.transaction(() => {
    unchoosePages(db);
    for (const { id } of kept) choosePage(db, id, navigation.pages.get(id) ?? parts.joined.get(id));
    replaceFindings(db, 'extract', { subject: choiceSubject }, [
      ...findings,
      ...parts.findings,
      ...navigation.findings,
    ]);
  })();
}

/** Findings for spellings whose text is not that of the page chosen for their key. */
function differing({ db }: AgencySession, first: PageRef, others: readonly PageRef[]): Finding[] {
  if (others.length === 0) return [];
  const page = pageById(db, first.id);
  if (!page) return [];
  return others.flatMap((ref) => {
    const other = pageById(db, ref.id);
    if (!other || likeness(page, other) >= leastLikeness) return [];
    return [
      finding(
        'extract',
        'spelling-differs',
        { address: ref.address, subject: choiceSubject },
        `${ref.variant === '' ? '' : `${ref.variant}: `}shares its key ${ref.key} with ${first.address}, which shows other text`,
      ),
    ];
  });
}

/** Share of words that two texts have in common, of the shorter one's; 1 for texts too short to tell. */
function likeness(a: Page, b: Page): number {
  const x = new Set(normalizeText(a.text).split(' '));
  const y = new Set(normalizeText(b.text).split(' '));
  const least = Math.min(x.size, y.size);
  if (least < fewestWords) return 1;
  let common = 0;
  for (const word of x) if (y.has(word)) common++;
  return common / least;
}
