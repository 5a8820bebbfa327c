import type { Language } from '../model/language.ts';
import type { LanguageFact, LanguageMark, Told } from '../model/site-facts.ts';
import { languageOfName } from '../text/language-tokens.ts';
import type { ProbePage } from './probe-page.ts';

const parameterNames =
  /^(?:p_)?(?:lang(?:uage)?(?:_?id)?|lng|locale|lan|hl|til|set_?lang(?:uage)?|l)$/i;
/** Pages of old sites: `index_kz.html`, `news-rus.php`. */
const fileWord = /([_-])([a-z]+)\.[a-z]{2,5}$/i;
/** Segments of a path that are looked at for a word of a language. */
const depth = 6;

/** The marks that an address carries. */
export function marksOf(address: string): LanguageMark[] {
  const url = new URL(address);
  const marks: LanguageMark[] = [];
  const segments = url.pathname.split('/').filter(Boolean);
  segments.slice(0, depth).forEach((segment, at) => {
    if (languageOfName(segment) === undefined) return;
    const before = segments.slice(0, at).map(() => '*');
    marks.push({ by: 'path', glob: `/${[...before, segment, '**'].join('/')}` });
  });
  const [, joint = '', word = ''] = fileWord.exec(segments.at(-1) ?? '') ?? [];
  if (languageOfName(word) !== undefined) {
    marks.push({ by: 'path', glob: `/**${joint}${word}.*` });
  }
  for (const [name, value] of url.searchParams) {
    if (!parameterNames.test(name) || !/^[\w-]{1,10}$/.test(value)) continue;
    marks.push({ by: 'parameter', name, value });
  }
  return marks;
}

/** One name for a mark, to count by. */
export function markKey(mark: LanguageMark): string {
  if (mark.by === 'path') return `path ${mark.glob}`;
  if (mark.by === 'cookie') return `cookie ${mark.cookie.name}=${mark.cookie.value}`;
  return `parameter ${mark.name}=${mark.value}`;
}

function wordOf(mark: LanguageMark): Language | undefined {
  const word =
    mark.by === 'path'
      ? mark.glob.split(/[/._-]/).find((one) => languageOfName(one) !== undefined)
      : mark.by === 'parameter'
        ? mark.value
        : mark.cookie.value;
  return languageOfName(word ?? '');
}

/** Whether a cookie may choose a language, by its name. */
export function isLanguageCookie(name: string): boolean {
  return /lang|locale|^til$|^lng$/i.test(name);
}

interface Votes {
  mark: LanguageMark;
  pages: number;
  langs: Map<Language, number>;
}

const agreeing = 0.7;

/**
 * The marks by which the site tells its languages: those whose pages agree in the language of their text,
 * and those that no page was read of but that are a word for a language. `named` are addresses that pages
 * name.
 */
export function tellLanguages(
  pages: readonly ProbePage[],
  named: Iterable<string>,
): { facts: LanguageFact[]; notes: string[] } {
  const votes = votesOf(pages);
  const notes: string[] = [];
  const facts = [...votes.values()].flatMap((one): LanguageFact[] => {
    const [lang, count] = majority(one.langs) ?? [wordOf(one.mark), 0];
    const told = [...one.langs.values()].reduce((sum, n) => sum + n, 0);
    if (lang === undefined) return [];
    if (told > 0 && count / told < agreeing) {
      notes.push(`${markKey(one.mark)}: its pages are in several languages`);
      return [];
    }
    const word = wordOf(one.mark);
    const doubt = word !== undefined && word !== lang ? `, though it reads as ${word}` : '';
    const reason =
      told === 0
        ? `by its name; ${one.pages} pages read have too little text`
        : `the text of ${count} of ${told} pages read with it is ${lang}${doubt}`;
    return [{ lang, mark: one.mark, reason }];
  });
  return { facts: [...facts, ...unread(facts, votes, named)].sort(byMark), notes };
}

function votesOf(pages: readonly ProbePage[]): Map<string, Votes> {
  const votes = new Map<string, Votes>();
  for (const page of pages) {
    for (const mark of marksOf(page.address)) {
      const key = markKey(mark);
      const one = votes.get(key) ?? { mark, pages: 0, langs: new Map<Language, number>() };
      one.pages += 1;
      if (page.lang !== 'und') one.langs.set(page.lang, (one.langs.get(page.lang) ?? 0) + 1);
      votes.set(key, one);
    }
  }
  return votes;
}

/** Marks that only links carry, of a kind that pages read do carry. */
function unread(
  facts: readonly LanguageFact[],
  votes: ReadonlyMap<string, Votes>,
  named: Iterable<string>,
): LanguageFact[] {
  const found = new Map<string, LanguageFact>();
  for (const address of named) {
    for (const mark of marksOf(address)) {
      const lang = wordOf(mark);
      if (lang === undefined || votes.has(markKey(mark))) continue;
      if (!facts.some((one) => sameKind(one.mark, mark))) continue;
      found.set(markKey(mark), {
        lang,
        mark,
        reason: `by its name; no page of it was read, ${address} is one`,
      });
    }
  }
  return [...found.values()];
}

function sameKind(a: LanguageMark, b: LanguageMark): boolean {
  if (a.by === 'parameter' && b.by === 'parameter') return a.name === b.name;
  return a.by === 'path' && b.by === 'path' && a.glob.length === b.glob.length;
}

function byMark(a: LanguageFact, b: LanguageFact): number {
  return markKey(a.mark) < markKey(b.mark) ? -1 : 1;
}

function majority(langs: ReadonlyMap<Language, number>): [Language, number] | undefined {
  return [...langs].sort((a, b) => b[1] - a[1])[0];
}

/** Language of the pages whose addresses carry none of the marks; null when they do not agree. */
export function tellDefaultLanguage(
  pages: readonly ProbePage[],
  facts: readonly LanguageFact[],
): Told<Language> | null {
  const known = new Set(facts.map((one) => markKey(one.mark)));
  const bare = pages.filter(
    (page) =>
      page.lang !== 'und' && !marksOf(page.address).some((mark) => known.has(markKey(mark))),
  );
  const langs = new Map<Language, number>();
  for (const { lang } of bare) if (lang !== 'und') langs.set(lang, (langs.get(lang) ?? 0) + 1);
  const best = majority(langs);
  if (best === undefined || best[1] / bare.length < agreeing) return null;
  return { value: best[0], reason: `${best[1]} of ${bare.length} pages read without a mark` };
}
