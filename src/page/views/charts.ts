/** Levels, fans and power over one time axis, drawn by uPlot, and the same as a table for those who do not see it. */

import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { MINUTE_MS } from '../../model/duration.ts';
import type { Curve, NightTable } from '../../web/http/night-table.ts';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';
import { type CurveLook, keyFill, lookOf } from './curve-look.ts';

interface ChartsProps {
  readonly labels: Labels;
  readonly table: NightTable;
  readonly chosen: (fromMs: number, toMs: number) => void;
  readonly wider: () => void;
}

interface Band extends CurveLook {
  readonly label: string;
  readonly curve: Curve;
}

export function Charts({ labels, table, chosen, wider }: ChartsProps): Piece {
  const { say } = labels;
  const idsOf = (kind: Curve['kind']): string[] => [
    ...new Set(table.curves.filter((curve) => curve.kind === kind).map(({ id }) => id)),
  ];
  const bands = (kinds: readonly Curve['kind'][]): Band[] =>
    table.curves
      .filter(({ kind }) => kinds.includes(kind))
      .map((curve) => ({
        curve,
        ...lookOf(curve.kind, idsOf(curve.kind).indexOf(curve.id)),
        label: curve.kind === 'equipment' ? say('ui-ours-at', { place: curve.id }) : curve.id,
      }));
  const groups = [
    {
      title: say('ui-levels'),
      bands: bands(['other-level', 'level', 'equipment']),
      hasLimit: true,
      height: 260,
    },
    { title: say('ui-fans-pct'), bands: bands(['fan']), hasLimit: false, height: 130 },
    { title: say('ui-power-kw'), bands: bands(['power']), hasLimit: false, height: 130 },
  ].filter((group) => group.bands.length > 0);
  return html`<div>
    ${groups.map(
      (group) => html`<${Chart} key=${group.title} ...${{ ...group, table, chosen, wider, say }} />`,
    )}
    ${asTable(table, labels)}
  </div>`;
}

interface ChartProps extends Omit<ChartsProps, 'labels'> {
  readonly title: string;
  readonly bands: readonly Band[];
  readonly hasLimit: boolean;
  readonly height: number;
  readonly say: Labels['say'];
}

function Chart(props: ChartProps): Piece {
  const { title, bands, say, hasLimit } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let plot = draw(element, props);
    const redraw = (): void => {
      plot.destroy();
      plot = draw(element, props);
    };
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', redraw);
    addEventListener('resize', redraw);
    return () => {
      theme.removeEventListener('change', redraw);
      removeEventListener('resize', redraw);
      plot.destroy();
    };
  }, [props.table]);
  const keys = [...new Map(bands.map((band) => [band.label, band])).values()];
  return html`<div class="chart">
    <h3>${title}</h3>
    <div ref=${place} role="img" aria-label=${`${title}: ${keys.map(({ label }) => label).join(', ')}`}></div>
    <p class="keys">
      ${keys.map(({ label, ...look }) => html`<span><i style=${{ background: keyFill(look) }}></i>${label}</span>`)}
      ${hasLimit ? html`<span><i style="background:var(--limit)"></i>${say('ui-limit')}</span>` : null}
    </p>
  </div>`;
}

function draw(element: HTMLElement, props: ChartProps): uPlot {
  const { table, bands, hasLimit, wider } = props;
  const limits = hasLimit ? Object.values(table.limits) : [];
  const steps = bands[0]?.curve.mean.length ?? 0;
  const shiftS = table.utcOffsetMin * 60;
  const seconds = Array.from(
    { length: steps },
    (_, index) => (table.fromMs + index * table.stepMs) / 1000 + shiftS,
  );
  const columns = bands.flatMap(({ curve }) => [curve.lowest, curve.highest, curve.mean]);
  const plot = new uPlot(
    optionsOf(element, props, limits.length),
    [seconds, ...columns, ...limits] as uPlot.AlignedData,
    element,
  );
  plot.over.addEventListener('dblclick', wider);
  return plot;
}

function optionsOf(element: HTMLElement, props: ChartProps, limits: number): uPlot.Options {
  const { table, bands, height, chosen } = props;
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const grid = { stroke: colour('--line'), width: 1 };
  const axis = { stroke: colour('--soft'), grid, ticks: { show: false }, font: `12px ${style.fontFamily}` };
  const hidden = { stroke: 'transparent', points: { show: false } };
  return {
    width: Math.max(200, element.clientWidth),
    height,
    // The station's own time is drawn as if it were UTC: the zone of the phone does not count.
    tzDate: (second) => uPlot.tzDate(new Date(second * 1000), 'UTC'),
    cursor: { drag: { x: true, y: false, setScale: false }, y: false },
    legend: { show: false },
    axes: [
      { ...axis, values: timeMarks, size: 28 },
      { ...axis, size: 42 },
    ],
    scales: { x: { time: true } },
    series: [
      {},
      ...bands.flatMap(({ colour: name, dash, curve }) => [
        hidden,
        hidden,
        {
          ...{ stroke: colour(name), dash: [...dash], points: { show: false } },
          width: curve.kind === 'equipment' ? 2 : 1.2,
        },
      ]),
      ...Array.from({ length: limits }, () => ({
        ...hidden,
        stroke: colour('--limit'),
        width: 1.5,
        dash: [6, 4],
      })),
    ],
    bands: bands.map(({ colour: name }, index): uPlot.Band => {
      return {
        series: [2 + 3 * index, 1 + 3 * index],
        fill: `color-mix(in srgb, ${colour(name)} 22%, transparent)`,
      };
    }),
    hooks: {
      drawClear: [(chart) => shadeHoles(chart, table, colour('--faint'))],
      setSelect: [(chart) => choose(chart, table, chosen)],
    },
  };
}

/** What was drawn over with the finger or the mouse. */
function choose(chart: uPlot, { utcOffsetMin }: NightTable, chosen: ChartProps['chosen']): void {
  const { left, width } = chart.select;
  if (width < 8) return;
  const at = (x: number): number => (chart.posToVal(x, 'x') - utcOffsetMin * 60) * 1000;
  chosen(at(left), at(left + width));
}

function timeMarks(_: uPlot, marks: number[], __: number, ___: number, stepS: number): string[] {
  return marks.map((second) => {
    const text = new Date(second * 1000).toISOString();
    if (stepS >= 86_400) return text.slice(5, 10);
    return stepS < 60 ? text.slice(11, 19) : text.slice(11, 16);
  });
}

/** What was not recorded, or does not count, is shaded: it is no silence. */
function shadeHoles(chart: uPlot, { holes, utcOffsetMin }: NightTable, fill: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.fillStyle = fill;
  for (const { fromMs, toMs } of holes) {
    const at = (ms: number): number =>
      Math.min(
        bbox.left + bbox.width,
        Math.max(bbox.left, chart.valToPos(ms / 1000 + utcOffsetMin * 60, 'x', true)),
      );
    const [left, right] = [at(fromMs), at(toMs)];
    if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

const TABLE_ROWS = 12;

/** Twelve rows say what the curves show. */
function asTable({ curves, fromMs, toMs, stepMs, utcOffsetMin }: NightTable, { say }: Labels): Piece {
  const levels = curves.filter(({ kind }) => kind === 'level' || kind === 'equipment');
  const rowMs = (toMs - fromMs) / TABLE_ROWS;
  return html`<details>
    <summary>${say('ui-table')}</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">${say('ui-clock')}</th>
          ${levels.map(({ id, kind }) => html`<th scope="col" class="n">${kind === 'equipment' ? say('ui-ours-at', { place: id }) : id}, dB</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from({ length: TABLE_ROWS }, (_, row) => {
          const atMs = fromMs + row * rowMs;
          return html`<tr>
            <th scope="row">${new Date(atMs + utcOffsetMin * MINUTE_MS).toISOString().slice(11, 16)}</th>
            ${levels.map(({ mean }) => html`<td class="n">${energyMean(mean, (row * rowMs) / stepMs, ((row + 1) * rowMs) / stepMs)}</td>`)}
          </tr>`;
        })}
      </tbody>
    </table>
  </details>`;
}

function energyMean(levelsDb: readonly (number | null)[], from: number, to: number): string {
  const known = levelsDb.slice(Math.floor(from), Math.ceil(to)).filter((one) => one !== null);
  if (known.length === 0) return '–';
  const energy = known.reduce((sum, levelDb) => sum + 10 ** (levelDb / 10), 0) / known.length;
  return (10 * Math.log10(energy)).toFixed(1);
}
