import { isImported, type Kind } from '../model/kind.ts';
import type { Page } from '../model/page.ts';
import { readDate } from '../text/dates.ts';
import { hash64 } from '../text/hash.ts';
import { ownWordsOf, type TextOfKey, wordsOf } from './own-words.ts';

/** A page among the other pages of its site. */
export interface SitePage {
  id: number;
  page: Page;
  /** Its kind is a person's word: left alone. */
  settled: boolean;
  /** What `navigationFacts` said of it, where it was asked before. */
  facts?: NavigationFacts | undefined;
}

/** What the whole site says against a page: it leads to content, or holds none of its own. */
export interface NavigationVerdict {
  id: number;
  kind: Kind;
  why: 'lists-pages' | 'placeholder' | 'empty' | 'date-archive' | 'service-page';
  detail: string;
}

/** Facts of one page that its judgement needs; small, so that a whole site fits. */
export interface NavigationFacts {
  id: number;
  key: string;
  lang: string;
  titleHash: string;
  textHash: string;
  words: number;
  /** Hash of the words it begins with, of its lead or its text; undefined when it has too few. */
  opening: string | undefined;
}

/** A text shorter than this that many pages hold is a notice or a calendar's grid, not content. */
const placeholderWords = 60;
const placeholderPages = 3;
/** As many words as tell where a text begins, so that an excerpt finds the page it was taken from. */
const openingWords = 6;
/** Words of its own from which a page is more than a list of others. */
const fewOwnWords = 12;
const smallOwnShare = 0.2;

/** Facts about a page for `judgeNavigation`. */
export function navigationFacts(id: number, page: Page): NavigationFacts {
  const words = wordsOf(page.text);
  return {
    id,
    key: page.key,
    lang: page.lang,
    titleHash: hash64(wordsOf(page.title).join(' ')),
    textHash: hash64(words.filter((one) => !/^\d+$/.test(one)).join(' ')),
    words: words.length,
    opening: openingOf(words),
  };
}

function openingOf(words: readonly string[]): string | undefined {
  if (words.length < openingWords) return undefined;
  return hash64(words.slice(0, openingWords).join(' '));
}

/** What the pages of a site have in common. */
export interface SiteCommon {
  /** Under how many titles a short text stands, by language and hash. */
  placeholders: ReadonlyMap<string, number>;
  /** Keys of the pages that begin so, by language and hash. */
  openings: ReadonlyMap<string, readonly string[]>;
}

/** What the pages of a site are judged against; built from the facts of all of them. */
export interface NavigationContext extends SiteCommon {
  keyOf(address: string): string | undefined;
  textOf: TextOfKey;
}

/** Pages that begin alike and are looked at; of more, one word is as good as another. */
const mostAlike = 8;

/**
 * Gathers what pages of a site have in common. The same short text under the same title is one page with several
 * addresses (its number, its print version), and so no placeholder.
 */
export function siteCommon(facts: Iterable<NavigationFacts>): SiteCommon {
  const titles = new Map<string, Set<string>>();
  const openings = new Map<string, string[]>();
  for (const { lang, titleHash, textHash, key, words, opening } of facts) {
    if (opening !== undefined) {
      const name = `${lang} ${opening}`;
      const known = openings.get(name);
      if (!known) openings.set(name, [key]);
      else if (known.length < mostAlike) known.push(key);
    }
    if (words === 0 || words > placeholderWords) continue;
    const name = `${lang} ${textHash}`;
    titles.set(name, (titles.get(name) ?? new Set()).add(titleHash));
  }
  return {
    placeholders: new Map([...titles].map(([name, set]) => [name, set.size])),
    openings,
  };
}

/**
 * Judges a page that select took for content against the rest of its site. A list shows nothing but links
 * to other pages with their own words; a placeholder shows what many pages show; an empty page is
 * content only when the mapping names its kind: a person has seen it.
 */
export function judgeNavigation(
  { id, page, settled, facts = navigationFacts(id, page) }: SitePage,
  context: NavigationContext,
): NavigationVerdict | undefined {
  if (settled || !isImported(page.kind)) return undefined;
  const verdict = (why: NavigationVerdict['why'], detail: string): NavigationVerdict => ({
    id,
    kind: 'listing',
    why,
    detail,
  });
  const alike = context.placeholders.get(`${facts.lang} ${facts.textHash}`) ?? 0;
  if (alike >= placeholderPages && page.assets.length === 0) {
    return verdict('placeholder', `${alike} pages hold this text only`);
  }
  if (facts.words <= placeholderWords && otherLanguageOnly.test(page.text)) {
    return verdict('placeholder', 'the text is only there in another language');
  }
  if (serviceTitle.test(page.title.trim()))
    return verdict('service-page', `${page.title}: a page of the site's own machinery`);
  if (isDateTitle(page.title)) return verdict('date-archive', `the title is a date: ${page.title}`);
  if (saysNothing(page, facts, context)) {
    return verdict(
      'empty',
      'nothing on the page is its own; name its kind in the mapping if it is content',
    );
  }
  if (isTeaserList(page, facts, context))
    return verdict('lists-pages', 'excerpts with a link to go on');
  const own = ownWordsOf(page, excerptedBy(page, context), context);
  if (own !== undefined && own.left < Math.max(fewOwnWords, own.all * smallOwnShare)) {
    return verdict(
      'lists-pages',
      `${own.targets} pages are listed; ${own.left} of ${own.all} words are its own`,
    );
  }
  return undefined;
}

/** Keys of pages that begin as a paragraph of this page does: their excerpts may be what it shows. */
function excerptedBy(page: Page, { openings }: NavigationContext): string[] {
  return page.text.split('\n').flatMap((line) => {
    const opening = openingOf(wordsOf(line));
    return (opening !== undefined && openings.get(`${page.lang} ${opening}`)) || [];
  });
}

const webAddress = /https?:\/\/\S+/g;
/** Words beside an address that only say what it is: "URL to article:". */
const addressWords = 4;

/** No word, picture or link; or nothing but an address of the site itself, as print versions show. */
function saysNothing(page: Page, facts: NavigationFacts, { keyOf }: NavigationContext): boolean {
  if (page.assets.length > 0) return false;
  if (facts.words === 0) return page.links.length === 0;
  const named = page.text.match(webAddress) ?? [];
  if (named.length === 0 || !named.every((address) => keyOf(address) !== undefined)) return false;
  return wordsOf(page.text.replace(webAddress, ' ')).length <= addressWords;
}

const goOn =
  /^(?:толығырақ|толық|жалғасын|ары қарай|әрі қарай|подробнее|подробно|читать|далее|ещё|еще|read more|continue|more|learn more)/iu;
/** An excerpt is at most this long. */
const excerptWords = 70;

/** Excerpts, each with a link that says no more than "read on": a list, even where its excerpts stand nowhere else. */
function isTeaserList(page: Page, facts: NavigationFacts, { keyOf }: NavigationContext): boolean {
  const onward = page.links.filter((link) => {
    const key = keyOf(link.address);
    return key !== undefined && key !== page.key && goOn.test(link.text.trim());
  });
  return onward.length > 0 && facts.words <= excerptWords * onward.length;
}

const archiveMonth =
  /^(?:\p{L}+\s*:?\s*)?(?:қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь|january|february|march|april|may|june|july|august|september|october|november|december),?\s+(?:19|20)\d\d$/iu;

/** A title that is nothing but a day or month: archives of blogs and calendars have such. */
function isDateTitle(title: string): boolean {
  const text = title.trim();
  if (archiveMonth.test(text) || /^(?:19|20)\d\d$/.test(text)) return true;
  if (text.length > 40 || !/\d{4}/.test(text) || wordsOf(text).length > 4) return false;
  const date = readDate(text, { timeZone: 'UTC', now: Date.parse('2100-01-01') });
  return date !== undefined && /^\d{1,2}\b/.test(text);
}

/** What language plug-ins (qTranslate, Polylang, WPML and home-made ones) say in place of a missing translation. */
const otherLanguageOnly =
  /(?:доступн[аоы]? только на|только на .{2,20} языке|тек .{2,20} тілінде (?:қолжетімді|қолжетімдi|бар)|only available in|аударма (?:дайындалуда|жоқ)|перевод (?:готовится|отсутствует)|translation is (?:not available|being prepared))/iu;

/** Pages of a site's machinery, by the titles that CMSes give them in three languages. */
const serviceTitle =
  /^(?:сайт картасы|карта сайта|site ?map|кіру|авторизация|вход(?: на сайт)?|log ?in|sign in|тіркелу|регистрация|sign up|сауалнама(?: нәтижес[іі])?|сауалнамалар|опрос(?:ы)?|результаты(?: опроса| голосования)?|нәтижелер|нәтижес[іі]|results|голосовани[ея]|poll(?: results)?|polls|vote|күнтізбе|календарь(?: новостей| событий)?|жаңалықтар күнтізбесі|calendar|қонақ кітабы|гостевая(?: книга)?|guest ?book|іздеу|поиск(?: по сайту)?|search(?: results)?)$/iu;
