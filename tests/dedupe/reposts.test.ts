import { expect, test } from 'vitest';
import { dedupe } from '../../src/dedupe/dedupe.ts';
import type { AgencyBody, DedupeAgency, PageSource } from '../../src/dedupe/dedupe-page.ts';
import { noVerdicts } from '../../src/dedupe/verdicts.ts';
import { MadeRegistry, MadeSite, type PageIdea } from './made-pages.ts';
import { floodSentencesRu, librarySentencesKk, prose } from './made-texts.ts';

const text = prose(floodSentencesRu);
const title = 'В районах готовятся к паводку';

function body(id: string, kind: AgencyBody['kind'], names: string[]): AgencyBody {
  return { kind, parent: null, names, hosts: [`${id}.kz`, `www.${id}.kz`] };
}

const bodies: Record<string, AgencyBody> = {
  su: body('su', 'ministry', ['Су ресурстары министрлігі', 'Министерство водных ресурсов']),
  aral: body('aral', 'akimat', ['Арал ауданының әкімдігі', 'Акимат Аральского района']),
  ertis: body('ertis', 'akimat', ['Ертіс ауданының әкімдігі', 'Акимат Иртышского района']),
  oral: body('oral', 'akimat', ['Орал қаласының әкімдігі', 'Акимат города Уральска']),
};

interface News extends Partial<PageIdea> {
  source?: PageSource;
}

function made(news: Record<string, News>, extra: Partial<Parameters<typeof dedupe>[0]> = {}) {
  const site = new MadeSite();
  const agencies = Object.entries(news).map(([id, { source, ...one }]): DedupeAgency => {
    const agency = site.agency(
      id,
      [{ key: `${id}.kz/news/1`, kind: 'news', title, text, published: '2018-03-20', ...one }],
      { body: bodies[id] },
    );
    return { ...agency, pages: agency.pages.map((page) => ({ ...page, source })) };
  });
  const result = dedupe({
    agencies,
    texts: site,
    registry: new MadeRegistry(),
    sharedMinimum: 2,
    ...extra,
  });
  const roles = (result.shared[0]?.members ?? []).map(({ agency, role }) => `${agency} ${role}`);
  const findings = (id: string) => (result.findings.get(id) ?? []).map(({ code }) => code);
  return { ...result, roles, codes: findings };
}

const credit = (line: string): PageSource => ({ credit: line, hosts: [] });

test('a source line names the original, even where the repost is dated earlier', () => {
  const { shared, roles } = made({
    aral: { published: '2018-03-19', source: credit('Пресс-служба Министерства водных ресурсов') },
    su: {},
  });
  expect(roles).toEqual(['aral repost', 'su original']);
  expect(shared[0]?.item.versions.map(({ agency }) => agency)).toEqual(['su']);
  expect(shared[0]?.copies[0]?.reason).toContain('original');
  const [repost] = shared[0]?.members ?? [];
  expect(repost?.roleReason).toContain('names its source: su');
  expect(repost?.roleConfidence).toBeGreaterThan(0.7);
});

test('a source line in Kazakh and one that is a host name count as well', () => {
  expect(
    made({ aral: { source: credit('ҚР Су ресурстары министрлігінің баспасөз қызметі') }, su: {} })
      .roles,
  ).toEqual(['aral repost', 'su original']);
  expect(made({ aral: { source: credit('www.oral.kz') }, oral: {} }).roles).toEqual([
    'aral repost',
    'oral original',
  ]);
});

test('a link to the host of another agency in the last lines names it as the source', () => {
  const { roles } = made({ aral: { source: { credit: null, hosts: ['oral.kz'] } }, oral: {} });
  expect(roles).toEqual(['aral repost', 'oral original']);
});

test('without a source line the earlier hour tells, and among bare days of one day the ministry', () => {
  const hours = made({
    aral: { published: '2018-03-20T09:00:00+06:00' },
    su: { published: '2018-03-20T11:30:00+06:00' },
  });
  expect(hours.roles).toEqual(['aral original', 'su repost']);
  expect(made({ aral: {}, su: {}, oral: {} }).roles).toEqual([
    'aral repost',
    'oral repost',
    'su original',
  ]);
  expect(made({ aral: { published: '2018-03-19' }, su: {} }).roles).toEqual([
    'aral repost',
    'su original',
  ]);
});

test('nobody is the original when nothing tells, or when all name a source that is none of them', () => {
  expect(made({ aral: {}, oral: {} }).roles).toEqual(['aral copy', 'oral copy']);
  const outside = credit('ҚазАқпарат');
  const { shared, roles } = made({ aral: { source: outside }, oral: { source: outside } });
  expect(roles).toEqual(['aral repost', 'oral repost']);
  expect(shared[0]?.members[0]?.roleReason).toContain('ҚазАқпарат');
});

test('an akimat that adds a quotation has news of its own, and is told the original', () => {
  const quoted = `${text} «Мы начали подготовку раньше срока и закупили насосы для всех сёл района», — сказал аким.`;
  const result = made({ su: {}, oral: {}, aral: { text: quoted, published: '2018-03-21' } });
  expect(result.shared[0]?.members.map(({ agency }) => agency)).toEqual(['oral', 'su']);
  expect(result.items.get('aral')).toHaveLength(1);
  expect(result.codes('aral')).toEqual(['repost-changed']);
  const [told] = result.findings.get('aral') ?? [];
  expect(told?.detail).toContain('http://su.kz/news/1');
  expect(told?.detail).toContain('Мы начали подготовку');
});

test('a headline of its own makes it news of its own', () => {
  const result = made({ su: {}, oral: {}, aral: { title: 'Арал встретит воду во всеоружии' } });
  expect(result.items.get('aral')).toHaveLength(1);
  expect(result.codes('aral')).toEqual(['repost-changed']);
});

test('a line on source and photograph, and a dropped press contact, leave a repost', () => {
  const result = made({
    su: { text: `${text} Пресс-служба: +7 7172 74 01 02, press@su.example` },
    aral: { text: `${text}\nИсточник: Министерство водных ресурсов. Фото: пресс-служба` },
  });
  expect(result.shared.map(({ decision }) => decision)).toEqual(['adopt']);
  expect(result.roles).toEqual(['aral repost', 'su original']);
});

test('two agencies that each changed the news keep theirs apart, and no person is asked', () => {
  const quoted = (who: string) =>
    `${text} «${who} — деді аудан әкімі тұрғындармен кездесуде айтқан сөзінде».`;
  const result = made({
    su: {},
    aral: { text: quoted('Арал халқы суға дайын тұр'), published: '2018-03-21' },
  });
  expect(result.shared.map(({ decision, decidedBy }) => [decision, decidedBy])).toEqual([
    ['apart', 'detection'],
  ]);
  expect(result.items.get('su')).toHaveLength(1);
  expect(result.codes('aral')).not.toContain('shared-undecided');
});

test('the same text years later is news of another event, even when an undated page joins the two', () => {
  const result = made({
    su: { published: '2015-03-20' },
    aral: { published: '2015-03-21' },
    oral: { published: '2018-03-20' },
    ertis: { published: null },
  });
  const members = result.shared.map(({ members: all }) => all.map(({ agency }) => agency));
  expect(members.flat()).not.toContain('oral');
  expect(result.items.get('oral')).toHaveLength(1);
});

test('pages that are no news have copies, not reposts', () => {
  const page = {
    kind: 'page',
    lang: 'kk',
    text: prose(librarySentencesKk),
    title: 'Кітапхана',
  } as const;
  expect(made({ aral: page, su: page }).roles).toEqual(['aral copy', 'su copy']);
});

test('pages that a person merged are adopted although each has contacts of its own', () => {
  const page = (mail: string) => ({
    kind: 'page' as const,
    text: `${text} Пишите на ${mail}.`,
    title: 'Паводок',
  });
  const news = { aral: page('a@aral.example'), oral: page('o@oral.example') };
  expect(made(news).shared.map(({ decision }) => decision)).toEqual(['ask']);
  const at = (agency: string) => ({ agency, key: `${agency}.kz/news/1`, lang: 'ru' as const });
  const merge = [{ a: at('aral'), b: at('oral') }];
  const said = made(news, { verdicts: { ...noVerdicts, merge } });
  expect(said.shared.map(({ decision }) => decision)).toEqual(['adopt']);
});

test('one sentence before the text leaves a repost, whose difference is told; a quotation there does not', () => {
  const lead = 'Публикуем для жителей нашего района сообщение о подготовке к большой воде.';
  const repost = made({ su: {}, oral: {}, aral: { text: `${lead} ${text}` } });
  expect(repost.roles).toEqual(['aral repost', 'oral repost', 'su original']);
  expect(repost.shared[0]?.members[0]?.diff.changes[0]?.here).toBe(lead);
  const said = '«Мы успели укрепить берег и закупить насосы», — сообщил аким района журналистам.';
  const own = made({ su: {}, oral: {}, aral: { text: `${said} ${text}` } });
  expect(own.codes('aral')).toEqual(['repost-changed']);
});
