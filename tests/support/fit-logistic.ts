/** Weights of a logistic regression. */
export interface Logistic {
  bias: number;
  weights: number[];
}

const rounds = 20_000;
const step = 0.5;
/** Divided by the number of rows: pulls weights that the rows do not need towards 0. */
const penalty = 2;

/** Fits the odds of `isTrue` to rows of equal length by gradient descent; the same rows give the same weights. */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  isTrue: readonly boolean[],
): Logistic {
  const size = rows[0]?.length ?? 0;
  let bias = 0;
  const weights = new Array<number>(size).fill(0);
  for (let round = 0; round < rounds; round += 1) {
    let slope = 0;
    const slopes = weights.map((weight) => (weight * penalty) / rows.length);
    for (const [at, row] of rows.entries()) {
      const odds = row.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), bias);
      const error = (1 / (1 + Math.exp(-odds)) - Number(isTrue[at])) / rows.length;
      slope += error;
      for (const [index, value] of row.entries()) {
        slopes[index] = (slopes[index] ?? 0) + error * value;
      }
    }
    bias -= step * slope;
    for (const [index, value] of slopes.entries()) {
      weights[index] = (weights[index] ?? 0) - step * value;
    }
  }
  return { bias, weights };
}
