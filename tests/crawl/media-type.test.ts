import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dispositionName } from '../../src/crawl/content-disposition.ts';
import { sniffMediaType } from '../../src/crawl/media-type.ts';

const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
const zip = Buffer.concat([Buffer.from('504b0304140000000800', 'hex'), Buffer.alloc(100, 1)]);

describe('media types', () => {
  it.each<
    [name: string, start: Buffer | string, declared: string | null, path: string, type: string]
  >([
    ['HTML behind a comment', '<!-- мәзір -->\n<table><tr><td>', null, '/', 'text/html'],
    ['HTML declared as text', '\uFEFF<!DOCTYPE html><html>', 'text/plain', '/', 'text/html'],
    ['HTML in UTF-16', Buffer.from('<html><body>қала', 'utf16le'), 'text/html', '/', 'text/html'],
    ['XHTML', '<?xml version="1.0"?><!DOCTYPE html><html>', 'text/html', '/', 'text/html'],
    [
      'a feed',
      '<?xml version="1.0"?>\n<rss version="2.0">',
      'text/xml',
      '/rss',
      'application/rss+xml',
    ],
    ['a sitemap', '<?xml version="1.0"?><urlset>', 'text/html', '/s', 'application/xml'],
    ['a drawing', '<svg xmlns="x"><title>ту</title>', 'text/html', '/a', 'image/svg+xml'],
    ['a PDF sent as HTML', '%PDF-1.4\n', 'text/html', '/a', 'application/pdf'],
    [
      'a picture sent as text',
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      'text/plain',
      '/a',
      'image/png',
    ],
    [
      'an old Word file',
      compound,
      'application/octet-stream',
      '/%D0%B7%D0%B0%D2%A3.DOC',
      'application/msword',
    ],
    [
      'an old Excel file by its declaration',
      compound,
      'application/vnd.ms-excel',
      '/get',
      'application/vnd.ms-excel',
    ],
    [
      'a Word file',
      zip,
      'application/zip',
      '/a.docx',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['JSON', '{"қала": 1}', 'application/json', '/a', 'application/json'],
    ['plain text', 'Хабарландыру', null, '/a', 'text/plain'],
    [
      'unknown bytes',
      Buffer.from([0, 1, 2, 3, 0, 0, 200]),
      'text/html',
      '/a',
      'application/octet-stream',
    ],
    ['nothing', '', 'Text/HTML; charset=utf-8', '/a', 'text/html'],
  ])('tells %s', async (_name, start, declared, path, type) => {
    const bytes = typeof start === 'string' ? Buffer.from(start) : start;
    expect(await sniffMediaType(bytes, declared, `http://akim.kz${path}`)).toBe(type);
  });
});

describe('file names of servers', () => {
  const raw = (name: string) => Buffer.from(name, 'utf8').toString('latin1');
  it.each([
    ["attachment; filename*=UTF-8''%D0%B7%D0%B0%D2%A3.pdf; filename=x.pdf", 'заң.pdf'],
    [`attachment; filename="${raw('Қаулы №5.doc')}"`, 'Қаулы №5.doc'],
    ['attachment; filename=%D2%9B%D0%B0%D0%BB%D0%B0.doc', 'қала.doc'],
    [
      'attachment; filename="\xef\xf0\xe8\xea\xe0\xe7 \xee \xf0\xe0\xe1\xee\xf2\xe5.doc"',
      'приказ о работе.doc',
    ],
    ['attachment; filename="C:\\\\docs\\\\a.doc"', 'a.doc'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename=".."', null],
    ['inline', null],
  ])('%s', (field, name) => {
    expect(dispositionName(field)).toBe(name);
  });

  it('never hold a folder or a control character', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (name) => {
        expect(dispositionName(`attachment; filename="${name}"`) ?? '').not.toMatch(/[/\\\p{Cc}]/u);
      }),
    );
  });
});
