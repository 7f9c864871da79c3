/** Least squares over a few rows: which constant, and how much of each regressor, makes the values. */

/** What a fit gives, in the unit of the values (a coefficient: per unit of its regressor). */
export interface LinearFit {
  /** The constant first, then one for each regressor. */
  readonly coefficients: readonly number[];
  /** Standard deviation of each. */
  readonly deviations: readonly number[];
  readonly residuals: readonly number[];
}

/**
 * Null where the rows do not tell the regressors apart, or are too few to say how sure the answer is. `weights`: of each
 * row, 1 where absent; rows of little weight hardly count among those that say how sure it is.
 */
export function linearFit(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  weights: readonly number[] = rows.map(() => 1),
): LinearFit | null {
  const full = rows.map((row) => [1, ...row]);
  const size = (rows[0]?.length ?? 0) + 1;
  const counted = sumOf(weights, (weight) => weight);
  if (counted <= size) return null;
  const index = Array.from({ length: size }, (_, at) => at);
  const normal = index.map((row) =>
    index.map((column) => sumOf(full, (one, which) => at(weights, which) * at(one, row) * at(one, column))),
  );
  const inverse = inverseOf(normal);
  if (inverse === null) return null;
  const moments = index.map((row) =>
    sumOf(full, (one, which) => at(weights, which) * at(one, row) * at(values, which)),
  );
  const coefficients = inverse.map((row) => sumOf(row, (one, which) => one * at(moments, which)));
  const residuals = full.map(
    (row, which) => at(values, which) - sumOf(row, (one, column) => one * at(coefficients, column)),
  );
  const variance =
    sumOf(residuals, (residual, which) => at(weights, which) * residual * residual) / (counted - size);
  const deviations = index.map((which) => Math.sqrt(Math.max(0, variance * at(inverse[which] ?? [], which))));
  return { coefficients, deviations, residuals };
}

/** By Gauss and Jordan with the largest pivot; null when it has none. */
function inverseOf(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const work = matrix.map((row, index) => [...row, ...row.map((_, column) => (column === index ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(at(work[row] ?? [], column)) > Math.abs(at(work[pivot] ?? [], column))) pivot = row;
    }
    const found = work[pivot] ?? [];
    const largest = at(found, column);
    if (!(Math.abs(largest) > SINGULAR * Math.abs(at(matrix[column] ?? [], column)))) return null;
    work[pivot] = work[column] ?? [];
    const scaled = found.map((one) => one / largest);
    work.forEach((row, index) => {
      if (index === column) return;
      const factor = at(row, column);
      work[index] = row.map((one, which) => one - factor * at(scaled, which));
    });
    work[column] = scaled;
  }
  return work.map((row) => row.slice(size));
}

/** A pivot that is so much smaller than it began is nothing but rounding. */
const SINGULAR = 1e-9;

function sumOf<T>(values: readonly T[], of: (value: T, index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += of(values[index] as T, index);
  return sum;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}
