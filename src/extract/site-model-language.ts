import type { Language } from '../model/language.ts';
import type { Segment } from '../model/segment.ts';
import { tellLanguage } from '../text/language.ts';

/** Language of all the page's text, menus included: under it the model counts, and is asked, when nothing outside says it. */
export function countedLanguage(segment: Segment): Language | 'und' {
  return tellLanguage(segment.blocks.map((block) => block.text.slice(0, 400)).join('\n')).lang;
}
