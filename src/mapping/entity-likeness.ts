import { foldRomanisation, transliterate } from '../text/transliterate.ts';

/** An entity code and how much the site's names speak for it, 0..1. */
export interface EntityGuess {
  code: string;
  score: number;
  /** The words that match, as the code spells them. */
  matched: string[];
}

/** Words of what agencies do, in Kazakh, Russian and English by their stems → how codes write it. */
const subjects: readonly [RegExp, readonly string[]][] = [
  [/білім|образован|educat|bilim|edu\b/i, ['bilim', 'edu', 'education']],
  [/мәдени|культур|cultur|madeniet|kultur/i, ['madeniet', 'cultura', 'culture']],
  [/денсаулы|здравоохран|health|densaul|zdrav/i, ['densaulyk', 'zdrav', 'dsm']],
  [/ауыл шаруашылы|сельск\S* хозяй|agricultur|agro|selhoz/i, ['agro', 'selhoz', 'auyl', 'moa']],
  [/сәулет|архитектур|architect|saulet|gask|gasd/i, ['saulet', 'gask', 'gasd', 'uaig']],
  [/құрылыс|строител|construct|kurylys/i, ['kurylys', 'gask']],
  [/қаржы|финанс|financ|karzhy/i, ['karzhy', 'finance', 'depfin']],
  [/экономик|econom/i, ['economy', 'economika', 'ekonomika']],
  [/еңбек|труд|labou?r|enbek/i, ['enbek']],
  [/жұмыспен|занятост|әлеумет|социальн|social/i, ['social', 'enbek', 'aleumettik']],
  [/спорт|sport/i, ['sport', 'sports']],
  [/эколог|ecolog|\beco\b/i, ['eco', 'ecogeo', 'ekolog']],
  [/табиғи|природн|natural res|tabigat/i, ['tabigat', 'paidalanu']],
  [/жер қатынас|земельн|\bland\b|\bzher\b/i, ['zher', 'land']],
  [/ветеринар|veterin/i, ['veterinaria', 'vet', 'vetcontrol']],
  [/кәсіпкерлік|предпринимател|entrepreneur|kasipker/i, ['kasipkerlik', 'upp']],
  [/энергетик|тұрғын үй-комм|жкх|energ/i, ['energy', 'zhkh', 'energo']],
  [/көлік|транспорт|автомобильн\S* дорог|transport/i, ['transport', 'kolik', 'roads']],
  [/туризм|tourism/i, ['tourism']],
  [/дін істер|религи|religi/i, ['din']],
  [/жастар|молод[её]ж|youth/i, ['zhastar']],
  [/тіл\S* дамыт|развити\S* язык|language/i, ['til', 'language']],
  [/цифр|digital/i, ['digital']],
  [/мұрағат|архив|archiv/i, ['arhiv', 'archive']],
  [/ішкі саясат|внутренн\S* политик/i, ['sayasat', 'ishki']],
  [/мәслихат|маслихат|maslihat/i, ['maslihat']],
  [/мемлекеттік кіріс|государственн\S* доход/i, ['kgd']],
  [/әділет|юстици|justice/i, ['adilet']],
  [/прокуратур|prosecutor/i, ['prokuratura', 'prokuror']],
  [/статистик|statistic/i, ['stat']],
  [/полици|police|ішкі істер|внутренних дел/i, ['mvd', 'police']],
  [/төтенше|чрезвычайн|emergenc/i, ['emer']],
  [/сатып алу|закуп|procure/i, ['satyp', 'goszakup']],
];

const generic =
  /^(?:www|gov|kz|org|com|net|info|the|of|dep|departament|department|akim|akimat|akimdigi|apparat|oblysy|oblasti|audany|raion|raiona|region|district|office|site|sait|ofitsialnyi|resmi)$/;
const regions: Record<string, string> = { vko: 'vostochno', zko: 'zapadno', sko: 'severo' };

/** Entity codes by likeness to a host name and the agency's names, the likeliest first; at most five. */
export function likelyEntities(
  host: string,
  names: readonly string[],
  codes: Iterable<string>,
): EntityGuess[] {
  const known = [...codes];
  const weights = rarity(known);
  const hostWords = host
    .replace(/(?:\.(?:gov|edu|org|com|net))?\.kz(?::\d+)?$/, '')
    .split(/[.:-]/)
    .filter((word) => /[a-z]/.test(word) && !generic.test(word));
  const nameWords = names.flatMap((name) => transliterate(name).split(/[^a-z]+/)).filter(isWord);
  const said = [...hostWords, ...nameWords].map(foldRomanisation);
  const all = `${host.replaceAll('.', ' ')} ${names.join(' ')}`;
  const about = new Set(
    subjects.filter(([pattern]) => pattern.test(all)).flatMap(([, words]) => [...words]),
  );
  const weightOf = (token: string) => weights.get(token) ?? 1;
  return known
    .map((code) => judge(code, hostWords, said, about, weightOf))
    .filter((guess) => guess.score > 0)
    .sort(
      (a, b) => b.score - a.score || a.code.length - b.code.length || (a.code < b.code ? -1 : 1),
    )
    .slice(0, 5);
}

function isWord(word: string): boolean {
  return word.length > 2 && !generic.test(word);
}

function rarity(codes: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const code of codes) {
    for (const token of code.split('-')) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return new Map([...counts].map(([token, count]) => [token, Math.log(1 + codes.length / count)]));
}

/** How much of the code is said by the site, and how much of the host stands in the code. */
function judge(
  code: string,
  hostWords: readonly string[],
  said: readonly string[],
  about: ReadonlySet<string>,
  weightOf: (token: string) => number,
): EntityGuess {
  const tokens = code.split('-');
  const likeness = tokens.map((token) => {
    if (about.has(token)) return 1;
    const spelled = [token, regions[token]]
      .filter((one) => one !== undefined)
      .map(foldRomanisation);
    return Math.max(0, ...spelled.flatMap((one) => said.map((word) => alike(one, word))));
  });
  const total = tokens.reduce((sum, token) => sum + weightOf(token), 0);
  const covered = tokens.reduce((sum, token, at) => sum + weightOf(token) * (likeness[at] ?? 0), 0);
  const folded = tokens.map(foldRomanisation);
  const inCode = hostWords.map((word) => {
    const isSubject = subjects.some(
      ([pattern, words]) => pattern.test(word) && words.some((one) => tokens.includes(one)),
    );
    if (isSubject) return 1;
    return Math.max(0, ...folded.map((token) => alike(token, foldRomanisation(word))));
  });
  const hostShare =
    inCode.length === 0 ? 0 : inCode.reduce((sum, one) => sum + one, 0) / inCode.length;
  const matched = tokens.filter((_, at) => (likeness[at] ?? 0) > 0);
  return { code, score: (covered / total) * (0.4 + 0.6 * hostShare), matched };
}

/** Likeness of two folded words: equal, one the start of the other (`akmola`, `akmolinskoi` share five letters), or a letter apart. */
function alike(a: string, b: string): number {
  if (a === b) return 1;
  const shorter = Math.min(a.length, b.length);
  if (shorter < 4) return 0;
  let common = 0;
  while (common < shorter && a[common] === b[common]) common++;
  if (common === shorter) return 0.9;
  if (common >= 5 && common >= a.length - 2) return 0.7;
  return Math.abs(a.length - b.length) <= 1 &&
    common + ending(a, b, common) >= shorter - 1 &&
    shorter > 4
    ? 0.6
    : 0;
}

function ending(a: string, b: string, from: number): number {
  let same = 0;
  while (same < Math.min(a.length, b.length) - from && a.at(-1 - same) === b.at(-1 - same)) same++;
  return same;
}
