import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { workAhead } from '../../src/pipeline/ahead.ts';

/** Gives 1 to `last`, then undefined once; asking again is a mistake. */
function upTo(last: number): () => number | undefined {
  let given = 0;
  let ended = false;
  return () => {
    if (ended) throw new Error('asked again after the end');
    given++;
    ended = given > last;
    return ended ? undefined : given;
  };
}

test('results are handed over in order, however long each takes, and no more than so many items are under way', async () => {
  const order: number[] = [];
  let underWay = 0;
  let most = 0;
  await workAhead<number, number>(
    {
      next: upTo(9),
      async work(item) {
        underWay++;
        most = Math.max(most, underWay);
        await wait(item % 3 === 1 ? 9 : 1);
        underWay--;
        return item * 10;
      },
      done: (result) => order.push(result),
    },
    3,
  );
  expect(order).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
  expect(most).toBe(3);
});

test('a failure ends the work when what is under way has come to its end, and nothing after it is handed over', async () => {
  const order: number[] = [];
  let ended = 0;
  const work = workAhead<number, number>(
    {
      next: upTo(9),
      async work(item) {
        await wait(item === 2 ? 1 : 9);
        ended++;
        if (item === 2) throw new Error('the page broke its limits');
        return item;
      },
      done: (result) => order.push(result),
    },
    3,
  );
  await expect(work).rejects.toThrow('limits');
  expect(order).toEqual([1]);
  expect(ended).toBe(4);
});
