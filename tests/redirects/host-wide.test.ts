import { expect, test } from 'vitest';
import { mappingSchema } from '../../src/model/mapping.ts';
import { hostWideAnswers, hostWideTarget } from '../../src/redirects/host-wide.ts';
import { mappingWith } from '../support/redirect-plan.ts';

const allowed = ['www.gov.kz'];
const home = 'https://www.gov.kz/memleket/entities/sarkol';

function answersOf(hostWide: Record<string, unknown>) {
  const reason = 'шағын сайт, бір беттік';
  const mapping = mappingWith({
    hosts: [{ host: 'sarkol.gov.kz', hostWide: { reason, ...hostWide } }],
  });
  return hostWideAnswers(mapping, allowed);
}

test('a whole host leads to one target, or below it with the path appended', () => {
  const [plain] = answersOf({ to: `${home}?lang=kk` });
  const [appended] = answersOf({ to: `${home}/`, appendPath: true });
  const address = 'http://sarkol.gov.kz/%D3%99?a=1';
  expect(plain && hostWideTarget(plain, address)).toBe(`${home}?lang=kk`);
  expect(appended && hostWideTarget(appended, address)).toBe(`${home}/%D3%99?a=1`);
});

test('a whole host can be archived or gone, without target', () => {
  expect(answersOf({ archive: true })).toMatchObject([{ decision: 'archive', target: null }]);
  expect(answersOf({ gone: true })).toMatchObject([{ decision: 'gone', target: null }]);
});

test('targets that are not allowed give no answer', () => {
  expect(answersOf({ to: 'https://evil.example/' })).toEqual([]);
  expect(answersOf({ to: 'https://www.gov.kz@evil.example/' })).toEqual([]);
});

test('a mapping gives one answer for a host, and appends paths to targets without query only', () => {
  const given = (hostWide: unknown) =>
    mappingSchema.shape.hosts.safeParse([{ host: 'sarkol.gov.kz', hostWide }]).success;
  const reason = 'себебі бар';
  expect(given({ to: home, archive: true, reason })).toBe(false);
  expect(given({ reason })).toBe(false);
  expect(given({ to: `${home}?lang=kk`, appendPath: true, reason })).toBe(false);
  expect(given({ archive: true, appendPath: true, reason })).toBe(false);
  expect(given({ to: home, appendPath: true, reason })).toBe(true);
});
