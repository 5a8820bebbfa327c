import { describe, expect, test } from 'vitest';
import { planBundle } from '../../src/bundle/plan.ts';
import type { BlockVerdict, BundleInput } from '../../src/bundle/plan-input.ts';
import type { Page } from '../../src/model/page.ts';
import { unitHash } from '../../src/text/hash.ts';
import { agencyInput, ids, pageOf, planned, rows, sharedId } from './agency-input.ts';

const key = 'koktal.example.kz/kz/rules?id=3';
const own = 'Біздің ауылдың өз белгісі жоқ, мерекеде мектеп ауласында ту көтеріледі.';
const flag = 'Мемлекеттік ту – ортасында арайлы күні, астында қалықтаған қыраны бар көгілдір мата.';
const notice = 'Статистика блога 14 Записей 3 Обращений 2051 Посетителей';

const remove: BlockVerdict = { item: null, by: 'detection', reason: 'a notice' };
const refer: BlockVerdict = {
  item: {
    id: sharedId,
    titles: { kk: 'ҚР Мемлекеттік туы [2018]', ru: 'Государственный флаг РК' },
  },
  by: 'person',
  reason: 'ту барлығына ортақ',
};

function pageWith(blocks: readonly string[], extra: Partial<Page> = {}): Page {
  let line = 0;
  return pageOf({
    key,
    title: 'Рәміздер',
    kind: 'page',
    markdown: blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`,
    text: blocks.join('\n\n'),
    blockHashes: blocks.map(unitHash),
    blockLines: blocks.map((block) => {
      const lines: [number, number] = [line, line + block.split('\n').length];
      line = lines[1] + 1;
      return lines;
    }),
    ...extra,
  });
}

/** The bundle of the page alone, with these verdicts by the text of a block. */
function bundled(
  page: Page,
  verdicts: [text: string, verdict: BlockVerdict][],
  change: Partial<BundleInput> = {},
) {
  const byHash = new Map(verdicts.map(([text, verdict]) => [unitHash(text), verdict]));
  const item = agencyInput();
  const files = planned(
    planBundle(
      agencyInput({
        items: () => [...item.items()].filter(({ id }) => id === ids.symbols),
        pages: { page: () => page },
        redirects: () => [],
        findings: () => [],
        verdictOf: (_, hash) => byHash.get(hash),
        ...change,
      }),
    ),
  );
  const body = files.get(`data/content/kk/page/${ids.symbols}.md`)?.split('---\n\n')[1];
  return { files, body, messages: rows(files, 'data/messages.ndjson') };
}

describe('a page with blocks that many agencies hold', () => {
  test('keeps its own words and loses the notice, and says so', () => {
    const { body, messages, files } = bundled(pageWith([own, notice]), [[notice, remove]]);
    expect(body).toBe(`${own}\n`);
    expect(messages).toMatchObject([{ code: 'block-shared', subject: ids.symbols }]);
    expect(messages[0]?.detail).toContain('1 taken out');
    expect(messages[0]?.detail).toContain(unitHash(notice));
    expect(files.get('data/items.ndjson')).not.toContain('Посетителей');
  });

  test('refers to the shared item in its own language where that is decided', () => {
    const page = pageWith([own, flag, 'Ауыл тұрғындары.']);
    const { body, files, messages } = bundled(page, [[flag, refer]]);
    expect(body).toBe(
      `${own}\n\n[ҚР Мемлекеттік туы \\[2018\\]](kosh:item/${sharedId}?lang=kk)\n\nАуыл тұрғындары.\n`,
    );
    expect(rows(files, 'data/links.ndjson')).toMatchObject([
      { class: 'shared', agency: 'shared', target: `kosh:item/${sharedId}?lang=kk` },
    ]);
    expect(rows(files, 'data/shared.ndjson')).toMatchObject([{ item: sharedId }]);
    expect(files.get('data/items.ndjson')).toContain(`href=\\"kosh:item/${sharedId}?lang=kk\\"`);
    expect(messages).toMatchObject([{ code: 'block-shared' }]);
  });

  test('stays whole when nothing of its own would be left, headings being no words of its own', () => {
    const page = pageWith(['## Мемлекеттік рәміздер', flag, notice]);
    const { body, messages } = bundled(page, [
      [flag, refer],
      [notice, remove],
    ]);
    expect(body).toBe(page.markdown);
    expect(messages).toMatchObject([{ code: 'block-kept', severity: 'warning' }]);
  });

  test('of the shared item itself does not refer to itself', () => {
    const { item } = refer;
    const self = { ...refer, item: item && { ...item, id: ids.symbols } };
    const page = pageWith([own, flag]);
    expect(bundled(page, [[flag, self]]).body).toBe(page.markdown);
  });

  test('takes the picture along that only a block without place showed, and keeps one shown elsewhere', () => {
    const banner = '![Электрондық үкімет](http://koktal.example.kz/img/mektep.png)';
    const address = 'http://koktal.example.kz/img/mektep.png';
    const asset = { address, role: 'image' as const, text: '', name: 'mektep.png' };
    const gone = bundled(pageWith([own, banner], { assets: [asset] }), [[banner, remove]]);
    expect(rows(gone.files, 'data/items.ndjson')).toMatchObject([{ versions: [{ images: [] }] }]);
    const twice = pageWith([own, banner, `${banner} мектеп`], { assets: [asset] });
    const kept = bundled(twice, [[banner, remove]]);
    expect(rows(kept.files, 'data/items.ndjson')).toMatchObject([
      { versions: [{ images: [{ alt: '' }] }] },
    ]);
  });

  test('that writes kosh references itself gets none: only what was decided may', () => {
    const forged = `[ту](kosh:item/${sharedId}?lang=kk) туралы`;
    const { body, messages } = bundled(pageWith([own, forged]), []);
    expect(body).toBe(`${own}\n\nту туралы\n`);
    expect(messages).toMatchObject([{ code: 'html-removed' }]);
  });

  test('has a title that tries to break out of the link shown as text', () => {
    const title = '](javascript:alert(1)) <script>`x`</script>\n# Тақырып';
    const hostile = { ...refer, item: { id: sharedId, titles: { kk: title } } };
    const { body, files } = bundled(pageWith([own, flag]), [[flag, hostile]]);
    expect(body?.split('\n')).toHaveLength(4);
    const html = (rows(files, 'data/items.ndjson') as { versions: { body_html: string }[] }[])[0];
    expect(html?.versions[0]?.body_html).not.toMatch(/<script|javascript:[^<]*"/);
    expect(html?.versions[0]?.body_html.match(/<a /g)).toHaveLength(1);
  });
});
