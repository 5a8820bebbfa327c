const letters: Record<string, string> = {
  а: 'a', ә: 'a', б: 'b', в: 'v', г: 'g', ғ: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z',
  и: 'i', й: 'i', к: 'k', қ: 'q', л: 'l', м: 'm', н: 'n', ң: 'n', о: 'o', ө: 'o', п: 'p',
  р: 'r', с: 's', т: 't', у: 'u', ұ: 'u', ү: 'u', ф: 'f', х: 'h', һ: 'h', ц: 'ts', ч: 'ch',
  ш: 'sh', щ: 'sh', ъ: '', ы: 'y', і: 'i', ь: '', э: 'e', ю: 'yu', я: 'ya',
}; // biome-ignore format: one table

/** Kazakh and Russian text in Latin letters as portal codes and host names write it, lower case: `қызылорда` → `qyzylorda`. */
export function transliterate(text: string): string {
  return text.toLowerCase().replace(/[\u0400-\u04ff]/g, (letter) => letters[letter] ?? '');
}

/**
 * A Latin spelling with the differences of romanisations folded: `qyzylorda`, `kyzylorda` and `kzylorda` differ
 * less afterwards. Only for comparing.
 */
export function foldRomanisation(latin: string): string {
  return latin
    .toLowerCase()
    .replace(/zh|dzh/g, 'j')
    .replace(/kh/g, 'h')
    .replace(/gh/g, 'g')
    .replace(/y[au]/g, (pair) => pair.slice(1))
    .replace(/q/g, 'k')
    .replace(/c(?!h)/g, 'k')
    .replace(/w/g, 'u')
    .replace(/[yj]/g, (letter) => (letter === 'y' ? 'i' : 'j'))
    .replace(/(.)\1+/g, '$1');
}
