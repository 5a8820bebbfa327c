import { addressHints } from '../model/address.ts';
import { resolveAddress } from '../text/address.ts';
import { detached } from '../text/hash.ts';

const maxLinks = 5_000;
// CSS Syntax 3: url( with or without quotes, @import with a plain text; escapes in addresses are not met in practice.
const reference =
  /url\(\s*(?:"([^"\n]{1,2000})"|'([^'\n]{1,2000})'|([^"'()\s]{1,2000}))\s*\)|@import\s+(?:"([^"\n]{1,2000})"|'([^'\n]{1,2000})')/gi;

/** Addresses as a style sheet, a style element or a style attribute writes them: pictures, fonts, further sheets. */
export function referencesInCss(css: string): string[] {
  if (!/url\(|@import/i.test(css)) return [];
  const found = new Set<string>();
  for (const match of withoutComments(css).matchAll(reference)) {
    const raw = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? '').trim();
    if (raw !== '' && !/^(?:data|about|blob|#)/i.test(raw)) found.add(raw);
    if (found.size >= maxLinks) break;
  }
  return [...found];
}

/** The addresses that a style sheet at `address` names → sum of `addressHints`. */
export function readCssLinks(css: string, address: string): Map<string, number> {
  const links = new Map<string, number>();
  for (const raw of referencesInCss(css)) {
    const resolved = resolveAddress(raw, address);
    if (resolved !== undefined) links.set(detached(resolved.address), addressHints.requisite);
  }
  return links;
}

// Without a pattern: one over comments that never end would try each start anew.
function withoutComments(css: string): string {
  let kept = '';
  let at = 0;
  for (;;) {
    const open = css.indexOf('/*', at);
    if (open < 0) return kept + css.slice(at);
    kept += css.slice(at, open);
    const close = css.indexOf('*/', open + 2);
    if (close < 0) return kept;
    at = close + 2;
  }
}
