import { segmentPage } from '../../src/extract/segment.ts';
import type { SelectContext } from '../../src/extract/select-context.ts';
import type { SiteModel } from '../../src/extract/site-model.ts';
import { createSiteModelBuilder } from '../../src/extract/site-model-builder.ts';
import { type MappingRule, mappingSchema } from '../../src/model/mapping.ts';

export const host = 'https://audan.example.kz';

/** url keys of the test site: path and query of its own addresses. */
function keyOf(address: string): string | undefined {
  return address.startsWith(`${host}/`) ? address.slice(host.length) : undefined;
}

/** A context for a page of the test site, captured on 1 June 2020. */
export function contextFor(path: string, extra: Partial<SelectContext> = {}): SelectContext {
  return {
    key: path,
    keyOf,
    model: null,
    rules: [],
    timeZone: 'Asia/Almaty',
    capturedAt: Date.parse('2020-06-01T12:00:00+06:00'),
    isDocument: () => false,
    ...extra,
  };
}

/** Mapping rules with the defaults of the schema. */
export function rulesOf(...rules: object[]): MappingRule[] {
  const mapping = {
    id: 'audan',
    names: { kk: 'Аудан', ru: 'Район' },
    hosts: [{ host: 'audan.example.kz' }],
    rules,
  };
  return mappingSchema.partial().parse(mapping).rules ?? [];
}

/** A page of the test site: menu, side list of news and footer around a body. */
export function sitePage(title: string, body: string, news: string[] = []): string {
  const side = news
    .map((name, index) => `<li><a href="/news/${index + 1}">${name}</a></li>`)
    .join('');
  return `<html><head><title>${title} – Ақбұлақ ауданы</title></head><body>
<div class="top"><a href="/">Ақбұлақ ауданы</a></div>
<table><tr><td><ul><li><a href="/about">Аудан туралы</a></li><li><a href="/docs">Құжаттар</a></li>
<li><a href="/contacts">Байланыс</a></li></ul><div>${side}</div></td>
<td>${body}</td></tr></table>
<p>Сайттағы мәліметтер ақпараттық сипатта беріледі, ресми құжатты алмастырмайды, сұрақтар бойынша аудан әкімінің аппаратына хабарласыңыз.</p>
</body></html>`;
}

/** The model of a site with the given pages, path → HTML, added in the given order. */
export function learn(pages: readonly (readonly [string, string])[]): SiteModel {
  const builder = createSiteModelBuilder({ keyOf, timeZone: 'Asia/Almaty' });
  for (const [path, html] of pages) {
    const segment = segmentPage(html, host + path, { encoding: 'utf-8' });
    builder.add(segment, { key: path, lang: 'kk', capturedAt: Date.parse('2020-06-01T06:00:00Z') });
  }
  return builder.freeze();
}

const topics: [string, string][] = [
  [
    'Мектепке жаңа кітаптар жеткізілді',
    'Аудан мектептеріне бес жүзге жуық оқулық пен көркем кітап жеткізілді, оқушылар оларды қыркүйектен бастап пайдаланады.',
  ],
  [
    'Көпір жөндеуден өтті',
    'Қарғалы өзеніндегі ағаш көпір толық жөнделді, енді ол жүк көліктерін де көтере алады деп хабарлады құрылысшылар.',
  ],
  [
    'Ауылда спорт алаңы ашылды',
    'Жастар үшін салынған алаңда волейбол мен баскетбол ойнауға болады, кешке жарық шамдар жағылады.',
  ],
  [
    'Дәрігерлер ауылдарды аралап шықты',
    'Аудандық аурухананың дәрігерлері бес ауылда болып, екі жүзден астам тұрғынды тегін қабылдады.',
  ],
  [
    'Егін жинау басталды',
    'Шаруа қожалықтары күздік бидайды жинауға кірісті, биыл түсім өткен жылдан жоғары болады деп күтіліп отыр.',
  ],
  [
    'Кітапхана жаңа ғимаратқа көшті',
    'Аудандық кітапхана орталықтағы жөнделген ғимаратқа көшті, оқу залы екі есе кеңейді, балалар бөлімі ашылды.',
  ],
  [
    'Тұрғындар сенбілікке шықты',
    'Сенбілікке үш жүзден астам адам қатысып, саябақ пен көшелерді тазартты, жүз елу түп көшет отырғызылды.',
  ],
  [
    'Су құбыры ұзартылды',
    'Солтүстік көшелерге тартылған су құбырының ұзындығы төрт шақырымға жетті, қырық үй таза сумен қамтылды.',
  ],
  [
    'Жас ақындар сайысы өтті',
    'Сайысқа он екі мектептің оқушылары қатысып, туған жер туралы өз өлеңдерін оқыды, үздіктер марапатталды.',
  ],
];

const endings = [
  'Кітаптар тізімін',
  'Көпір туралы',
  'Алаңның кестесін',
  'Дәрігерлер кестесін',
  'Егін барысын',
  'Оқу залы жайын',
  'Келесі сенбілікті',
  'Құбыр жобасын',
  'Сайыс ережесін',
];

/** Nine news pages of the test site, each announced beside all others. */
export function newsPages(): [string, string][] {
  const names = topics.map(([name]) => name);
  return topics.map(([name, text], index) => {
    const body = `<h1>${name}</h1><p>${10 + index}.03.2019</p><p>${text}</p><p>${endings[index]} әкімдіктен білуге болады, қабылдау жұма күні өтеді.</p>`;
    return [`/news/${index + 1}`, sitePage(name, body, names)];
  });
}
