import { expect, test } from 'vitest';
import { dictionaries } from '../../../../src/language/languages.ts';
import { createLocalizer } from '../../../../src/language/localizer.ts';
import { sideLabels, strokePath } from '../../../../src/report/charts/chart-frame.ts';
import {
  dots,
  levelBounds,
  linearScale,
  roundUp,
  stepArea,
  stepPath,
} from '../../../../src/report/charts/chart-scale.ts';
import { weatherHeight, weatherStrip } from '../../../../src/report/charts/weather-strip.ts';

const steps = [
  { fromX: 0, toX: 2, y: 10 },
  { fromX: 2, toX: 4, y: 8 },
  { fromX: 4, toX: 6, y: null },
  { fromX: 6, toX: 8, y: 5 },
];

test('a line keeps its value through its minute and breaks at a hole', () => {
  expect(stepPath(steps)).toBe('M0 10L2 10L2 8L4 8M6 5L8 5');
});

test('an area breaks at a hole too and rests on its base', () => {
  expect(stepArea(steps, 20)).toBe('M0 20L0 10L2 10L2 8L4 8L4 20ZM6 20L6 5L8 5L8 20Z');
});

test('dots stand in the middle of their minute', () => {
  expect(dots(steps)).toBe('M1 10h0M3 8h0M7 5h0');
});

test('levels are bounded by tens around everything that is shown, also by nothing', () => {
  expect(levelBounds([38.2, 61, null, 45])).toEqual({ lowDb: 30, highDb: 70 });
  expect(levelBounds([null])).toEqual({ lowDb: 30, highDb: 60 });
  expect(levelBounds([44, 45])).toEqual({ lowDb: 40, highDb: 70 });
});

test('a scale turns around, stays in its panel and has round ticks', () => {
  const scale = linearScale(30, 60, 300, 0, 10);
  expect([scale.at(30), scale.at(60), scale.at(20), scale.at(99)]).toEqual([300, 0, 300, 0]);
  expect(scale.ticks).toEqual([30, 40, 50, 60]);
});

test('power axes end at a round number with a round half', () => {
  expect([0, 0.7, 1, 1440, 1700, 5200, 9900].map(roundUp)).toEqual([1, 0.8, 1, 1600, 2000, 6000, 10_000]);
});

test('names beside lines never cover each other', () => {
  const stroke = { color: '#000', width: 1 };
  const labels = [100, 101, 102, 290].map((y, index) => ({ y, text: `n${index}`, stroke }));
  const panel = {
    top: 40,
    bottom: 300,
    titleY: 10,
    title: '',
    scale: linearScale(0, 1, 300, 40, 1),
  };
  const ys = [...sideLabels(labels, panel).markup.matchAll(/<text x="\d+" y="([\d.]+)"/g)].map(([, y]) =>
    Number(y),
  );
  ys.slice(1).forEach((y, index) => {
    expect(y - (ys[index] ?? 0)).toBeGreaterThanOrEqual(16);
  });
});

test('dots are round, lines meet without a point, and nothing is drawn where there is nothing', () => {
  const stroke = { color: '#123', width: 2 };
  expect(strokePath('M1 1h0', { ...stroke, dots: true }).markup).toContain('stroke-linecap="round"');
  expect(strokePath('M0 0L1 1', stroke).markup).toContain('stroke-linejoin="round"');
  expect(strokePath('M0 0L1 1', stroke).markup).not.toContain('linecap');
  expect(strokePath('', stroke).markup).toBe('');
});

test('the weather stands below its hours: figures where they are known, wet hours shaded, nothing without a sensor', () => {
  const time = linearScale(0, 8 * 3_600_000, 0, 800, 3_600_000);
  const offsets = [{ fromMs: 0, utcOffsetMin: 0 }];
  const localizer = createLocalizer(dictionaries.en, { night: { offsets }, momentOffsets: offsets });
  const hours = [
    { startMs: 0, temperatureC: 26.6, windMaxMPerS: 1.94, rainS: 0 },
    { startMs: 3_600_000, temperatureC: null, windMaxMPerS: 5.2, rainS: 61 },
    { startMs: 7_200_000, temperatureC: 24, windMaxMPerS: null, rainS: null },
  ];
  const { markup } = weatherStrip({ hours }, time, 500, localizer);
  const cells = [...markup.matchAll(/<text x="([\d.]+)" y="(\d+)" text-anchor="middle"[^>]*>([^<]*)</g)];
  expect(cells.map(([, x, y, text]) => [Number(x), Number(y), text])).toEqual([
    [50, 515, '27'],
    [50, 530, '1.9'],
    [150, 530, '5.2'],
    [150, 545, '2 min'],
    [250, 515, '24'],
  ]);
  expect(markup.match(/<rect x="100"[^>]*width="100"/g)).toHaveLength(1);
  expect(weatherHeight({ hours: [] })).toBe(0);
  expect(weatherStrip({ hours: [] }, time, 500, localizer).markup).toBe('');
});
