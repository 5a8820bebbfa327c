import { type OtherScript, type Script, scripts } from '../model/language.ts';
import { tellLanguage } from './language.ts';

/** The letters of a Kazakh text that is not in Cyrillic; undefined for any other text. */
export function otherScript(text: string): OtherScript | undefined {
  const script = tellScript(text);
  if (script === null || script === 'Cyrl') return undefined;
  // A page of nothing but names of files has Latin letters, and is no Kazakh in them.
  return tellLanguage(text).lang === 'kk' ? script : undefined;
}

/** Letters of a text that are enough to tell its script. */
const scriptSample = 4000;

/** The script that most letters of a text belong to; null for none of the three, or without letters. */
function tellScript(text: string): Script | null {
  const counts: Record<Script, number> = { Cyrl: 0, Latn: 0, Arab: 0 };
  for (let at = 0; at < text.length && at < scriptSample; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x400 && code <= 0x52f) counts.Cyrl += 1;
    else if (code >= 0x600 && code <= 0x6ff) counts.Arab += 1;
    else if (
      (code >= 0xc0 && code <= 0x24f) ||
      (code >= 97 && code <= 122) ||
      (code >= 65 && code <= 90)
    )
      counts.Latn += 1;
  }
  const [best] = scripts.toSorted((a, b) => counts[b] - counts[a]);
  return best !== undefined && counts[best] > 0 ? best : null;
}
