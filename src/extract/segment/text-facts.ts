import type { Block } from '../../model/segment.ts';
import { detached, unitHash } from '../../text/hash.ts';
import { tellLanguage } from '../../text/language.ts';
import { RecentMap } from '../../text/recent-map.ts';

/** What the text of a block tells by itself. */
export interface TextFacts {
  hash: string;
  commas: number;
  sentenceEnds: number;
  lang: Block['lang'];
}

/** Characters of a block that tell its language; more tells nothing new and costs time. */
const languageSample = 1000;

/** Texts to remember, in characters: menus and labels, which the pages of a site share; half of all blocks (measured). */
const longestRemembered = 120;
const mostRemembered = 2_000;
const knownFacts = new RecentMap<string, TextFacts>(mostRemembered);

/** Hash, punctuation and language of a text; of short ones those of lately are remembered. */
export function textFacts(text: string): TextFacts {
  const known = knownFacts.get(text);
  if (known !== undefined) return known;
  const facts: TextFacts = {
    hash: unitHash(text),
    commas: count(text, /,/g),
    sentenceEnds: count(text, /[.!?…](?=[\s"»”)]|$)/g),
    lang: tellLanguage(text.slice(0, languageSample)).lang,
  };
  if (text.length <= longestRemembered) knownFacts.set(detached(text), facts);
  return facts;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
