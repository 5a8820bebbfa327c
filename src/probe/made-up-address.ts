import { hash64 } from '../text/hash.ts';

/** A path that no site had, told apart by `salt`: what a server answers to it is how it says "not found". */
export function madeUpPath(salt: string): string {
  return `/kosh-joq-${hash64(salt).slice(0, 12)}`;
}

/**
 * An address of the same shape that nothing stands at: what is last in the path and tells one page from another (hex digits,
 * numbers, a word) is replaced by made-up letters of the same kind; the query stays, since it chooses the language.
 */
export function madeUpLike(address: string): string {
  const url = new URL(address);
  const segments = url.pathname.split('/');
  const last = segments.findLastIndex((segment) => segment !== '');
  if (last < 0) {
    url.pathname = madeUpPath(url.host);
    return url.href;
  }
  const digits = [...hash64(shapeOf(address)).repeat(16)];
  segments[last] = (segments[last] ?? '').replace(/[0-9a-z]/gi, (character, at: number) => {
    const digit = digits[at % digits.length] ?? '0';
    if (/\d/.test(character)) return String((Number.parseInt(digit, 16) % 9) + 1);
    return /[a-f]/.test(character) ? 'abcdef'.charAt(Number.parseInt(digit, 16) % 6) : character;
  });
  url.pathname = segments.join('/');
  if (url.href === address) url.pathname = segments.with(last, `${segments[last]}-joq`).join('/');
  return url.href;
}

/** What addresses of one shape have in common: all but the last segment of the path, and the query. */
export function shapeOf(address: string): string {
  const url = new URL(address);
  const path = url.pathname.replace(/[^/]+\/?$/, (last) => last.replace(/[0-9a-z]+/gi, '*'));
  return `${url.origin}${path}${url.search}`;
}
