import type { AsideReason } from '../../model/hit.ts';
import { automaticPaths, scannerList } from './scanner-list.ts';

/** Tests texts against whole names, of which some stand for any ending. */
class NameSet {
  readonly #whole = new Set<string>();
  readonly #starts: string[] = [];

  constructor(names: readonly string[]) {
    for (const name of names) {
      if (name.endsWith('*')) this.#starts.push(name.slice(0, -1));
      else this.#whole.add(name);
    }
  }

  has(text: string): boolean {
    return this.#whole.has(text) || this.#starts.some((start) => text.startsWith(start));
  }
}

const segments = new NameSet(scannerList.segments);
const files = new NameSet(scannerList.files);
const automatic = new NameSet(automaticPaths);

/**
 * Why the octets of a request's target (latin1) are noise: asked for by a program that looks for holes, or by browsers and
 * robots on their own; undefined for all else. Names are compared whole, so that `.js` never stands for `.jsp`.
 */
export function noiseReason(
  target: string,
): Extract<AsideReason, 'scanner' | 'automatic'> | undefined {
  const text = decoded(decoded(target)).toLowerCase();
  if (scannerList.anywhere.some((part) => text.includes(part))) return 'scanner';
  const path = text.replace(/[?#].*$/s, '').replace(/\/{2,}/g, '/');
  if (automatic.has(path)) return 'automatic';
  const parts = path.split('/').filter((part) => part !== '');
  const last = parts.at(-1);
  if (parts.some((part) => segments.has(part)) || (last !== undefined && files.has(last))) {
    return 'scanner';
  }
  return undefined;
}

/** Escapes undone, one latin1 character an octet; scanners escape twice to slip past filters, so callers do it twice. */
function decoded(text: string): string {
  if (!/[%+]/.test(text)) return text;
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
