/** How complete the record of each station is, as lines for a person. */

import type { StreamCoverage } from '../ports/collector-store.ts';

export function completenessLines(coverage: readonly StreamCoverage[]): readonly string[] {
  if (coverage.length === 0) return ['nothing was collected yet'];
  const stations = new Map<string, StreamCoverage[]>();
  for (const one of coverage) {
    const place = `${one.site}/${one.station}`;
    stations.set(place, [...(stations.get(place) ?? []), one]);
  }
  return [...stations].flatMap(([place, streams]) => [
    `${place}: ${percent(streams)} complete`,
    ...streams.map(
      (one) =>
        `  ${one.stream.padEnd(14)} epoch ${one.epoch}  ${one.firstSeq} to ${one.lastSeq}  ${percent([one])}, ${missingOf(one)} missing`,
    ),
  ]);
}

function percent(streams: readonly StreamCoverage[]): string {
  const present = streams.reduce((sum, one) => sum + one.present, 0);
  const all = streams.reduce((sum, one) => sum + numbersOf(one), 0);
  // 99.99 % is not complete, and must not be shown as if it were.
  return present === all ? '100 %' : `${(Math.floor((10_000 * present) / all) / 100).toFixed(2)} %`;
}

function missingOf(one: StreamCoverage): number {
  return numbersOf(one) - one.present;
}

function numbersOf({ firstSeq, lastSeq }: StreamCoverage): number {
  return lastSeq - firstSeq + 1;
}
