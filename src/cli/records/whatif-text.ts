/** The differences, as tables and sentences. */

import type { Divergence } from '../../analysis/what-if/divergence.ts';
import type { ModelNoise } from '../../analysis/what-if/model-noise.ts';
import type { OutputStatistics } from '../../analysis/what-if/output-statistics.ts';
import type { SiteFit } from '../../analysis/what-if/site-fit.ts';
import type { WhatIf } from '../../analysis/what-if/what-if.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { localText } from '../../time/local-time.ts';
import { columns } from '../terminal/columns.ts';
import { tell, tellMessage } from '../terminal/tell.ts';

interface WhatIfFrame {
  readonly night: string;
  /** Length of the night, s. */
  readonly nightS: number;
  readonly source: string;
  readonly fit: SiteFit;
  /** What a reader must know besides the figures. */
  readonly notes: readonly string[];
  readonly offsetAt: OffsetAt;
}

export function whatIfText(found: WhatIf, frame: WhatIfFrame): readonly string[] {
  const head = [
    tell('whatif-head', {
      night: frame.night,
      replayed: timeText(found.seconds),
      length: timeText(frame.nightS),
      source: frame.source,
    }),
    ...fitNotes(frame.fit),
    ...frame.notes,
    ...unlikeNote(found),
  ];
  if (found.differences === 0) return [...head, tell('whatif-no-difference')];
  return [
    ...head,
    tell('whatif-inputs'),
    '',
    ...noiseTable(found, frame),
    '',
    ...energyText(found),
    '',
    ...outputTable(found),
    '',
    ...differenceText(found, frame),
  ];
}

function fitNotes({ absent, dropped, outputsOfOld, outputsOfChanged }: SiteFit): string[] {
  return [
    ...(absent.length === 0 ? [] : [tell('whatif-absent', { ids: absent })]),
    ...(dropped.length === 0 ? [] : [tell('whatif-dropped', { ids: dropped })]),
    ...(outputsOfOld.length === 0 ? [] : [tell('whatif-outputs-then', { ids: outputsOfOld })]),
    ...(outputsOfChanged.length === 0 ? [] : [tell('whatif-outputs-changed', { ids: outputsOfChanged })]),
  ];
}

function unlikeNote({ unlikeS }: WhatIf): string[] {
  if (unlikeS === 0) return [];
  return [tell('whatif-unlike', { span: timeText(unlikeS) })];
}

function noiseTable({ old, changed, measured }: WhatIf, frame: WhatIfFrame): readonly string[] {
  const rows = changed.noise.flatMap((now) => {
    const of = (all: readonly ModelNoise[]): ModelNoise | undefined =>
      all.find(({ receptor }) => receptor === now.receptor);
    const was = of(old.noise);
    const sides = [was, now];
    return [
      [tell('whatif-laeq', { receptor: now.receptor }), ...sides.map((side) => levelText(side?.laeqDb))],
      [tell('whatif-loudest'), ...sides.map((side) => levelText(side?.loudestMinute?.levelDb))],
      [tell('whatif-loudest-at'), ...sides.map((side) => loudestText(side, frame))],
      [
        tell('whatif-minutes-above', { limitDb: now.limitDb }),
        ...sides.map((side) => String(side?.minutesAbove ?? '--')),
      ],
      [tell('whatif-measured'), levelText(of(measured)?.laeqDb), ''],
    ];
  });
  const heads = [tell('whatif-model'), tell('whatif-then'), tell('whatif-changed')];
  return columns([heads, ...rows], [1, 2]);
}

function loudestText(side: ModelNoise | undefined, { offsetAt }: WhatIfFrame): string {
  const loudest = side?.loudestMinute ?? null;
  return loudest === null ? '--' : localText(loudest.startMs, offsetAt(loudest.startMs)).slice(11, 16);
}

function levelText(levelDb: number | null | undefined): string {
  return levelDb?.toFixed(1) ?? '--';
}

function energyText({ energy }: WhatIf): readonly string[] {
  const rows = energy.map(({ cabinet, measuredKwh, cutKwh, freedKwh, unknownS }) => [
    cabinet,
    measuredKwh.toFixed(1),
    cutKwh.toFixed(1),
    freedKwh.toFixed(1),
    timeText(unknownS),
  ]);
  const heads = [
    ...[tell('whatif-power'), tell('whatif-power-measured'), tell('whatif-given-up')],
    ...[tell('whatif-given-back'), tell('whatif-not-known')],
  ];
  return [
    ...columns([heads, ...rows], [1, 2, 3, 4]),
    tell('whatif-power-note-1'),
    tell('whatif-power-note-2'),
    tell('whatif-power-note-3'),
  ];
}

function outputTable({ old, changed }: WhatIf): readonly string[] {
  const rows = changed.outputs.flatMap((now) => {
    const was = old.outputs.find(({ id }) => id === now.id);
    if (was === undefined) return [];
    const changes = tell(now.kind === 'fan' ? 'whatif-changes' : 'whatif-switches', { output: now.id });
    const steps = (now.secondsAt ?? []).map(({ stepPct, seconds }) => {
      const before = was.secondsAt?.find((step) => step.stepPct === stepPct)?.seconds;
      return [
        tell('whatif-at-step', { pct: stepPct }),
        before === undefined ? '--' : timeText(before),
        timeText(seconds),
      ];
    });
    const mean = now.kind === 'fan' ? [[tell('whatif-mean'), percentText(was), percentText(now)]] : [];
    return [[changes, String(was.changes), String(now.changes)], ...mean, ...steps];
  });
  return columns([[tell('whatif-outputs'), tell('whatif-then'), tell('whatif-changed')], ...rows], [1, 2]);
}

function percentText({ meanPct }: OutputStatistics): string {
  return meanPct === null ? '--' : `${meanPct.toFixed(1)} %`;
}

function differenceText({ differences, differingS, first }: WhatIf, frame: WhatIfFrame): readonly string[] {
  const lines = first.map((one) => divergenceText(one, frame));
  return [tell('whatif-differ', { span: timeText(differingS), count: differences }), ...lines.flat()];
}

function divergenceText({ outputs, fromMs, old, changed }: Divergence, { offsetAt }: WhatIfFrame): string[] {
  return [
    `  ${localText(fromMs, offsetAt(fromMs))} ${outputs.join(', ')}`,
    tell('whatif-old-value', { pct: old.value, rule: old.by, reason: tellMessage(old.reason) }),
    tell('whatif-changed-value', {
      pct: changed.value,
      rule: changed.by,
      reason: tellMessage(changed.reason),
    }),
  ];
}

/** "7:59:30". */
function timeText(seconds: number): string {
  const all = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(all / 3600)}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
}
