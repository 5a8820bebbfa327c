import type { CopyJudge } from './copy-judge.ts';
import { inTime, type NearTexts, noDay } from './near-texts.ts';

/**
 * Joins groups of equal texts to stars: a centre, and whatever links lead to from it as long as it is a copy of the
 * centre itself. So a cluster cannot drift from one text to another by small steps, and no text is read more often
 * than there are centres it was compared with. Centres are those whose neighbours hold most pages.
 */
export function nearStars(
  texts: NearTexts,
  pairs: Iterable<[a: number, b: number]>,
  judge: CopyJudge,
): number[][] {
  const links = linksOf(texts.size, pairs);
  const groups = texts.days.length;
  const textOf = new Uint32Array(groups);
  for (let text = 0; text < texts.size; text++) {
    textOf.fill(text, texts.groups[text], texts.groups[text + 1]);
  }
  const taken = new Uint8Array(groups);
  const tried = new Uint32Array(groups);
  const stars: number[][] = [];
  for (const [turn, centre] of centresOf(texts, links, textOf).entries()) {
    if (taken[centre] === 1) continue;
    taken[centre] = 1;
    const star = [centre];
    let day = texts.days[centre] ?? noDay;
    for (let at = 0; at < star.length; at++) {
      for (const group of neighbours(texts, links, textOf[star[at] ?? 0] ?? 0)) {
        const groupDay = texts.days[group] ?? noDay;
        if (taken[group] === 1 || tried[group] === turn + 1 || !inTime(day, groupDay)) continue;
        tried[group] = turn + 1;
        if (!judge.areCopies(headOf(texts, centre), headOf(texts, group))) continue;
        taken[group] = 1;
        star.push(group);
        if (day === noDay) day = groupDay;
      }
    }
    stars.push(star);
  }
  return stars.map((star) => star.flatMap((group) => membersOf(texts, group)));
}

/** Linked texts of each text, one after the other. */
interface Links {
  ends: Uint32Array;
  linked: Uint32Array;
}

function linksOf(size: number, pairs: Iterable<[a: number, b: number]>): Links {
  let codes = new Uint32Array(1024);
  let used = 0;
  const ends = new Uint32Array(size + 1);
  for (const [a, b] of pairs) {
    if (used === codes.length) {
      const larger = new Uint32Array(codes.length * 2);
      larger.set(codes);
      codes = larger;
    }
    codes[used++] = a;
    codes[used++] = b;
    ends[a + 1] = (ends[a + 1] ?? 0) + 1;
    ends[b + 1] = (ends[b + 1] ?? 0) + 1;
  }
  for (let text = 0; text < size; text++)
    ends[text + 1] = (ends[text + 1] ?? 0) + (ends[text] ?? 0);
  const places = ends.slice();
  const linked = new Uint32Array(used);
  const put = (text: number, other: number) => {
    const place = places[text] ?? 0;
    places[text] = place + 1;
    linked[place] = other;
  };
  for (let at = 0; at < used; at += 2) {
    put(codes[at] ?? 0, codes[at + 1] ?? 0);
    put(codes[at + 1] ?? 0, codes[at] ?? 0);
  }
  return { ends, linked };
}

/** Groups of the texts that a text is linked with. */
function* neighbours(texts: NearTexts, { ends, linked }: Links, text: number): Generator<number> {
  for (let at = ends[text] ?? 0; at < (ends[text + 1] ?? 0); at++) {
    const other = linked[at] ?? 0;
    for (let group = texts.groups[other] ?? 0; group < (texts.groups[other + 1] ?? 0); group++) {
      yield group;
    }
  }
}

/** Groups that have links or several members: most pages around them first, then most of their own, then in order. */
function centresOf(texts: NearTexts, links: Links, textOf: Uint32Array): number[] {
  const around = new Float64Array(texts.days.length);
  const centres: number[] = [];
  const held = (group: number) => (texts.starts[group + 1] ?? 0) - (texts.starts[group] ?? 0);
  for (let group = 0; group < texts.days.length; group++) {
    const text = textOf[group] ?? 0;
    const isAlone = links.ends[text] === links.ends[text + 1];
    if (isAlone && held(group) === 1) continue;
    centres.push(group);
    let sum = held(group);
    if (!isAlone) {
      for (const other of neighbours(texts, links, text)) {
        if (inTime(texts.days[group] ?? noDay, texts.days[other] ?? noDay)) sum += held(other);
      }
    }
    around[group] = sum;
  }
  return centres.sort((a, b) => (around[b] ?? 0) - (around[a] ?? 0) || held(b) - held(a) || a - b);
}

function headOf(texts: NearTexts, group: number): number {
  return texts.members[texts.starts[group] ?? 0] ?? 0;
}

function membersOf(texts: NearTexts, group: number): number[] {
  return [...texts.members.subarray(texts.starts[group], texts.starts[group + 1])];
}
