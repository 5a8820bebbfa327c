/** Work that runs ahead of what is done with its results. */
export interface Ahead<Item, Result> {
  /** The next item; undefined at the end, after which it is not asked again. */
  next(): Item | undefined;
  work(item: Item): Promise<Result>;
  /** Called with the results in the order of their items. */
  done(result: Result, item: Item): void;
}

/**
 * Works on up to `most` items at a time and hands their results over in order, so that memory holds no more than those.
 * The first failure ends it, when what is under way has come to its end.
 */
export async function workAhead<Item, Result>(
  { next, work, done }: Ahead<Item, Result>,
  most: number,
): Promise<void> {
  const underWay: { item: Item; result: Promise<Result> }[] = [];
  let ended = false;
  const start = () => {
    if (ended) return;
    const item = next();
    if (item === undefined) ended = true;
    else {
      const result = work(item);
      // A failure is met when its turn comes, not before.
      result.catch(() => undefined);
      underWay.push({ item, result });
    }
  };
  try {
    for (let i = 0; i < most; i++) start();
    for (let first = underWay[0]; first; first = underWay[0]) {
      const result = await first.result;
      underWay.shift();
      start();
      done(result, first.item);
    }
  } finally {
    await Promise.allSettled(underWay.map(({ result }) => result));
  }
}
