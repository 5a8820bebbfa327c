import { describe, expect, it, onTestFinished } from 'vitest';
import type { Redirect } from '../../src/model/redirect.ts';
import { madeUpLike, shapeOf } from '../../src/probe/made-up-address.ts';
import { likeTitles, titleLikeness } from '../../src/probe/title-likeness.ts';
import { asDecided, type CheckResult, checkLab, runCheck } from '../support/check-lab.ts';
import {
  type Reply,
  reset,
  say,
  sayPage,
  sendTo,
  startOctetServer,
} from '../support/octet-server.ts';
import { mappingWith, redirectRow } from '../support/redirect-plan.ts';

const base = 'https://www.gov.kz/memleket/entities/sarkol';
const target = `${base}/press/news/details/5e7f8a9b?lang=kk`;
const asked = 'www.gov.kz/memleket/entities/sarkol/press/news/details/5e7f8a9b?lang=kk';
const mapping = mappingWith();
const prose =
  'Саркөл ауданында биыл үш мектепке күрделі жөндеу жүргізіледі. Жұмысқа аудандық бюджеттен қаражат бөлінді, мердігерлер конкурс арқылы таңдалды.';

/** Checks one decision against a right server and a portal that answers as given. */
async function checkAt(
  portal: Record<string, Reply> | ((asked: string) => Reply | undefined),
  parts: Partial<Redirect> = {},
): Promise<CheckResult> {
  const row = redirectRow(mapping, ['http://sarkol.gov.kz/жаңалық/7'], { target, ...parts });
  const lab = checkLab([row]);
  const old = await startOctetServer(asDecided(lab));
  onTestFinished(() => old.close());
  const server = await startOctetServer(
    typeof portal === 'function' ? portal : (one) => portal[one],
  );
  onTestFinished(() => server.close());
  return await runCheck(lab, old.origin, { portal: server.origin }, { classes: ['seen'] });
}

const kindsAt = async (...given: Parameters<typeof checkAt>) => {
  const { faults } = await checkAt(...given);
  return faults.map(({ kind, class: name }) => `${kind} ${name}`);
};

describe('the end of redirects', () => {
  it('is right when a page stands there, also behind redirects of the portal', async () => {
    expect(await kindsAt({ [asked]: sayPage('Мектептер жөнделеді', prose) })).toEqual([]);
    const moved = {
      [asked]: sendTo('/kk/news/7', 301),
      'www.gov.kz/kk/news/7': sendTo('https://gov.kz/kk/news/7/'),
      'gov.kz/kk/news/7/': sayPage('Мектептер жөнделеді', prose),
    };
    expect(await kindsAt(moved)).toEqual([]);
  });

  it.each<[string, Reply, string]>([
    ['404', say(404), 'not-reached'],
    ['500', say(500), 'not-reached'],
    ['a circle', sendTo(target), 'loop'],
    ['a host that may not be asked', sendTo('https://evil.example/'), 'not-reached'],
    ['no address', sendTo('http://[oops'), 'not-reached'],
    [
      'the old site by a scheme that was not named',
      sendTo('https://sarkol.gov.kz/'),
      'not-reached',
    ],
    ['a reset', reset, 'unreachable'],
    ['429', say(429, { 'Retry-After': '0' }), 'refused'],
  ])('is a fault: %s', async (_name, reply, kind) => {
    expect(await kindsAt({ [asked]: reply })).toEqual([`${kind} target`]);
  });

  it('is a fault when the portal goes on and on', async () => {
    let at = 0;
    const { faults } = await checkAt(() => sendTo(`https://www.gov.kz/next/${at++}`));
    expect(faults.map(({ kind }) => kind)).toEqual(['loop']);
    expect(at).toBeLessThan(20);
  });

  it('is not looked at without permission to contact the portal', async () => {
    const lab = checkLab([redirectRow(mapping, ['http://sarkol.gov.kz/жаңалық/7'], { target })]);
    const old = await startOctetServer(asDecided(lab));
    onTestFinished(() => old.close());
    const { kinds } = await runCheck(lab, old.origin, {}, { classes: ['seen'] });
    expect(kinds).toEqual({ right: 1 });
  });
});

describe('a soft 404', () => {
  it.each([
    ['kk', 'Бет табылмады', 'Сіз іздеген бет порталда жоқ.'],
    ['ru', 'Портал', 'Запрашиваемая страница не найдена или была перемещена.'],
    ['en', 'Page not found', 'The page does not exist.'],
  ])('is told by its words (%s)', async (_lang, title, words) => {
    expect(await kindsAt({ [asked]: sayPage(title, words) })).toEqual(['soft-404 target']);
  });

  it('is told by what the portal says of addresses that do not exist', async () => {
    const everywhere = sayPage('Портал', `${prose} Басты бетке оралыңыз, 2024`);
    expect(await kindsAt(() => everywhere)).toEqual(['soft-404 target']);
  });

  it('is not every page that speaks of pages that were not found', async () => {
    const long = `${prose} `.repeat(20);
    const page = sayPage('Мектептер жөнделеді', `${long} Бет табылмады деген хабар да кездеседі.`);
    expect(await kindsAt({ [asked]: page })).toEqual([]);
  });

  it('cannot be told of a page that a script makes', async () => {
    const shell = say(
      200,
      { 'Content-Type': 'text/html' },
      '<!doctype html><title>gov.kz</title><div id=app></div><script src=/app.js></script>',
    );
    expect(await kindsAt(() => shell)).toEqual(['untellable target']);
  });

  it('is a page where a file should be', async () => {
    const file = { itemId: 'a'.repeat(64) };
    expect(await kindsAt({ [asked]: sayPage('Портал', prose) }, file)).toEqual(['soft-404 target']);
    const pdf = say(200, { 'Content-Type': 'application/pdf' }, '%PDF-1.4');
    expect(await kindsAt({ [asked]: pdf }, file)).toEqual([]);
  });
});

describe('titles', () => {
  it.each([
    ['Аудан бюджеті бекітілді', 'Аудан бюджеті бекітілді | gov.kz'],
    ['Об утверждении бюджета района', '«Об утверждении бюджета района»'],
    ['Приём граждан', 'Прием граждан'],
    ['ҚҰРМЕТТІ ТҰРҒЫНДАР!', 'Құрметті тұрғындар'],
    ['Мектептер жөнделеді', 'Саркөл ауданы - Мектептер жөнделеді'],
  ])('«%s» is «%s»', (old, shown) => {
    expect(titleLikeness(old, [shown])).toBeGreaterThanOrEqual(likeTitles);
  });

  it.each([
    ['Аудан бюджеті бекітілді', 'Мектептер жөнделеді'],
    ['Приём граждан', 'Об утверждении бюджета района'],
    ['Басты бет', ''],
  ])('«%s» is not «%s»', (old, shown) => {
    expect(titleLikeness(old, [shown])).toBeLessThan(likeTitles);
  });
});

it('made-up addresses have the shape of real ones, and are others', () => {
  for (const one of [
    target,
    'https://www.gov.kz/',
    'https://www.gov.kz/uploads/сурет',
    `${base}/xyz/`,
  ]) {
    const made = madeUpLike(one);
    expect(made).not.toBe(new URL(one).href);
    expect(new URL(made).search).toBe(new URL(one).search);
    expect(madeUpLike(one)).toBe(made);
  }
  expect(shapeOf(target)).toBe(shapeOf(target.replace('5e7f8a9b', '00aa11bb')));
});
