import { finding } from '../model/finding.ts';
import { type AddressPart, partsOf } from './address-parts.ts';
import { familiesOf } from './families.ts';
import { healthyShare, patience, probation } from './novelty.ts';
import type { Frontier, NamedAddress, TemplateState, WaitingAddress } from './ports.ts';
import { type PartVerdict, partVerdict } from './trials.ts';

/** What opening a wave works with. */
export interface WaveOptions {
  frontier: Frontier;
  depth: number;
  maxPages: number;
  /** Lower-case names of parameters that the mapping says choose content. */
  significant: readonly string[];
  judge: (address: string, hints: number, depth: number) => NamedAddress[];
}

const unlimited = Number.MAX_SAFE_INTEGER;
/** Addresses with an undecided part that one wave compares. */
const trialSamples = 4;
/** Addresses of a family that brought nothing yet that one wave opens. */
const familySamples = 8;
const fewest = 2;
/** Waiting addresses of a template that are looked at for a known base. */
const lookedAt = trialSamples;

/**
 * How many waiting addresses of a template may be fetched before it is judged again: few while it is on
 * probation or brings nothing, all of them once it has proven itself. Dead addresses are no answers, so
 * the number grows with what was tried: a thousand dead links take ten waves, not a hundred.
 */
export function allowance(state: TemplateState): number {
  const dead = state.tried - state.captures;
  // A guide without content of its own that seldom leads to any waits for better ones.
  if (!isProven(state)) return Math.max(fewest, probation - state.captures, dead, 2 * state.own);
  if (state.barren < patience / 2) return unlimited;
  return Math.max(1, patience - state.barren, dead);
}

/**
 * Opens a depth, or its next wave: refuses what waits of suspended templates, what differs from another address only by
 * a part that chooses nothing, and what is beyond the page limit; queues the rest as far as its template, its
 * family and the parts on trial allow. What has to wait for pages further down moves one level down. One
 * transaction, so that a killed run never opens half a wave.
 */
export function openWave(options: WaveOptions): void {
  options.frontier.atomically(() => new Wave(options).open());
}

class Wave {
  readonly #options: WaveOptions;
  readonly #trials = new Map<string, number>();
  readonly #families = new Map<string, { state: TemplateState; left: number }>();

  constructor(options: WaveOptions) {
    this.#options = options;
  }

  open(): void {
    const { frontier, depth } = this.#options;
    this.#refuseSuspended();
    this.#refuseCopies();
    this.#refuseBeyond();
    let queued = 0;
    // The least known first: a family's few places show most when no template takes them all.
    const all = frontier
      .waiting(depth)
      .map((one) => ({ ...one, captures: frontier.template(one.template).captures }))
      .sort((a, b) => a.captures - b.captures);
    for (const { template, waiting } of all) queued += this.#queue(template, waiting);
    if (queued > 0) return;
    for (const { template } of frontier.waiting(depth)) frontier.postponeTemplate(depth, template);
  }

  #refuseSuspended(): void {
    const { frontier, depth } = this.#options;
    for (const { template } of frontier.waiting(depth)) {
      if (template === '') continue;
      const state = frontier.template(template);
      const isLost =
        state.suspended ||
        (state.news * 2 <= state.captures &&
          familiesOf(template).some((one) => this.#family(one).state.suspended));
      if (isLost) frontier.refuseTemplate(depth, template, 'no-novelty', 'trap:no-novelty');
    }
  }

  /** Refuses addresses with a part that is noise; the address without it comes in their place, and may have such a part too. */
  #refuseCopies(): void {
    const { frontier, depth } = this.#options;
    const done = new Set<string>();
    for (let again = true; again; ) {
      again = false;
      for (const { template } of frontier.waiting(depth)) {
        if (template === '' || done.has(template)) continue;
        done.add(template);
        again = this.#refuseCopiesOf(template) || again;
      }
    }
  }

  #refuseCopiesOf(template: string): boolean {
    const { frontier, depth } = this.#options;
    const verdicts = new Map<string, PartVerdict>();
    const noted = new Set<string>();
    let refused = false;
    let after = '';
    for (;;) {
      const batch = frontier.waitingAddresses(depth, template, after, 200);
      for (const one of batch) {
        const noise = this.#noiseOf(one, verdicts);
        if (noise === undefined) continue;
        if (!noted.has(noise.part + noise.place)) this.#note(noise, one.address);
        noted.add(noise.part + noise.place);
        refused = true;
        this.#replace(one, noise.base);
      }
      const last = batch.at(-1);
      const isDecided = [...verdicts.values()].every((verdict) => verdict !== 'noise');
      if (last === undefined || isDecided) return refused;
      after = last.address;
    }
  }

  #noiseOf(one: WaitingAddress, verdicts: Map<string, PartVerdict>): AddressPart | undefined {
    const { frontier, significant } = this.#options;
    for (const part of partsOf(one.address, significant)) {
      let verdict = verdicts.get(part.part);
      if (verdict === undefined) {
        verdict = partVerdict(frontier, part);
        verdicts.set(part.part, verdict);
      }
      if (verdict !== 'noise') continue;
      const base = frontier.find(part.base);
      if (base === undefined ? part.isToken : frontier.isUsable(part.base)) return part;
    }
    return undefined;
  }

  #replace(one: WaitingAddress, base: string): void {
    const { frontier, depth, judge } = this.#options;
    frontier.refuse([one.id], 'copy', `copy-of:${base}`);
    if (frontier.find(base) === undefined) {
      frontier.nameAt(judge(base, one.hints, depth), depth, one.foundOn);
    }
  }

  #note({ part, place }: AddressPart, address: string): void {
    const { frontier } = this.#options;
    const { same, tried } = frontier.part(part, place);
    const subject = `${part} ${place}`.trim();
    const detail =
      tried === 0
        ? 'Pages with and without it showed the same elsewhere on the host.'
        : `Of ${tried} pages with it ${same} showed what the page without it shows.`;
    frontier.replaceFindings({ subject }, [
      finding('crawl', 'same-content', { subject, address }, detail),
    ]);
  }

  #refuseBeyond(): void {
    const { frontier, depth, maxPages } = this.#options;
    const budget = Math.max(0, maxPages - frontier.accepted());
    const refused = frontier.refuseBeyond(depth, budget, 'page-limit', 'page-limit');
    if (refused === 0) return;
    frontier.replaceFindings({ subject: 'page-limit' }, [
      finding(
        'crawl',
        'page-limit',
        { subject: 'page-limit' },
        `More than ${maxPages} addresses are in scope; the others were refused.`,
      ),
    ]);
  }

  /** Queues what may be fetched of a template now; returns how many. */
  #queue(template: string, waiting: number): number {
    const { frontier, depth } = this.#options;
    if (template === '') {
      frontier.queueSpread(depth, template, unlimited);
      return waiting;
    }
    const state = frontier.template(template);
    const trial = this.#trialOf(template);
    if (trial.deeper) {
      frontier.postponeTemplate(depth, template);
      return 0;
    }
    const families = isProven(state) ? [] : familiesOf(template).map((one) => this.#family(one));
    const count = Math.min(
      waiting,
      allowance(state),
      trial.left,
      ...families.map((family) => family.left),
    );
    // What is on trial goes in the order in which it was looked at: those have something to be compared with.
    if (trial.parts.length > 0) frontier.queueFirst(depth, template, count);
    else frontier.queueSpread(depth, template, count);
    for (const part of trial.parts) this.#trials.set(part, (this.#trials.get(part) ?? 0) + count);
    for (const family of families) if (family.left !== unlimited) family.left -= count;
    // What leads on, or brings a little, waits for better guides: what they find, it need not.
    const isHeld = families.some((family) => family.left !== unlimited) || isLeading(state);
    if (isHeld && count < waiting && trial.parts.length === 0) {
      frontier.postponeTemplate(depth, template);
    }
    return count;
  }

  /** How many addresses of a template its undecided parts leave; `deeper`: what to compare with comes further down. */
  #trialOf(template: string): { left: number; parts: string[]; deeper: boolean } {
    const { frontier, depth, significant } = this.#options;
    const parts = new Set<string>();
    let left = unlimited;
    let deeper = false;
    for (const one of frontier.waitingAddresses(depth, template, '', lookedAt)) {
      for (const part of partsOf(one.address, significant)) {
        if (partVerdict(frontier, part) !== 'open') continue;
        const base = this.#baseOf(part, one);
        if (base === undefined) continue;
        parts.add(part.part);
        if (base === 'deeper') deeper = true;
        if (base === 'waits') left = 0;
        left = Math.min(left, Math.max(0, trialSamples - (this.#trials.get(part.part) ?? 0)));
      }
    }
    return { left, parts: [...parts], deeper };
  }

  /** Where the address without a part stands; undefined when there is nothing to compare with. */
  #baseOf(part: AddressPart, one: WaitingAddress): 'done' | 'waits' | 'deeper' | undefined {
    const { frontier, depth, judge } = this.#options;
    let base = frontier.find(part.base);
    if (base === undefined && part.isToken) {
      frontier.nameAt(judge(part.base, one.hints, depth), depth, one.foundOn);
      base = frontier.find(part.base);
    }
    if (base === undefined) return undefined;
    if (base.state === 'done') return frontier.texts(part.base) === undefined ? undefined : 'done';
    if (base.state === 'failed' || base.state === 'refused') return undefined;
    if (base.state !== 'found') return 'waits';
    return base.depth > depth ? 'deeper' : 'waits';
  }

  #family(name: string): { state: TemplateState; left: number } {
    let family = this.#families.get(name);
    if (family === undefined) {
      const state = this.#options.frontier.template(name);
      const isWell = state.captures >= 2 * probation && state.news * healthyShare >= state.captures;
      const left = isWell
        ? unlimited
        : Math.max(fewest, familySamples - state.captures, 2 * state.own);
      family = { state, left };
      this.#families.set(name, family);
    }
    return family;
  }
}

/** It was tried often enough and is well. */
function isProven(state: TemplateState): boolean {
  return state.captures >= probation && state.news * healthyShare >= state.captures;
}

function isLeading(state: TemplateState): boolean {
  return state.leads + state.some > 0 && state.news === 0;
}
