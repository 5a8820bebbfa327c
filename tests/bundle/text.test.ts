import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { assetExtension, assetPath } from '../../src/bundle/asset-path.ts';
import { canonicalText, jsonLine } from '../../src/bundle/canonical-text.ts';
import { contentFile, parseContentFile } from '../../src/bundle/content-file.ts';
import { planBundle } from '../../src/bundle/plan.ts';
import { csvCell } from '../../src/bundle/review-csv.ts';
import { slugOf } from '../../src/bundle/slug.ts';
import { bundleItemSchema } from '../../src/model/bundle-item.ts';
import { agencyInput, planned, rows } from './agency-input.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('slugs', () => {
  it('spell Kazakh and Russian in ASCII', () => {
    expect(slugOf('Қостанай облысының әкімдігі', 'x')).toBe('qostanai-oblysynyn-akimdigi');
    expect(slugOf('Өңір: үй, ұн, һәм «ғылым» іс', 'x')).toBe('onir-ui-un-ham-gylym-is');
    expect(slugOf('Объявление о съезде — 2019 год', 'x')).toBe('obiavlenie-o-sezde-2019-god');
  });

  it('are cut between words and never empty', () => {
    expect(slugOf('жаңа мектеп '.repeat(20), 'x')).toBe(Array(6).fill('zhana-mektep').join('-'));
    expect(slugOf('۞ — !!!', 'news-0f0e5c5e')).toBe('news-0f0e5c5e');
    expect(slugOf('../../etc/passwd', 'x')).toBe('etc-passwd');
  });

  it('are ASCII words and hyphens whatever the title', () => {
    fc.assert(
      fc.property(anyText, (title) => {
        expect(slugOf(title, 'page-0f0e5c5e')).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
        expect(slugOf(title, 'page-0f0e5c5e').length).toBeLessThanOrEqual(80);
      }),
    );
  });
});

describe('canonical text', () => {
  it('is NFC with line feeds, without control characters or half surrogate pairs', () => {
    expect(canonicalText('и\u0306ұлдыз\r\nкөк\rай\u0000\ud83d')).toBe(
      'йұлдыз\nкөк\nай\ufffd\ufffd',
    );
  });

  it('gives lines that no reader splits and JSON reads back', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = jsonLine({ text });
        expect(line.slice(0, -1)).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
        expect(JSON.parse(line)).toEqual({ text: canonicalText(text) });
        expect(jsonLine(JSON.parse(line))).toBe(line);
      }),
    );
  });
});

describe('cells of review.csv', () => {
  it('cannot become formulas, break rows or end early', () => {
    expect(csvCell('=HYPERLINK("http://a.kz";"Әкімдік")')).toBe(
      `"'=HYPERLINK(""http://a.kz"";""Әкімдік"")"`,
    );
    for (const lead of ['=', '+', '-', '@', '\t=', '\r+', ' @', '＝']) {
      expect(csvCell(`${lead}1+1`), JSON.stringify(lead)).toMatch(/^"'/);
    }
    expect(csvCell('Бірінші жол\r\nекінші')).toBe('"Бірінші жол екінші"');
  });
});

describe('asset paths', () => {
  const sha256 = 'ab'.repeat(32);

  it('are made of the hash and an extension from a closed list', () => {
    const asset = { sha256, mediaType: 'application/pdf', name: '../../қаулы.exe' };
    expect(assetPath(asset)).toBe(`data/assets/ab/${sha256}.pdf`);
    expect(assetExtension({ mediaType: 'application/zip', name: 'есеп.DOCX' })).toBe('docx');
    expect(assetExtension({ mediaType: 'application/octet-stream', name: 'x.p/h' })).toBe('bin');
    expect(assetExtension({ mediaType: '__proto__', name: 'x.constructor' })).toBe('bin');
  });

  it('are refused for what is no hash', () => {
    expect(() => assetPath({ sha256: '../x', mediaType: '', name: '' })).toThrow('no SHA-256');
  });
});

describe('content files', () => {
  const [first] = rows(planned(planBundle(agencyInput())), 'data/items.ndjson');
  const item = bundleItemSchema.parse(first);
  const version = item.versions[0];

  it('carry any title through YAML and back', () => {
    if (!version) throw new Error('no version');
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constant('Жаңа: "тест" #1\n---\n')), (raw) => {
        const title = canonicalText(raw);
        const text = contentFile(item, { ...version, title });
        expect(parseContentFile(text)?.front.title).toBe(title);
        expect(parseContentFile(text)?.body).toBe(version.body_md);
        const yaml = text.slice(4, text.indexOf('\n---\n'));
        expect((parse(yaml) as { title: string }).title).toBe(title);
      }),
    );
  });

  it('of another form are not read', () => {
    expect(parseContentFile('# Қаулы\n')).toBeUndefined();
    expect(parseContentFile('---\ntitle: қаулы\n---\n\n')).toBeUndefined();
  });
});
