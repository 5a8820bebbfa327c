import { lowConfidence } from '../model/confidence.ts';
import type { FindingCode } from '../model/finding.ts';
import type { Page, PersonalDatum } from '../model/page.ts';

/** A doubt about the content of a page that is imported. */
export interface ContentDoubt {
  code: FindingCode;
  detail: string;
}

const sortNames: Readonly<Record<PersonalDatum['sort'], string>> = {
  iin: 'individual identification numbers',
  card: 'numbers of payment cards',
  phone: 'phones of private persons',
  question: 'questions with the names of those who asked',
};

/** What a person should look at on a page; asked once its site has agreed that it is content. */
export function contentDoubts(page: Page): ContentDoubt[] {
  const doubts: ContentDoubt[] = [];
  const isEmpty = page.text.trim() === '';
  if (isEmpty && page.assets.length === 0) {
    doubts.push({ code: 'empty-page', detail: 'no block was kept' });
  }
  if (!isEmpty && page.confidence < lowConfidence) {
    doubts.push({ code: 'low-confidence', detail: `confidence ${page.confidence}` });
  }
  if (page.title === '') {
    doubts.push({ code: 'title-missing', detail: 'no headline, <title> or link names the page' });
  }
  if (page.kind === 'news' && page.published === null) {
    doubts.push({ code: 'date-missing', detail: 'no date was found' });
  }
  for (const { sort, count, sample } of page.personal) {
    doubts.push({
      code: 'personal-data',
      detail: `${sortNames[sort]}: ${count}, such as ${sample}`,
    });
  }
  return doubts;
}
