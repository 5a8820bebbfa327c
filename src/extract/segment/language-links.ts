import type { Language } from '../../model/language.ts';
import { cleanText } from './clean-text.ts';
import { isInSilent, labelOf } from './element-text.ts';
import { type LinkContext, webAddress } from './page-links.ts';
import type { ParsedPage } from './parse.ts';
import { attribute, type TreeElement } from './tree.ts';

/** Names and codes of the portal's languages as sites write them, lower case. `kz` is Kazakh on every site of the country. */
const names: Readonly<Record<Language, readonly string[]>> = {
  kk: [
    'қазақша',
    'қаз',
    'қазақ',
    'қазақ тілі',
    'қазақ тілінде',
    'қазақша нұсқа',
    'казахский',
    'каз',
    'на казахском',
    'по-казахски',
    'казахская версия',
    'казахша',
    'казакша',
    'қз',
    'кз',
    'kz',
    'kk',
    'kaz',
    'qaz',
    'qazaq',
    'qazaqsha',
    'qazaqşa',
    'kazakh',
    'in kazakh',
    'kazakh version',
    'kk-kz',
    'kz-kz',
    'qz',
    'lat',
    'latyn',
    'latynsha',
    'latynşa',
    'латынша',
    'қазақша (латын)',
    'qaz (lat)',
    'kz-lat',
    'kz lat',
    'kaz-lat',
    'kk-latn',
    'tote',
    'төте',
    'төте жазу',
    'tóte jazý',
    'töte jazu',
    'قازاقشا',
    'قازاق ٴتىلى',
  ],
  ru: [
    'русский',
    'рус',
    'русский язык',
    'на русском',
    'по-русски',
    'русская версия',
    'орыс',
    'орысша',
    'орыс тілі',
    'орыс тілінде',
    'орысша нұсқа',
    'ру',
    'ru',
    'rus',
    'russian',
    'in russian',
    'russian version',
    'ru-ru',
    'ru-kz',
  ],
  en: [
    'english',
    'eng',
    'en',
    'in english',
    'english version',
    'английский',
    'англ',
    'на английском',
    'по-английски',
    'английская версия',
    'ағылшын',
    'ағылшынша',
    'ағылшын тілінде',
    'en-us',
    'en-gb',
  ],
};

const byName = new Map<string, Language>(
  (['kk', 'ru', 'en'] as const).flatMap((lang) => names[lang].map((name) => [name, lang] as const)),
);

const flagFile =
  /(?:^|\/)(?:flag|lang|icon|ico)?[-_]?(kz|kk|kaz|qaz|ru|rus|russia|kazakhstan|en|eng|gb|uk|us|usa|english)[-_]?(?:flag|lang)?\.(?:gif|png|jpe?g|svg|webp)(?:\?|$)/i;
const flagClass =
  /(?:^|[\s_-])(?:flag|lang|language)(?:-icon)?[-_](kz|kk|kaz|ru|rus|en|eng|gb|us)(?=$|[\s_-])/i;
const flagNames: Readonly<Record<string, Language>> = {
  kazakhstan: 'kk',
  russia: 'ru',
  gb: 'en',
  uk: 'en',
  us: 'en',
  usa: 'en',
};

/** A switch has a handful of links; more of them are files offered in several languages. */
const mostLinks = 6;
/** Elements within which the links of one switch stand (measured on menus with icons: under 30). */
const switchReach = 60;

/**
 * Links that switch the language: their text, alternative text, title or flag is the name of one. Of
 * more than six only the first group of different languages standing together counts.
 */
export function languageLinksOf(
  page: ParsedPage,
  links: LinkContext,
  address: string,
): { lang: string; href: string }[] {
  const found: { lang: Language; href: string; element: number }[] = [];
  const seen = new Set<string>();
  for (const element of candidates(page)) {
    const lang = languageOf(element);
    if (lang === undefined || (isInSilent(element.parent) && element.tag !== 'option')) continue;
    const href = targetOf(element, links);
    if (href === undefined || seen.has(`${lang} ${href}`)) continue;
    seen.add(`${lang} ${href}`);
    found.push({ lang, href, element: element.number });
  }
  const kept = found.length > mostLinks ? firstGroup(found) : found;
  // A lone link back to this very page switches nothing.
  if (kept.length === 1 && kept[0]?.href === address) return [];
  return kept.map(({ lang, href }) => ({ lang, href }));
}

function candidates(page: ParsedPage): TreeElement[] {
  const all = [
    ...(page.noted.get('a') ?? []),
    ...(page.noted.get('area') ?? []),
    ...(page.noted.get('option') ?? []),
  ];
  return all.sort((a, b) => a.number - b.number);
}

function targetOf(element: TreeElement, links: LinkContext): string | undefined {
  const raw = attribute(element, element.tag === 'option' ? 'value' : 'href')?.trim();
  if (!raw || raw.startsWith('#')) return undefined;
  if (element.tag === 'option' && !/^(?:https?:|[/?])/i.test(raw)) return undefined;
  return webAddress(raw, links)?.replace(/#.*$/, '');
}

/** A flag beside a longer label is a picture of something else. */
const longestLabel = 20;
/** Marks around a name. */
const edges = /^[\s[(|•·«-]+|[\s\])|•·».-]+$/g;

/** The language that a link's label or flag names, undefined for other links. */
function languageOf(element: TreeElement): Language | undefined {
  if (element.children.some((child) => child.kind === 'text' && isLongText(child.text)))
    return undefined;
  const label = labelOf(element, 40);
  const named = languageOfName(label);
  if (named !== undefined || label.length > longestLabel) return named;
  const title = attribute(element, 'title') ?? attribute(element, 'aria-label');
  if (label === '' || label.length <= 3) {
    return (title ? languageOfName(title) : undefined) ?? languageOfFlag(element);
  }
  return label === cleanText(title ?? '').trim() ? undefined : flagWithLabel(element, label);
}

/** Tells whether a text has more letters than a language's name or a label beside a flag: most links do. */
function isLongText(text: string): boolean {
  if (text.length <= longestLabel) return false;
  let letters = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isLetter =
      (code >= 0x61 && code <= 0x7a) || (code >= 0x410 && code <= 0x44f) || code === 0x456;
    if (isLetter && ++letters > longestLabel) return true;
  }
  return false;
}

/** A flag beside a label that is longer than a language's name is a picture of something else. */
function flagWithLabel(element: TreeElement, label: string): Language | undefined {
  return /верси|нұсқа|version|тіл|язык/i.test(label) ? languageOfFlag(element) : undefined;
}

function languageOfName(text: string): Language | undefined {
  const label = cleanText(text).toLowerCase();
  const known = byName.get(label);
  if (known !== undefined || label.search(edges) < 0) return known;
  return byName.get(label.replace(edges, ''));
}

function languageOfFlag(element: TreeElement): Language | undefined {
  const picture = element.children.find((child) => child.kind === 'element');
  const shown = picture?.kind === 'element' ? [element, picture] : [element];
  for (const one of shown) {
    const src = attribute(one, 'src')?.slice(0, 300);
    const code =
      (src && flagFile.exec(src)?.[1]) ??
      flagClass.exec(attribute(one, 'class')?.slice(0, 200) ?? '')?.[1];
    if (code) return flagNames[code.toLowerCase()] ?? byName.get(code.toLowerCase());
  }
  return undefined;
}

/** The first run of links of different languages that stand close together; empty when there is none. */
function firstGroup<T extends { lang: Language; element: number }>(found: readonly T[]): T[] {
  for (let start = 0; start < found.length; start++) {
    const group: T[] = [];
    for (const link of found.slice(start, start + 3)) {
      const last = group.at(-1);
      if (last && link.element - last.element > switchReach) break;
      if (group.some((one) => one.lang === link.lang)) break;
      group.push(link);
    }
    if (group.length > 1) return group;
  }
  return [];
}
