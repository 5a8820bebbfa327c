import type { CandidateFacts, CandidateSource } from '../../src/dedupe/candidate.ts';
import { signatureLength, textPrint } from '../../src/text/shingles.ts';

/** What a test says about a candidate. */
export interface CandidateIdea extends Partial<CandidateFacts> {
  text: string;
  title?: string;
}

/** Candidates in memory, in the given order; `readings` counts the texts that were asked for. */
export class MadeCandidates implements CandidateSource {
  readonly #ideas: readonly CandidateIdea[];
  readonly #prints: ReturnType<typeof textPrint>[];
  readings = 0;

  constructor(ideas: readonly CandidateIdea[]) {
    this.#ideas = ideas;
    const known = new Map<string, ReturnType<typeof textPrint>>();
    this.#prints = ideas.map(({ text }) => {
      const print = known.get(text) ?? textPrint(text);
      known.set(text, print);
      return print;
    });
  }

  get size(): number {
    return this.#ideas.length;
  }

  facts(index: number): CandidateFacts {
    const { text, title, ...said } = this.#idea(index);
    const { words = 0, textHash = '' } = this.#prints[index] ?? {};
    return {
      agency: index,
      item: 0,
      lang: 'ru',
      kind: 'page',
      day: null,
      words,
      textHash,
      ...said,
    };
  }

  signatures(from: number, to: number): Uint32Array {
    const out = new Uint32Array((to - from) * signatureLength);
    for (let index = from; index < to; index++) {
      out.set(this.#prints[index]?.signature ?? [], (index - from) * signatureLength);
    }
    return out;
  }

  title(index: number): string {
    return this.#idea(index).title ?? 'Бет';
  }

  text(index: number): string {
    this.readings += 1;
    return this.#idea(index).text;
  }

  #idea(index: number): CandidateIdea {
    const idea = this.#ideas[index];
    if (idea === undefined) throw new Error(`no candidate ${index}`);
    return idea;
  }
}
