/** One line of a comparison: kept, taken out or put in. */
export interface LineEdit {
  mark: ' ' | '-' | '+';
  line: string;
}

/**
 * Edit distance up to which the shortest script is sought. The search keeps about its square of integers
 * (1000: 4 MB) and takes distance × lines steps; beyond it the differing middle is replaced as a whole,
 * which is still a correct script.
 */
const mostEdits = 1000;

/** Shortest edit script between two lists of lines (Myers 1986, "An O(ND) Difference Algorithm"), bounded by `limit`. */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
  limit = mostEdits,
): LineEdit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [
    ...before.slice(0, head).map(kept),
    ...middle(
      before.slice(head, before.length - tail),
      after.slice(head, after.length - tail),
      limit,
    ),
    ...before.slice(before.length - tail).map(kept),
  ];
}

function middle(before: readonly string[], after: readonly string[], limit: number): LineEdit[] {
  const replaced: LineEdit[] = [...before.map(takenOut), ...after.map(putIn)];
  if (before.length === 0 || after.length === 0) return replaced;
  const numbers = new Map<string, number>();
  const old = numbered(before, numbers);
  const now = numbered(after, numbers);
  const rounds = search(old, now, limit);
  return rounds ? pathBack(rounds, before, after) : replaced;
}

/** Lines as numbers, equal lines equal numbers: comparing is then cheap however long they are. */
function numbered(lines: readonly string[], numbers: Map<string, number>): Int32Array {
  return Int32Array.from(lines, (line) => {
    const number = numbers.get(line) ?? numbers.size;
    numbers.set(line, number);
    return number;
  });
}

/**
 * Rounds of the forward search: entry `k + d` of round `d` is how far into `old` the diagonal `k` reaches
 * with `d` edits. Undefined when more than `limit` edits are needed.
 */
function search(old: Int32Array, now: Int32Array, limit: number): Int32Array[] | undefined {
  const rounds: Int32Array[] = [];
  for (let d = 0; d <= Math.min(limit, old.length + now.length); d++) {
    const reach = new Int32Array(2 * d + 1);
    rounds.push(reach);
    for (let k = -d; k <= d; k += 2) {
      let x = d === 0 ? 0 : startOf(rounds[d - 1], d, k);
      while (x < old.length && x - k < now.length && old[x] === now[x - k]) x++;
      reach[k + d] = x;
      if (x >= old.length && x - k >= now.length) return rounds;
    }
  }
  return undefined;
}

/** Where diagonal `k` starts in round `d`: below the one above (a line put in) or right of the one below (taken out). */
function startOf(last: Int32Array | undefined, d: number, k: number): number {
  return cameByInsert(last, d, k) ? reachOf(last, d - 1, k + 1) : reachOf(last, d - 1, k - 1) + 1;
}

function cameByInsert(last: Int32Array | undefined, d: number, k: number): boolean {
  return k === -d || (k !== d && reachOf(last, d - 1, k - 1) < reachOf(last, d - 1, k + 1));
}

function reachOf(round: Int32Array | undefined, d: number, k: number): number {
  return round?.[k + d] ?? 0;
}

function pathBack(
  rounds: readonly Int32Array[],
  before: readonly string[],
  after: readonly string[],
): LineEdit[] {
  const edits: LineEdit[] = [];
  let x = before.length;
  let y = after.length;
  for (let d = rounds.length - 1; d > 0; d--) {
    const k = x - y;
    const last = rounds[d - 1];
    const insert = cameByInsert(last, d, k);
    const start = startOf(last, d, k);
    for (; x > start; x--, y--) edits.push(kept(before[x - 1] ?? ''));
    if (insert) edits.push(putIn(after[--y] ?? ''));
    else edits.push(takenOut(before[--x] ?? ''));
  }
  for (; x > 0; x--) edits.push(kept(before[x - 1] ?? ''));
  return edits.reverse();
}

function kept(line: string): LineEdit {
  return { mark: ' ', line };
}

function takenOut(line: string): LineEdit {
  return { mark: '-', line };
}

function putIn(line: string): LineEdit {
  return { mark: '+', line };
}
