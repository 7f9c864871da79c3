/** The time zone by which nights are told: asked for, or what the file itself says. It is never supposed. */

import { type ConsoleText, consoleText } from '../language/console/console-text.ts';
import { MINUTE_MS } from '../model/duration.ts';
import { failed, ok, type Result } from '../model/result.ts';
import type { OffsetAt } from '../time/local-span.ts';
import { isZone, offsetsOf } from '../time/zoned-stamps.ts';
import type { Layout } from './layout/layout.ts';

/** The zone of the place and where it is known from. */
export interface PlaceZone {
  readonly zone: string;
  readonly from: 'asked' | 'stamps' | 'head';
  readonly offsetAt: OffsetAt;
}

/** The zone, or what to type. */
export function placeZone(layout: Layout, asked: string | undefined): Result<PlaceZone, ConsoleText> {
  if (asked !== undefined) return ok({ zone: asked, from: 'asked', offsetAt: offsetsOf(asked) });
  const [offsetMin, other] = layout.offsetsMin;
  if (offsetMin !== undefined && other !== undefined)
    return failed(consoleText('zone-two', { offsets: layout.offsetsMin.map(offsetName) }));
  if (offsetMin !== undefined && offsetMin !== 0)
    return ok({ zone: offsetName(offsetMin), from: 'stamps', offsetAt: () => offsetMin });
  if (offsetMin === 0) return failed(consoleText('zone-utc'));
  const head = layout.headZone === null ? undefined : headZone(layout.headZone);
  if (head !== undefined) return ok(head);
  return failed(consoleText('zone-none'));
}

/** `UTC+00:00 (Europe/London)`: the name where the system knows it, else the offset. */
function headZone(text: string): PlaceZone | undefined {
  const name = /\(([\w/+-]+)\)/.exec(text)?.[1];
  if (name !== undefined && isZone(name)) return { zone: name, from: 'head', offsetAt: offsetsOf(name) };
  const [, sign, hours, minutes] = /UTC([+-])(\d{1,2}):?(\d{2})/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const offsetMin = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return { zone: offsetName(offsetMin), from: 'head', offsetAt: () => offsetMin };
}

/** UTC+08:00. */
export function offsetName(offsetMin: number): string {
  const text = new Date(Math.abs(offsetMin) * MINUTE_MS).toISOString().slice(11, 16);
  return `UTC${offsetMin < 0 ? '-' : '+'}${text}`;
}
