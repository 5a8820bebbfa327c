import type { ReplacedVersion } from '../dedupe/agency-items.ts';
import type { VersionPlace } from '../dedupe/find-shared.ts';
import { languages } from '../model/language.ts';

/** Values of one version: agency, item, language, shared item. */
const width = 4;

/** The versions that adopted shared items replace, of all agencies: 20 bytes each. */
export class ReplacedVersions {
  #values = new Uint32Array(1024 * width);
  #count = 0;
  #order: Uint32Array | undefined;
  readonly #sharedIds: string[] = [];

  /** Adds what one shared item replaces. */
  add(sharedId: string, places: readonly VersionPlace[]): void {
    const shared = this.#sharedIds.push(sharedId) - 1;
    for (const { agency, item, lang } of places) {
      const from = this.#count * width;
      if (from === this.#values.length) {
        const larger = new Uint32Array(this.#values.length * 2);
        larger.set(this.#values);
        this.#values = larger;
      }
      this.#values.set([agency, item, languages.indexOf(lang), shared], from);
      this.#count += 1;
    }
    this.#order = undefined;
  }

  /** The versions of one agency that were replaced, by item and language. */
  of(agency: number): ReplacedVersion[] {
    this.#order ??= this.#sorted();
    const found: ReplacedVersion[] = [];
    for (let at = this.#firstOf(agency); at < this.#count; at++) {
      const from = (this.#order[at] ?? 0) * width;
      const [place = 0, item = 0, lang = 0, shared = 0] = this.#values.subarray(from, from + width);
      if (place !== agency) break;
      found.push({
        item,
        lang: languages[lang] ?? languages[0],
        sharedId: this.#sharedIds[shared] ?? '',
      });
    }
    return found;
  }

  #sorted(): Uint32Array {
    const value = (version: number, at: number) => this.#values[version * width + at] ?? 0;
    return Uint32Array.from({ length: this.#count }, (_, version) => version).sort(
      (a, b) => value(a, 0) - value(b, 0) || value(a, 1) - value(b, 1) || value(a, 2) - value(b, 2),
    );
  }

  #firstOf(agency: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const place = this.#values[(this.#order?.[middle] ?? 0) * width] ?? 0;
      if (place < agency) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
