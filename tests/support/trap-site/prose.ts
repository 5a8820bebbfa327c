/** Languages of the trap site, as its addresses name them. */
export const languages = ['kk', 'ru', 'en'] as const;
export type Language = (typeof languages)[number];

/** Seeded numbers: the same text gives the same row. */
export interface Dice {
  /** 0 to n - 1. */
  int(n: number): number;
  pick<T>(list: readonly T[]): T;
  hex(length: number): string;
}

/** Dice of a seed (FNV-1a into mulberry32). */
export function diceOf(seed: string): Dice {
  let state = 2166136261;
  for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 16777619);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  for (let i = 0; i < 4; i++) next();
  const int = (n: number) => Math.floor(next() * n);
  return {
    int,
    pick: <T>(list: readonly T[]) => list[int(list.length)] as T,
    hex: (length) => Array.from({ length }, () => int(16).toString(16)).join(''),
  };
}

const parts: Record<Language, { who: string[]; did: string[]; where: string[]; why: string[] }> = {
  kk: {
    who: [
      'Аудандық кітапхана',
      'Мәдениет үйінің би ұжымы',
      'Жасөспірімдер спорт мектебі',
      'Ауыл әжелерінің ансамблі',
      'Өлкетану мұражайы',
      'Домбырашылар үйірмесі',
      'Көркемөнерпаз жастар',
      'Волейбол командасы',
      'Тоғызқұмалақ федерациясы',
      'Балалар саз мектебі',
      'Қолөнер шеберлері',
      'Ардагерлер хоры',
    ],
    did: [
      'жаңа маусымды ашты',
      'оқырмандармен кездесу өткізді',
      'үш күндік жәрмеңке ұйымдастырды',
      'көне көйлектер көрмесін әкелді',
      'облыстық байқауда жүлде алды',
      'қысқы жаттығуларын бастады',
      'ескі әндерді жинап, таспаға түсірді',
      'күрделі жөндеуден кейін есігін ашты',
      'мүгедек балаларға тегін сабақ береді',
      'мерейтойлық кеш өткізбек',
    ],
    where: [
      'Тасөткелде',
      'Қарасу ауылында',
      'көл жағасындағы алаңда',
      'орталық стадионда',
      'ескі вокзал ғимаратында',
      'Ақбұлақ жазығында',
      'жаңа спорт сарайында',
      'диірмен маңында',
      'мектеп ауласында',
      'өзен бойындағы саябақта',
    ],
    why: [
      'оған көрші аудандардан да қонақтар келді',
      'кіру барлық тұрғындарға тегін болды',
      'қаржысын жергілікті кәсіпкерлер бөлді',
      'өйткені ғимарат көптен бері жабық тұрған еді',
      'шараны жыл сайын өткізу ұйғарылды',
      'ең кіші қатысушы небәрі жеті жаста',
      'жауын болса да, жұрт тарамады',
      'қорытындысы келесі аптада жарияланады',
    ],
  },
  ru: {
    who: [
      'Районная библиотека',
      'Танцевальный коллектив Дома культуры',
      'Юношеская спортивная школа',
      'Ансамбль сельских бабушек',
      'Краеведческий музей',
      'Кружок домбристов',
      'Самодеятельный театр',
      'Команда волейболистов',
      'Федерация тогызкумалака',
      'Детская музыкальная школа',
      'Мастера ремёсел',
      'Хор ветеранов',
    ],
    did: [
      'открыл новый сезон',
      'провёл встречу с читателями',
      'устроил трёхдневную ярмарку',
      'привёз выставку старинной одежды',
      'взял приз на областном смотре',
      'начал зимние тренировки',
      'записал на плёнку забытые песни',
      'снова принимает гостей после ремонта',
      'бесплатно занимается с детьми-инвалидами',
      'готовит юбилейный вечер',
    ],
    where: [
      'в Тасоткеле',
      'в ауле Карасу',
      'на площадке у озера',
      'на центральном стадионе',
      'в здании старого вокзала',
      'в урочище Акбулак',
      'в новом Дворце спорта',
      'возле мельницы',
      'во дворе школы',
      'в парке у реки',
    ],
    why: [
      'посмотреть приехали и жители соседних районов',
      'вход для всех жителей был свободным',
      'деньги выделили местные предприниматели',
      'ведь здание долго стояло закрытым',
      'решено проводить это каждый год',
      'самому младшему участнику всего семь лет',
      'даже дождь не разогнал зрителей',
      'итоги объявят на следующей неделе',
    ],
  },
  en: {
    who: [
      'The district library',
      'The dance company of the House of Culture',
      'The youth sports school',
      'The village grandmothers’ ensemble',
      'The museum of local lore',
      'The dombra circle',
      'The amateur theatre',
      'The volleyball team',
      'The togyzkumalak federation',
      'The children’s music school',
      'The master craftsmen',
      'The veterans’ choir',
    ],
    did: [
      'opened a new season',
      'met its readers',
      'held a fair of three days',
      'brought an exhibition of old dresses',
      'won a prize at the regional contest',
      'began its winter training',
      'recorded songs nearly forgotten',
      'welcomes guests again after repairs',
      'teaches disabled children free of charge',
      'is preparing a jubilee evening',
    ],
    where: [
      'in Tasotkel',
      'in the village of Karasu',
      'on the ground by the lake',
      'at the central stadium',
      'in the old railway station',
      'on the Akbulak plain',
      'in the new Sports Palace',
      'near the mill',
      'in the school yard',
      'in the park by the river',
    ],
    why: [
      'and guests came from neighbouring districts',
      'and admission was free for all',
      'with money given by local businesses',
      'for the building had long stood closed',
      'and will be repeated every year',
      'its youngest member being only seven',
      'and not even the rain sent people home',
      'and results will be announced next week',
    ],
  },
};

/** A sentence about the life of a district. */
export function sentence(dice: Dice, language: Language): string {
  const { who, did, where, why } = parts[language];
  return language === 'kk'
    ? `${dice.pick(who)} ${dice.pick(where)} ${dice.pick(did)}, ${dice.pick(why)}.`
    : `${dice.pick(who)} ${dice.pick(did)} ${dice.pick(where)}, ${dice.pick(why)}.`;
}

/** Paragraphs of two or three sentences each, the first with a figure of its own. */
export function paragraphs(seed: string, language: Language, count: number): string {
  const dice = diceOf(seed);
  return Array.from({ length: count }, () => {
    const sentences = Array.from({ length: 2 + dice.int(2) }, () => sentence(dice, language));
    return `<p>${sentences.join(' ')}</p>`;
  }).join('\n');
}

const families = 'Сәрсен Қожан Бектұр Тілеу Әшім Мұсат Ерден Жұпар Құсман Өтеш Байғұл Үкібай'.split(
  ' ',
);
const given = 'Айсұлу Дәрмен Гүлназ Ерасыл Жібек Қуан Ләззат Мәди Нұрай Сәкен Шолпан Ұлан'.split(
  ' ',
);

/** A name made up for this site. */
export function person(dice: Dice): string {
  return `${dice.pick(families)}ова ${dice.pick(given)} ${dice.pick(given)}қызы`;
}
