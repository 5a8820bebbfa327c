/**
 * Month stems by number, folded (see dates-fold.ts): Russian, Kazakh, both in Latin letters, English.
 * A stem stands for the whole word; `monthSuffix` says which endings may follow.
 */
export const monthStems: readonly (readonly string[])[] = [
  ['январ', 'yanvar', 'janvar', 'ianvar', 'кантар', 'qantar', 'kantar', 'januar', 'january'],
  ['феврал', 'fevral', 'акпан', 'aqpan', 'akpan', 'february'],
  ['март', 'mart', 'наурыз', 'наурыс', 'nauryz', 'nayryz', 'march'],
  ['апрел', 'aprel', 'сауир', 'сауір', 'sayir', 'sauir', 'saui', 'april'],
  ['май', 'мая', 'мае', 'маю', 'may', 'maya', 'maj', 'мамыр', 'mamyr'],
  ['июн', 'iyun', 'ijun', 'iun', 'маусым', 'maysym', 'mausym', 'june'],
  ['июл', 'iyul', 'ijul', 'iul', 'шилде', 'shilde', 'silde', 'july'],
  ['август', 'avgust', 'тамыз', 'tamyz', 'august'],
  [
    'сентябр',
    'sentyabr',
    'sentjabr',
    'sentiabr',
    'кыркуйек',
    'кыркуйег',
    'qyrkuiek',
    'qyrkuieg',
    'kyrkuiek',
    'september',
  ],
  ['октябр', 'oktyabr', 'oktjabr', 'oktiabr', 'казан', 'qazan', 'kazan', 'october'],
  ['ноябр', 'noyabr', 'nojabr', 'noiabr', 'караша', 'qarasha', 'qarasa', 'karasha', 'november'],
  ['декабр', 'dekabr', 'желтоксан', 'jeltoqsan', 'jeltoksan', 'zheltoksan', 'jeltoqsa', 'december'],
];

/** Short forms by month number; they count only beside a day number. */
export const monthShortForms: readonly (readonly string[])[] = [
  ['янв', 'jan', 'кан', 'кант', 'qan'],
  ['фев', 'февр', 'feb', 'febr', 'акп', 'aqp'],
  ['мар', 'mar', 'нау', 'наур', 'nau'],
  ['апр', 'apr', 'сау', 'sau'],
  ['мам', 'mam'],
  ['июн', 'jun', 'мау', 'маус', 'mau'],
  ['июл', 'jul', 'шил', 'shil'],
  ['авг', 'aug', 'там', 'tam'],
  ['сен', 'сент', 'sep', 'sept', 'кыр', 'кырк', 'qyr'],
  ['окт', 'oct', 'каз', 'qaz'],
  ['ноя', 'нояб', 'nov', 'кар', 'qar'],
  ['дек', 'dec', 'жел', 'желт', 'jel'],
];

/** Endings after a month stem: the letter codes are read by dates-fold.ts. */
export const monthSuffixes: Readonly<Record<string, string>> = {
  // nominative and the Russian genitive, prepositional
  '': 'n',
  ь: 'n',
  я: 'n',
  а: 'n',
  е: 'n',
  y: 'n',
  a: 'n',
  ya: 'n',
  ja: 'n',
  ia: 'n',
  // possessive: қыркүйегі, қазаны
  ы: 'n',
  и: 'n',
  сы: 'n',
  си: 'n',
  i: 'n',
  sy: 'n',
  // Kazakh genitive: наурыздың
  дын: 'g',
  дин: 'g',
  тын: 'g',
  тин: 'g',
  нын: 'g',
  нин: 'g',
  dyn: 'g',
  din: 'g',
  tyn: 'g',
  nyn: 'g',
  nin: 'g',
  // Kazakh locative: наурызда
  да: 'l',
  де: 'l',
  та: 'l',
  те: 'l',
  нда: 'l',
  нде: 'l',
  da: 'l',
  de: 'l',
  ta: 'l',
  te: 'l',
};

/** Days of the week, folded; the short Russian and English ones need a comma or point behind. */
export const weekdays: readonly string[] = [
  'понедельник',
  'вторник',
  'среда',
  'четверг',
  'пятница',
  'суббота',
  'воскресенье',
  'дуйсенби',
  'сейсенби',
  'сарсенби',
  'бейсенби',
  'жума',
  'сенби',
  'жексенби',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

export const shortWeekdays: readonly string[] = [
  'пн',
  'вт',
  'ср',
  'чт',
  'пт',
  'сб',
  'вс',
  'mon',
  'tue',
  'tues',
  'wed',
  'thu',
  'thurs',
  'fri',
  'sat',
  'sun',
];
