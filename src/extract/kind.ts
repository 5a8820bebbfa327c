import type { Kind } from '../model/kind.ts';
import type { PageView } from './select-view.ts';

/** A kind with how sure it is, 0..1. */
export interface KindGuess {
  kind: Kind;
  confidence: number;
}

export interface KindFacts {
  address: string;
  title: string;
  section: readonly string[];
  text: string;
  hasDate: boolean;
  documents: number;
}

type Scored =
  | 'news'
  | 'article'
  | 'event'
  | 'document'
  | 'person'
  | 'service'
  | 'vacancy'
  | 'contact'
  | 'faq';

/** Words of addresses and sections by kind, as agencies name them in three languages and in Latin letters. */
const placeWords: readonly [Scored, RegExp][] = [
  [
    'news',
    /(?:news|novost|press|jan[ai]l[iyı]k|zhan[ae]l[yi]k|жаңалық|новост|пресс|баспасөз|хабар)/i,
  ],
  ['article', /(?:articles?(?!\w)|statj|stat[iy]|maqala|makala|мақала|стать|публикац|blog|блог)/i],
  ['event', /(?:events?(?!\w)|meropri|is-?shara|іс-?шара|мероприяти|анонс|календар)/i],
  [
    'vacancy',
    /(?:vacanc|vakans|bos-?jumys|вакан|бос (?:жұмыс|лауазым)|конкурс на занятие|бос орын)/i,
  ],
  ['faq', /(?:faq|vopros|сұрақ|вопрос|questions)/i],
  ['contact', /(?:contacts?|kontakt|baylanys|bailanys|байланыс|контакт|реквизит)/i],
  [
    'service',
    /(?:services?|uslug|qyzmet|kyzmet|мемлекеттік көрсетілетін|қызмет көрсету|^қызметтер$|госуслуг|услуг)/i,
  ],
  [
    'document',
    /(?:documents?|dokument|prikaz|b[uy][iy]r[yi][kq]|npa|postanov|reshen|sheshim|zakon|құжат|бұйры|шешім|қаулы|документ|приказ|постановлен|решени|закон|норматив)/i,
  ],
  [
    'person',
    /(?:persons?|people|rukovod|basshy|head|staff|әкім(?:нің)?|басшы|руковод|аким(?:а)?(?!ат)|biograf|өмірбаян|биограф)/i,
  ],
];
const titleWords: readonly [Scored, RegExp][] = [
  ['vacancy', /(?:вакан|бос (?:жұмыс|лауазым|орын)|конкурс на (?:занятие|вакант)|vacanc)/i],
  [
    'faq',
    /(?:част(?:о задаваемые|ые вопрос)|жиі қойылатын|сұрақ-жауап|вопрос[ -–]+ответ|frequently asked|faq)/i,
  ],
  ['contact', /^(?:контакт|байланыс|contact|наши контакты|біздің байланыс|мекенжай)/i],
  [
    'document',
    /(?:^об утверждении|^о внесении|^о некоторых|бекіту туралы$|енгізу туралы$|^приказ|^постановление|^решение|^распоряжение|бұйры[қғ]|қаулысы?$|шешімі$|^order)/i,
  ],
  ['service', /(?:мемлекеттік (?:көрсетілетін )?қызмет|государственн\S+ услуг|public service)/i],
];
/** Titles that tell a kind only while no date stands with them: a dated one may be news about just that. */
const standingTitles: readonly [Scored, RegExp][] = [
  ['article', /(?:тарихы$|^(?:из\s+)?истори[яи](?:\s|$)|^(?:the\s+)?history(?:\s+of|$))/i],
  [
    'service',
    /(?:(?:алу|беру|рәсімдеу)\s+(?:тәртібі|жолы)$|қалай\s+(?:алуға|алынады|рәсімдеуге)|^порядок\s+(?:получения|выдачи|предоставления|оформления)|^как\s+(?:получить|оформить)|^how\s+to\s+(?:get|obtain|apply))/i,
  ],
];
/** Sections of a site that tell of the past of a place or a body. */
const historySection = /(?:^|\s)(?:тарихы?|история|history)(?:\s|$)/i;
/** A full name in Kazakh, Russian or Latin letters: surname and given name with a patronymic or a typical surname. */
export const personName =
  /^(?:\p{Lu}[\p{L}-]+\s+){1,2}\p{Lu}[\p{L}-]*(?:ұлы|қызы|улы|кызы|ович|евич|овна|евна|uly|qyzy|ovich|ovna)$|^\p{Lu}[\p{L}-]+(?:ов|ев|ова|ева|ин|ина|бай|бек)\s+\p{Lu}[\p{L}-]+(?:\s+\p{Lu}[\p{L}-]+)?$/u;
const documentBody =
  /(?:бұйырамын|ПРИКАЗЫВАЮ|ҚАУЛЫ ЕТЕДІ|ПОСТАНОВЛЯЕТ|РЕШИЛ|ШЕШІМ ҚАБЫЛДАДЫ|БҰЙЫРАМЫН|вводится в действие|қолданысқа енгізіледі)/;
const personBody =
  /(?:родил(?:ся|ась)|туған|дүниеге келген|трудов(?:ая|ую) деятельность|еңбек жолын|окончил|бітірген|was born)/i;

/** Guesses the kind of an imported page from its address, section, title and text; a dated text is news. */
export function guessKind(view: PageView, facts: KindFacts): KindGuess {
  const scores = new Map<Scored, number>();
  const add = (kind: Scored, score: number) => scores.set(kind, (scores.get(kind) ?? 0) + score);
  addPlace(facts, add);
  for (const [kind, pattern] of titleWords) if (pattern.test(facts.title)) add(kind, 0.7);
  if (!facts.hasDate) addStanding(facts, add);
  if (personName.test(facts.title)) add('person', 0.8);
  addSchemaTypes(view, add);
  addText(facts, add);
  const [best, second] = [...scores].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (!best || best[1] < 0.35) {
    return facts.hasDate ? { kind: 'news', confidence: 0.5 } : { kind: 'page', confidence: 0.5 };
  }
  const margin = best[1] - (second?.[1] ?? 0);
  return {
    kind: best[0],
    confidence: Math.min(0.95, Math.round((0.45 + margin * 0.4) * 100) / 100),
  };
}

function addStanding(facts: KindFacts, add: (kind: Scored, score: number) => void): void {
  for (const [kind, pattern] of standingTitles) if (pattern.test(facts.title)) add(kind, 0.6);
  if (facts.section.some((name) => historySection.test(name))) add('article', 0.4);
}

/** Words of the address and of the section. */
function addPlace(facts: KindFacts, add: (kind: Scored, score: number) => void): void {
  const path = pathWords(facts.address);
  for (const [kind, pattern] of placeWords) {
    const weight = kind === 'person' ? 0.3 : 1;
    if (pattern.test(path)) add(kind, 0.5 * weight);
    if (facts.section.some((name) => pattern.test(name))) add(kind, 0.6 * weight);
  }
}

function pathWords(address: string): string {
  try {
    return decodeURIComponent(new URL(address).pathname + new URL(address).search);
  } catch {
    return address;
  }
}

const schemaKinds: readonly [RegExp, Scored][] = [
  [/NewsArticle/, 'news'],
  [/Event/, 'event'],
  [/Person|ProfilePage/, 'person'],
  [/JobPosting/, 'vacancy'],
  [/FAQPage|QAPage/, 'faq'],
  [/ContactPage/, 'contact'],
  [/GovernmentService/, 'service'],
];

function addSchemaTypes(view: PageView, add: (kind: Scored, score: number) => void): void {
  const types = JSON.stringify(view.segment.head.jsonLd).match(/"@type":\s*"(\w+)"/g) ?? [];
  for (const [pattern, kind] of schemaKinds)
    if (types.some((type) => pattern.test(type))) add(kind, 0.6);
}

function addText(facts: KindFacts, add: (kind: Scored, score: number) => void): void {
  if (facts.hasDate) add('news', 0.4);
  if (documentBody.test(facts.text)) add('document', 0.6);
  if (personBody.test(facts.text) && facts.text.length < 6000) add('person', 0.3);
  const questions = facts.text.match(/\?\s*(?:\n|$)/g)?.length ?? 0;
  if (questions >= 4) add('faq', 0.3);
  const phones = facts.text.match(/(?:\+7|8)[\s(-]*\d{3,5}[\s)-]*\d{1,3}[\s-]?\d\d/g)?.length ?? 0;
  if (phones >= 2 && facts.text.length < 2500) add('contact', 0.3);
  // A list of files is a page about documents, none itself.
  if (facts.documents >= 3 && !facts.hasDate && !documentBody.test(facts.text))
    add('document', -0.6);
}
