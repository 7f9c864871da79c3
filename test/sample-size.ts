/**
 * Campaigns come in two sizes: `npm test` takes a sample of each, `npm run test:long` runs them in full. The behaviour
 * that is checked is the same. Which other files only the long run takes: `long-run.ts`.
 */

export const isLongRun = process.env['QUIETPOST_LONG_TESTS'] === 'true';

export function sampleSize<T>({ sample, full }: { readonly sample: T; readonly full: T }): T {
  return isLongRun ? full : sample;
}
