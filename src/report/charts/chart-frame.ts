/** The still parts of the night's curve: panels with their axes, the hours, and names beside the lines. */

import { html, type Markup } from '../markup/markup.ts';
import { palette } from '../markup/palette.ts';
import type { Scale } from './chart-scale.ts';

/** Page units of the drawing; on A4 paper one is a fifth of a millimetre. */
export const frame = { width: 960, left: 46, right: 838, labelX: 846 } as const;

/** One panel: its upper and lower edge in page units, and the scale of its values. */
export interface Panel {
  readonly top: number;
  readonly bottom: number;
  readonly title: string;
  /** Base line of the title. */
  readonly titleY: number;
  readonly scale: Scale;
}

/** How a series is drawn, on the line itself and in front of its name. */
export interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly dash?: string;
  readonly dots?: true;
}

/** The name of a series, at the height where the series ends. */
export interface SideLabel {
  readonly y: number;
  readonly text: string;
  readonly stroke: Stroke;
}

const LABEL_HEIGHT = 16;

/** Box, title, value axis and grid of a panel. */
export function panelFrame({ bottom, titleY, title, scale }: Panel): Markup {
  const lines = scale.ticks.map((value) => {
    const y = scale.at(value);
    return html`<line x1="${frame.left}" x2="${frame.right}" y1="${y}" y2="${y}" stroke="${palette.rule}" stroke-width="0.75"/>
<text x="${frame.left - 6}" y="${y + 4.5}" text-anchor="end" class="tick">${value}</text>`;
  });
  return html`<text x="${frame.left}" y="${titleY}" class="panel">${title}</text>
${lines}
<line x1="${frame.left}" x2="${frame.right}" y1="${bottom}" y2="${bottom}" stroke="${palette.ink}"/>`;
}

/** A line at a full hour, `x` in page units. */
export interface HourMark {
  readonly x: number;
  readonly text: string;
}

/** Hour lines through all panels, and their names below the last. */
export function hourMarks(marks: readonly HourMark[], panels: readonly Panel[], textY: number): Markup {
  return html`${marks.map(
    ({ x, text }) => html`${panels.map(
      ({ top, bottom }) =>
        html`<line x1="${x}" x2="${x}" y1="${top}" y2="${bottom}" stroke="${palette.rule}" stroke-width="0.75"/>`,
    )}
<text x="${x}" y="${textY}" text-anchor="middle" class="tick">${text}</text>`,
  )}`;
}

/** A path of a series. */
export function strokePath(data: string, { color, width, dash, dots }: Stroke): Markup {
  if (data === '') return html``;
  return html`<path d="${data}" fill="none" stroke="${color}" stroke-width="${width}" ${
    dots === true ? html`stroke-linecap="round"` : html`stroke-linejoin="round"`
  }${dash !== undefined && html` stroke-dasharray="${dash}"`}/>`;
}

/** Names right of the panel, each with a sample of its line, moved apart where they would cover each other. */
export function sideLabels(labels: readonly SideLabel[], { top, bottom }: Panel): Markup {
  const x = frame.labelX;
  const placed = spread(labels, top + 4, bottom - 2);
  return html`${placed.map(({ y, text, stroke }) => {
    const sample =
      stroke.dots === true ? `M${x + 2} ${y}h0M${x + 10} ${y}h0M${x + 18} ${y}h0` : `M${x} ${y}h20`;
    return html`${strokePath(sample, stroke)}<text x="${x + 26}" y="${y + 4.5}" class="name">${text}</text>`;
  })}`;
}

/** Keeps the order from top to bottom and the distance; labels that fit where they are stay there. */
function spread(labels: readonly SideLabel[], lowestY: number, highestY: number): SideLabel[] {
  const sorted = labels.toSorted((a, b) => a.y - b.y);
  const ys: number[] = [];
  for (const { y } of sorted) ys.push(Math.max(y, (ys.at(-1) ?? lowestY - LABEL_HEIGHT) + LABEL_HEIGHT));
  let roof = highestY;
  for (let index = ys.length - 1; index >= 0; index--) {
    ys[index] = Math.min(ys[index] ?? roof, roof);
    roof = (ys[index] ?? roof) - LABEL_HEIGHT;
  }
  return sorted.map((label, index) => ({ ...label, y: ys[index] ?? label.y }));
}
