/** How a run over many items is done. */
export interface InOrderOptions<Result> {
  workers: number;
  /** Takes results in the order of their items, group by group. */
  commit: (results: Result[]) => void;
  /** False while results should wait, since they may have to be made again. The last of a whole run never wait. */
  mayCommit: () => boolean;
}

const groupMs = 200;
const largestGroup = 1000;
/** Items begun beyond the oldest one that is not finished, at most. */
const mostAhead = 20_000;
/** Items made in one go while nobody waits: a tenth of a millisecond's work. */
const madeAtOnce = 8;

/**
 * Works on items, so many at a time, and commits results in the order of the items, so that a cursor over them is all
 * that going on later needs. The first error ends the run once nothing is under way; what was committed stays.
 */
export async function runInOrder<Item, Result extends object>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result> | Result,
  options: InOrderOptions<Result>,
): Promise<void> {
  const run = new OrderedRun(items, work, options);
  const ends = await Promise.allSettled(
    Array.from({ length: options.workers }, () => run.takeItems()),
  );
  run.finish();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

class OrderedRun<Item, Result extends object> {
  readonly #source: Iterator<Item>;
  readonly #work: (item: Item) => Promise<Result> | Result;
  readonly #options: InOrderOptions<Result>;
  readonly #finished = new Map<number, Result>();
  #begun = 0;
  #oldest = 0;
  #ready: Result[] = [];
  #committedAt = performance.now();
  #failed = false;
  #isOver = false;
  /** What the items ended with when it was an error, until a worker comes for the next. */
  #broken: { error: unknown } | undefined;
  #ahead: IteratorYieldResult<Item>[] = [];
  #isMaking = false;
  /** Workers that wait for the oldest item. */
  #waiting: (() => void)[] = [];

  constructor(
    items: Iterable<Item>,
    work: (item: Item) => Promise<Result> | Result,
    options: InOrderOptions<Result>,
  ) {
    this.#source = items[Symbol.iterator]();
    this.#work = work;
    this.#options = options;
  }

  async takeItems(): Promise<void> {
    try {
      while (!this.#failed) {
        if (this.#begun - this.#oldest >= mostAhead) {
          await new Promise<void>((resolve) => this.#waiting.push(resolve));
          continue;
        }
        const next = this.#next();
        if (next === undefined) return;
        const place = this.#begun++;
        const result = this.#work(next.value);
        this.#take(place, result instanceof Promise ? await result : result);
      }
    } catch (error) {
      this.#failed = true;
      this.#wake();
      throw error;
    }
  }

  /** An item that was made ready, else one made now; undefined after the last. */
  #next(): IteratorYieldResult<Item> | undefined {
    const next = this.#ahead.shift() ?? this.#made();
    if (!this.#isMaking && this.#ahead.length < this.#options.workers) {
      this.#isMaking = true;
      setImmediate(() => this.#makeReady());
    }
    return next.done === true ? undefined : next;
  }

  /** Makes a few items while the answers to others are on their way: then nothing waits for them to be made. */
  #makeReady(): void {
    this.#isMaking = false;
    try {
      for (let left = madeAtOnce; left > 0 && !this.#isOver; left--) {
        const next = this.#source.next();
        if (next.done === true) return;
        this.#ahead.push(next);
      }
    } catch (error) {
      this.#broken = { error };
    }
  }

  #made(): IteratorResult<Item> {
    if (this.#broken) throw this.#broken.error;
    return this.#source.next();
  }

  /** Commits what is left. */
  finish(): void {
    this.#isOver = true;
    this.#source.return?.();
    if (this.#ready.length > 0 && (!this.#failed || this.#options.mayCommit())) this.#flush();
  }

  #take(place: number, result: Result): void {
    this.#finished.set(place, result);
    for (;;) {
      const next = this.#finished.get(this.#oldest);
      if (next === undefined) break;
      this.#finished.delete(this.#oldest++);
      this.#ready.push(next);
    }
    if (this.#waiting.length > 0) this.#wake();
    const isTime =
      this.#ready.length >= largestGroup || performance.now() - this.#committedAt > groupMs;
    if (isTime && this.#ready.length > 0 && this.#options.mayCommit()) this.#flush();
  }

  #flush(): void {
    const group = this.#ready;
    this.#ready = [];
    this.#options.commit(group);
    this.#committedAt = performance.now();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
