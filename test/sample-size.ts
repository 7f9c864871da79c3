/**
 * Campaigns come in two sizes: `npm test` and `npm run test:long` take a sample of each, `npm run test:campaign` runs them in
 * full, by hand. The behaviour that is checked is the same.
 */

export const isLongRun = process.env['QUIETPOST_LONG_TESTS'] === 'true';

export function sampleSize<T>({ sample, full }: { readonly sample: T; readonly full: T }): T {
  return isLongRun ? full : sample;
}
