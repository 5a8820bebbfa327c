import type { Redirect } from '../../model/redirect.ts';
import type { KeyRules } from '../../text/url-key.ts';
import { strongerRedirect } from '../collisions.ts';
import { spellingsOf } from '../spellings.ts';
import { type Answer, noneValue } from './answers.ts';
import { foldedKey, type HostSurvey } from './host-survey.ts';
import { type KeyParts, keyParts, needsReferences, requestOf } from './key-requests.ts';

/** How a server reads requests: forms are what it computes from a request, in which all usual spellings of a key are one. */
export interface RequestForms {
  /** Every form of a key, none twice; empty when a form would not tell it from other keys. */
  ofKey(parts: KeyParts): string[];
  /** The form of a request target (latin1, one character an octet); undefined where the server computes none. */
  ofRequest(target: string): string | undefined;
  /** Tells whether forms answer every usual spelling of a key that has forms. */
  isWhole(parts: KeyParts): boolean;
  /** A request as the server compares it. */
  fold(text: string): string;
}

/** A row of a table: a form, or (`whole`) a request target. */
export interface TableRow {
  whole: boolean;
  key: string;
  value: string;
  redirect: Redirect;
  /** The address that a whole request was made of, where it was seen. */
  address: string;
}

/** Is told of a decision that the server cannot tell from a stronger one with another answer, which answers for both. */
export type OnShadowed = (lost: Answer, winner: Answer) => void;

interface Claim {
  target: string;
  address: string;
  answer: Answer;
  seen: boolean;
}

/**
 * The rows of one host: forms as the decisions pass, then, from `rest`, whole requests for spellings that forms do not answer.
 * Only those are held, with the keys that differ in letter case alone.
 */
export class HostRows {
  readonly #forms: RequestForms;
  readonly #rules: KeyRules;
  readonly #survey: HostSurvey;
  readonly #whole = new Map<string, Claim>();
  readonly #contested = new Map<string, Answer[]>();
  readonly #onShadowed: OnShadowed;

  constructor(
    forms: RequestForms,
    rules: KeyRules,
    survey: HostSurvey,
    onShadowed: OnShadowed = () => {},
  ) {
    this.#forms = forms;
    this.#rules = rules;
    this.#survey = survey;
    this.#onShadowed = onShadowed;
  }

  /** Takes a decision; gives its rows that can be written at once. */
  add(answer: Answer): readonly TableRow[] {
    const { key } = answer.redirect;
    const parts = keyParts(key);
    const forms = this.#forms.ofKey(parts);
    if (forms.length > 0 && !this.#survey.repeated.isEmpty) {
      const folded = foldedKey(key);
      if (this.#survey.repeated.has(folded)) {
        const others = this.#contested.get(folded);
        if (others) others.push(answer);
        else this.#contested.set(folded, [answer]);
        return [];
      }
    }
    return this.#rowsOf(answer.redirect, answer, parts, forms, forms);
  }

  /** The rows that are left once all decisions of the host have passed. */
  *rest(): Generator<TableRow> {
    for (const answers of this.#contested.values()) yield* this.#strongest(answers);
    this.#contested.clear();
    for (const { target, address, answer } of this.#whole.values()) {
      const { redirect, value = noneValue } = answer;
      yield { whole: true, key: target, value, redirect, address };
    }
    this.#whole.clear();
  }

  *#strongest(answers: readonly Answer[]): Generator<TableRow> {
    const winner = answers.reduce((best, one) =>
      strongerRedirect(best.redirect, one.redirect) === one.redirect ? one : best,
    );
    for (const one of answers) if (one.value !== winner.value) this.#onShadowed(one, winner);
    const given = new Set<string>();
    for (const { redirect } of answers) {
      const parts = keyParts(redirect.key);
      const forms = this.#forms.ofKey(parts);
      const fresh = forms.filter((form) => !given.has(this.#forms.fold(form)));
      for (const form of fresh) given.add(this.#forms.fold(form));
      const answer = { redirect: winner.redirect, value: winner.value };
      yield* this.#rowsOf(redirect, answer, parts, forms, fresh);
    }
  }

  /** Rows for `fresh` forms; spellings that none of `forms` answers are claimed as whole requests. */
  #rowsOf(
    asked: Redirect,
    answer: Answer,
    parts: KeyParts,
    forms: readonly string[],
    fresh: readonly string[],
  ): readonly TableRow[] {
    const { redirect, value } = answer;
    const address = asked.spellings[0] ?? `http://${asked.key}`;
    const rows: TableRow[] = [];
    if (value !== undefined) {
      for (const key of fresh) rows.push({ whole: false, key, value, redirect, address });
    }
    for (const spelling of asked.spellings) {
      const target = requestOf(spelling);
      this.#claim({ target, address: spelling, answer, seen: true }, forms);
    }
    const isWhole = this.#forms.isWhole(parts) && !needsReferences(parts, this.#rules);
    if (forms.length > 0 && isWhole) return rows;
    for (const { target } of spellingsOf(asked, this.#rules, [])) {
      this.#claim({ target, address, answer, seen: false }, forms);
    }
    return rows;
  }

  /** Claims a whole request unless forms give it the same answer; what was seen goes before what may be asked, then the stronger. */
  #claim(claim: Claim, own: readonly string[]): void {
    const form = this.#forms.ofRequest(claim.target);
    if (form !== undefined && this.#isAmong(form, own)) return;
    if (form === undefined && claim.answer.value === undefined) return;
    const folded = this.#forms.fold(claim.target);
    const other = this.#whole.get(folded);
    const isWinner = !other || isStronger(claim, other);
    if (isWinner) this.#whole.set(folded, claim);
    // What nobody asked for is no loss.
    if (!other?.seen || !claim.seen || other.answer.value === claim.answer.value) return;
    const [winner, lost] = isWinner ? [claim, other] : [other, claim];
    this.#onShadowed(lost.answer, winner.answer);
  }

  #isAmong(form: string, forms: readonly string[]): boolean {
    if (forms.includes(form)) return true;
    const folded = this.#forms.fold(form);
    return forms.some((one) => this.#forms.fold(one) === folded);
  }
}

function isStronger(a: Claim, b: Claim): boolean {
  if (a.seen !== b.seen) return a.seen;
  const [one, other] = [a.answer.redirect, b.answer.redirect];
  return one !== other && strongerRedirect(one, other) === one;
}
