/** The differences, as tables and sentences. */

import type { Divergence } from '../../analysis/what-if/divergence.ts';
import type { ModelNoise } from '../../analysis/what-if/model-noise.ts';
import type { OutputStatistics } from '../../analysis/what-if/output-statistics.ts';
import type { SiteFit } from '../../analysis/what-if/site-fit.ts';
import type { WhatIf } from '../../analysis/what-if/what-if.ts';
import { inEnglish } from '../../language/say.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { localText } from '../../time/local-time.ts';
import { columns } from '../terminal/columns.ts';

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
    `night of ${frame.night}: ${timeText(found.seconds)} of ${timeText(frame.nightS)} replayed from ${frame.source}`,
    ...fitNotes(frame.fit),
    ...frame.notes,
    ...unlikeNote(found),
  ];
  if (found.differences === 0)
    return [
      ...head,
      'Nothing would have differed: every output has the same value by the same rule throughout.',
    ];
  return [
    ...head,
    'The inputs are those of that night: temperatures do not answer to other decisions, so they cannot be replayed.',
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
  const note = (ids: readonly string[], text: string): string[] =>
    ids.length === 0 ? [] : [`${text}: ${ids.join(', ')}`];
  return [
    ...note(absent, 'not recorded, so without a value'),
    ...note(dropped, 'recorded, but no part of the changed site'),
    ...note(outputsOfOld, 'outputs of then only, not compared'),
    ...note(outputsOfChanged, 'outputs of the changed site only, not compared'),
  ];
}

function unlikeNote({ unlikeS }: WhatIf): string[] {
  if (unlikeS === 0) return [];
  return [
    `for ${timeText(unlikeS)} the site of then comes out otherwise than was decided then: take differences as small as that with care`,
  ];
}

function noiseTable({ old, changed, measured }: WhatIf, frame: WhatIfFrame): readonly string[] {
  const rows = changed.noise.flatMap((now) => {
    const of = (all: readonly ModelNoise[]): ModelNoise | undefined =>
      all.find(({ receptor }) => receptor === now.receptor);
    const was = of(old.noise);
    const sides = [was, now];
    return [
      [`LAeq of the night at ${now.receptor}, dB`, ...sides.map((side) => levelText(side?.laeqDb))],
      ['loudest minute, dB', ...sides.map((side) => levelText(side?.loudestMinute?.levelDb))],
      ['  it began at', ...sides.map((side) => loudestText(side, frame))],
      [`minutes above ${now.limitDb} dB`, ...sides.map((side) => String(side?.minutesAbove ?? '--'))],
      ['LAeq by measured speeds and power, dB', levelText(of(measured)?.laeqDb), ''],
    ];
  });
  const title = 'equipment by the control model, fans as commanded';
  return columns([[title, 'then', 'changed'], ...rows], [1, 2]);
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
  const heads = ['power, kWh: cabinet', 'measured', 'given up', 'given back', 'not known'];
  return [
    ...columns([heads, ...rows], [1, 2, 3, 4]),
    'Given up is an estimate: measured power above the changed limits. Under these limits it is also the most that',
    'is lost: cars that stay longer take it later. Given back is the most: what cars would have taken is not recorded.',
    'Limits that follow a temperature would have come otherwise: less power cools, slower fans warm.',
  ];
}

function outputTable({ old, changed }: WhatIf): readonly string[] {
  const rows = changed.outputs.flatMap((now) => {
    const was = old.outputs.find(({ id }) => id === now.id);
    if (was === undefined) return [];
    const changes = now.kind === 'fan' ? 'changes' : 'switches';
    const steps = (now.secondsAt ?? []).map(({ stepPct, seconds }) => {
      const before = was.secondsAt?.find((step) => step.stepPct === stepPct)?.seconds;
      return [`  at ${stepPct} %`, before === undefined ? '--' : timeText(before), timeText(seconds)];
    });
    const mean = now.kind === 'fan' ? [['  mean', percentText(was), percentText(now)]] : [];
    return [[`${now.id} ${changes}`, String(was.changes), String(now.changes)], ...mean, ...steps];
  });
  return columns([['outputs', 'then', 'changed'], ...rows], [1, 2]);
}

function percentText({ meanPct }: OutputStatistics): string {
  return meanPct === null ? '--' : `${meanPct.toFixed(1)} %`;
}

function differenceText({ differences, differingS, first }: WhatIf, frame: WhatIfFrame): readonly string[] {
  const lines = first.map((one) => divergenceText(one, frame));
  return [
    `decisions differ for ${timeText(differingS)}, in ${differences} stretches; they begin:`,
    ...lines.flat(),
  ];
}

function divergenceText({ outputs, fromMs, old, changed }: Divergence, { offsetAt }: WhatIfFrame): string[] {
  return [
    `  ${localText(fromMs, offsetAt(fromMs))} ${outputs.join(', ')}`,
    `    then ${old.value} % by ${old.by}: ${inEnglish(old.reason)}`,
    `    changed ${changed.value} % by ${changed.by}: ${inEnglish(changed.reason)}`,
  ];
}

/** "7:59:30". */
function timeText(seconds: number): string {
  const all = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(all / 3600)}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
}
