/** Kazakh and Russian letters in ASCII; the one table for both, so that a slug needs no language. */
const letters: Readonly<Record<string, string | undefined>> = {
  а: 'a',
  ә: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  ғ: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  к: 'k',
  қ: 'q',
  л: 'l',
  м: 'm',
  н: 'n',
  ң: 'n',
  о: 'o',
  ө: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ұ: 'u',
  ү: 'u',
  ф: 'f',
  х: 'kh',
  һ: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  і: 'i',
  ь: '',
  э: 'e',
  ю: 'iu',
  я: 'ia',
};

const longestSlug = 80;

/** A title in lower-case ASCII letters, digits and single hyphens, at most 80; `fallback` when nothing is left. */
export function slugOf(title: string, fallback: string): string {
  const ascii = [...title.slice(0, 400).normalize('NFC').toLowerCase()]
    .map((char) => letters[char] ?? char.normalize('NFKD').replace(/\p{Mark}/gu, ''))
    .join('')
    .replace(/['’ʼ`]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return cutAtHyphen(ascii) || fallback;
}

function cutAtHyphen(slug: string): string {
  if (slug.length <= longestSlug) return slug;
  const cut = slug.lastIndexOf('-', longestSlug);
  return slug.slice(0, cut > 0 ? cut : longestSlug);
}
