import { type ExtractedPage, MadeWorkspace } from '../dedupe/made-workspace.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const flag = `Мемлекеттік ту – ортасында арайлы күні, оның астында қалықтаған қыраны бар тік бұрышты көгілдір түсті мата.
Тудың сабының тұсында ұлттық өрнек тік жолақ түрінде нақышталған. Күн, арай, қыран және ою-өрнек – алтын түсті.`;
export const flagHistory = `Жаңа тәуелсіз мемлекеттің рәміздерін жасауға арналған байқау тоқсан екінші жылдың басында жарияланды.
Алты жүздей суретші қатысқан байқауға туға арналған алты жүзден астам жоба, елтаңбаға арналған екі жүз қырық бес жоба түсті.`;
export const counter = (seed: number) =>
  `Статистика блога ${seed} Записей ${seed * 7} Обращений ${seed + 1040} Посетителей`;
export const notice = `Сайт материалдарын көшіріп басқан кезде міндетті түрде ауыл әкімі аппаратының ресми сайтына сілтеме жасалуы тиіс, ал суреттер мен бейнежазбаларды пайдалануға тек жазбаша рұқсатпен жол беріледі, өйткені авторлық құқықтар заңмен қорғалады.`;
export const quotation =
  '«Ауылдың тынысы жолдан басталады, сондықтан әр ауылға асфальт жол мен таза ауыз су жетуі керек», – деді Президент Жолдауында.';

const topics = [
  'көктемгі егіс науқаны қарқын алып, диқандар бидай себуге кірісті',
  'аурухананың жаңа ғимаратының іргетасы қаланды',
  'кітапханаға үш мыңға жуық жаңа кітап әкелінді',
  'ескі көпірді жөндеу жұмыстары аяқталып, қозғалыс ашылды',
  'жайылымдық жерлерді бөлу туралы жиналыс өтті',
  'мектеп оқушылары облыстық жарыста жүлделі орын алды',
  'су құбырын жаңарту жөніндегі жоба бекітілді',
];

/** Pages of one akimat: own news that all end with the counter and the notice. */
export function akimat(
  id: string,
  more: readonly ExtractedPage[] = [],
  ends = true,
): ExtractedPage[] {
  const news = topics.map((topic, index): ExtractedPage => {
    const own = `${id} ауылында ${topic}. Жиынды ${id} аппаратының №${index + 1} бөлімі ұйымдастырды.`;
    const blocks = [own, ...(index === 0 ? [quotation] : [])];
    if (ends) blocks.push(counter(index + id.length), notice);
    const key = `${id}.gov.kz/kz/news/${index + 1}`;
    return { key, lang: 'kk', kind: 'news', title: `${id}: ${topic}`, text: blocks.join('\n\n') };
  });
  return [...news, ...more];
}

/** The page on the flag that many copied. */
function flagPage(id: string): ExtractedPage {
  const text = `${flag}\n\n${flagHistory}`;
  return { key: `${id}.gov.kz/kz/tu`, lang: 'kk', title: 'ҚР Мемлекеттік туы', text };
}

export const ownSymbols =
  'Aqsu ауылының мәдениет үйінде рәміздер бұрышы ашылды, онда ауыл ақсақалдары сыйлаған ту тұр.';

/** A page of its own that also says what the flag is. */
export function symbolsPage(id: string): ExtractedPage {
  const text = `${ownSymbols}\n\n${flag}\n\nКелушілер бұрышты жұма күндері көре алады.`;
  return { key: `${id}.gov.kz/kz/symbols`, lang: 'kk', title: 'Рәміздер', text };
}

/** Four akimats with their pages: three have the page on the flag, one says the same inside a page of its own. */
export const agencies: [id: string, pages: ExtractedPage[]][] = [
  ['aqsu', akimat('aqsu', [symbolsPage('aqsu')])],
  ['burabay', akimat('burabay', [flagPage('burabay')])],
  ['koktal', akimat('koktal', [flagPage('koktal')])],
  ['tasjol', akimat('tasjol', [flagPage('tasjol')])],
];

/** A workspace of four akimats, in this order. */
export function madeAkimats(order = agencies): MadeWorkspace {
  const workspace = new MadeWorkspace(temporaryFolder());
  for (const [id, pages] of order) workspace.agency(id, pages);
  return workspace;
}
