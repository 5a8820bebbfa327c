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
  textHash: string;
  words: number;
}

/** A text shorter than this that many pages hold is a notice or a calendar's grid, not content. */
const placeholderWords = 60;
const placeholderPages = 3;
/** Words of its own from which a page is more than a list of others. */
const fewOwnWords = 12;
const smallOwnShare = 0.2;

/** Facts about a page for `judgeNavigation`. */
export function navigationFacts(id: number, page: Page): NavigationFacts {
  return {
    id,
    key: page.key,
    lang: page.lang,
    textHash: hash64(
      wordsOf(page.text)
        .filter((one) => !/^\d+$/.test(one))
        .join(' '),
    ),
    words: wordsOf(page.text).length,
  };
}

/** What the pages of a site are judged against; built from the facts of all of them. */
export interface NavigationContext {
  /** How many keys hold a short text, by language and hash. */
  placeholders: ReadonlyMap<string, number>;
  keyOf(address: string): string | undefined;
  textOf: TextOfKey;
}

/** Counts what many pages of a site have in common. */
export function countPlaceholders(facts: Iterable<NavigationFacts>): Map<string, number> {
  const holders = new Map<string, Set<string>>();
  for (const { lang, textHash, key, words } of facts) {
    if (words === 0 || words > placeholderWords) continue;
    const name = `${lang} ${textHash}`;
    holders.set(name, (holders.get(name) ?? new Set()).add(key));
  }
  return new Map([...holders].map(([name, keys]) => [name, keys.size]));
}

/**
 * Judges a page that select took for content against the rest of its site. A list shows nothing but links
 * to other pages with their own words; a placeholder shows what many pages show; an empty page is
 * content only when the mapping names its kind: a person has seen it.
 */
export function judgeNavigation(
  { id, page, settled }: SitePage,
  context: NavigationContext,
): NavigationVerdict | undefined {
  if (settled || !isImported(page.kind)) return undefined;
  const facts = navigationFacts(id, page);
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
  const own = ownWordsOf(page, context);
  if (own !== undefined && own.left < Math.max(fewOwnWords, own.all * smallOwnShare)) {
    return verdict(
      'lists-pages',
      `${own.targets} pages are listed; ${own.left} of ${own.all} words are its own`,
    );
  }
  return undefined;
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
