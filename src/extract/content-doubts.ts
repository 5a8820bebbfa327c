import { lowConfidence } from '../model/confidence.ts';
import type { FindingCode } from '../model/finding.ts';
import type { Page } from '../model/page.ts';

/** A doubt about the content of a page that is imported. */
export interface ContentDoubt {
  code: FindingCode;
  detail: string;
}

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
  return doubts;
}
