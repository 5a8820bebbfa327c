/**
 * Kazakh Cyrillic in the other alphabets, for tests; every table is written from its publication, and by hand.
 *
 * - `2017`: annex to decree 569 of 26 October 2017, apostrophes.
 * - `2018`: decree 637 of 19 February 2018 in its place, acutes and the digraphs sh and ch; і is i, и and й are ı.
 * - `2021`: the table of the national commission of 28 January 2021, corrected in April: і is ı, и and й are i.
 * - `turkish`: how a Turkish keyboard writes it: ы is ı, ж is j, қ is k.
 * - `plain`: how people write without any marks: zh, sh, ch, gh, ng, y for ы.
 * - `arabic`: töte jazu, the letters of Akhmet Baitursynuly (1912, reform of 1924) as used in China since 1982; a high
 *   hamza (U+0674) before a word makes its vowels soft, but where ە, ك or گ already say so.
 */
const tables = {
  '2017': {
    ә: "a'", ғ: "g'", и: "i'", й: "i'", ң: "n'", ө: "o'", ш: "s'", ч: "c'", ү: "u'", у: "y'", ы: 'y',
    і: 'i', ұ: 'u', ж: 'j', х: 'h', һ: 'h', қ: 'q', щ: "s's'", ц: 'ts', ю: "i'y'", я: "i'a", ё: "i'o",
  },
  '2018': {
    ә: 'á', ғ: 'ǵ', и: 'ı', й: 'ı', ң: 'ń', ө: 'ó', ш: 'sh', ч: 'ch', ү: 'ú', у: 'ý', ы: 'y',
    і: 'i', ұ: 'u', ж: 'j', х: 'h', һ: 'h', қ: 'q', щ: 'sh', ц: 'ts', ю: 'ıý', я: 'ıa', ё: 'ıo',
  },
  '2021': {
    ә: 'ä', ғ: 'ğ', и: 'i', й: 'i', ң: 'ñ', ө: 'ö', ш: 'ş', ч: 'tş', ү: 'ü', у: 'u', ы: 'y',
    і: 'ı', ұ: 'ū', ж: 'j', х: 'h', һ: 'h', қ: 'q', щ: 'ştş', ц: 'ts', ю: 'iu', я: 'ia', ё: 'io',
  },
  turkish: {
    ә: 'ä', ғ: 'ğ', и: 'i', й: 'y', ң: 'ñ', ө: 'ö', ш: 'ş', ч: 'ç', ү: 'ü', у: 'w', ы: 'ı',
    і: 'i', ұ: 'u', ж: 'j', х: 'x', һ: 'h', қ: 'q', щ: 'şş', ц: 'ts', ю: 'yu', я: 'ya', ё: 'yo',
  },
  plain: {
    ә: 'a', ғ: 'gh', и: 'i', й: 'i', ң: 'ng', ө: 'o', ш: 'sh', ч: 'ch', ү: 'u', у: 'u', ы: 'y',
    і: 'i', ұ: 'u', ж: 'zh', х: 'kh', һ: 'h', қ: 'q', щ: 'sh', ц: 'ts', ю: 'yu', я: 'ya', ё: 'yo',
  },
  arabic: {
    а: 'ا', ә: 'ا', б: 'ب', в: 'ۆ', г: 'گ', ғ: 'ع', д: 'د', е: 'ە', ё: 'يو', ж: 'ج', з: 'ز', и: 'ي',
    й: 'ي', к: 'ك', қ: 'ق', л: 'ل', м: 'م', н: 'ن', ң: 'ڭ', о: 'و', ө: 'و', п: 'پ', р: 'ر', с: 'س',
    т: 'ت', у: 'ۋ', ұ: 'ۇ', ү: 'ۇ', ф: 'ف', х: 'ح', һ: 'ھ', ц: 'تس', ч: 'چ', ш: 'ش', щ: 'شش', ы: 'ى',
    і: 'ى', э: 'ە', ю: 'يۋ', я: 'يا', ',': '،', ';': '؛', '?': '؟',
  },
}; // biome-ignore format: tables

/** Letters that the Latin alphabets write alike. */
const latin: Record<string, string> = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', з: 'z', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o',
  п: 'p', р: 'r', с: 's', т: 't', ф: 'f', э: 'e', ъ: '', ь: '',
}; // biome-ignore format: one table

/** The alphabets, by name. */
export type KazakhAlphabet = keyof typeof tables;

export const kazakhAlphabets = Object.keys(tables) as KazakhAlphabet[];

/** A Cyrillic Kazakh text in another alphabet; what is no Cyrillic letter stays. */
export function inAlphabet(text: string, alphabet: KazakhAlphabet): string {
  const table: Record<string, string> = { ...latin, ...tables[alphabet] };
  if (alphabet !== 'arabic') return replaced(text, table);
  const soft = text
    .toLowerCase()
    .replace(/[а-яёәғқңөұүһі]+/g, (word) =>
      /[әөүі]/.test(word) && !/[екгэ]/.test(word) ? `\u0674${word}` : word,
    );
  return replaced(soft, { ...table, ъ: '', ь: '' });
}

function replaced(text: string, table: Record<string, string>): string {
  return text.replace(/[\p{Script=Cyrillic},;?]/gu, (letter) => {
    const small = letter.toLowerCase();
    const sign = table[small] ?? letter;
    return small === letter ? sign : sign.charAt(0).toUpperCase() + sign.slice(1);
  });
}
