import { expect, test } from 'vitest';
import { readNewAnswer } from '../../src/redirects/new-answer.ts';

const rules = {
  allowedHosts: ['www.gov.kz'],
  archiveTemplate: 'https://www.gov.kz/archive/{address}' as string | undefined,
  keyOf: () => undefined,
};
const read = (text: string, given = rules) => readNewAnswer(text, 'sarkol.gov.kz/а', given);

test('an archive on a host of the portal is told from the portal by how its copies begin', () => {
  expect(read('https://www.gov.kz/archive/http://sarkol.gov.kz/а')).toMatchObject({
    decision: 'archive',
  });
  expect(read('https://www.gov.kz/memleket')).toMatchObject({ decision: 'redirect' });
});

test('without an archive no address is one, and the word still is', () => {
  const none = { ...rules, archiveTemplate: undefined };
  expect(read('https://www.gov.kz/archive/http://sarkol.gov.kz/а', none).decision).toBe('redirect');
  expect(read('Мұрағат', none)).toEqual({ decision: 'archive', target: null });
});

test('words of verdicts are read in any letter case, and no property of an object is one', () => {
  expect(read(' GONE ').decision).toBe('gone');
  expect(read('Жойылды').decision).toBe('gone');
  expect(read('404').decision).toBe('unresolved');
  expect(read('constructor').fault).toContain('constructor');
});

test('http and a bare host lead to the portal by https', () => {
  for (const text of ['http://www.gov.kz/x', 'www.gov.kz/x', 'WWW.gov.kz/x']) {
    expect(read(text)).toEqual({ decision: 'redirect', target: 'https://www.gov.kz/x' });
  }
});
