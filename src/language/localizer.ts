/** Words messages, levels and times in one language, in the local time of one night. */

import { roundHalfEven } from '../acoustics/levels/rounding.ts';
import { MINUTE_MS } from '../model/duration.ts';
import type { Message } from '../model/message.ts';
import type { Dictionary, PageKey } from './dictionary.ts';
import { fill } from './form/template.ts';
import type { Label, PageText, PageValue } from './page-text.ts';
import { say, signed } from './say.ts';

/** Words and numbers in one language. */
export interface Localizer {
  /** Code of the language: `en`. */
  readonly language: string;
  readonly dictionary: Dictionary;
  say(text: PageText): string;
  label(key: Label): string;
  /** A message about what the station did. */
  tell(message: Message): string;
  /** A number with this many decimals, half to even; a dash for null. */
  number(value: number | null, decimals: number): string;
  /** 0.974 as "97.4 %"; only a whole is "100 %". */
  share(value: number | null): string;
  /** "02:30", with its offset where the clocks change in this night. */
  time(wallMs: number): string;
  /** "2026-07-15 22:00", for a moment in the report's own table of offsets. */
  moment(wallMs: number): string;
  /** Seconds as "7 h 58 min". */
  span(seconds: number): string;
}

/** The offset from UTC from a moment on. */
export interface ZoneOffset {
  readonly fromMs: number;
  readonly utcOffsetMin: number;
}

/** What a localizer needs of a report: the offsets in its night, and at its other moments. */
export interface Clocks {
  readonly night: { readonly offsets: readonly ZoneOffset[] };
  readonly momentOffsets: readonly ZoneOffset[];
}

/** Speaks the language of the dictionary; clock times show their offset where the night has more than one. */
export function createLocalizer(dictionary: Dictionary, { night, momentOffsets }: Clocks): Localizer {
  const texts = dictionary.page;

  const time = (wallMs: number): string => {
    const utcOffsetMin = offsetAt(night.offsets, wallMs);
    const clock = local(wallMs, utcOffsetMin).slice(11);
    return night.offsets.length > 1 ? `${clock} ${offsetText(utcOffsetMin)}` : clock;
  };
  const span = (seconds: number): string => {
    if (seconds < 60) return filled(texts['span-s'], { seconds: Math.round(seconds) });
    const all = Math.round(seconds / 60);
    const [hours, minutes] = [Math.floor(all / 60), all % 60];
    const key = hours === 0 ? 'span-min' : minutes === 0 ? 'span-h' : 'span-h-min';
    return filled(texts[key], { hours, minutes });
  };
  const number = (value: number | null, decimals: number): string => {
    if (value === null || !Number.isFinite(value)) return texts['no-value'];
    return roundHalfEven(value, decimals).toFixed(decimals).replace('-', '\u2212');
  };
  const share = (value: number | null): string => {
    if (value === null) return texts['no-value'];
    const percent = value >= 1 ? 100 : Math.min(99.9, roundHalfEven(100 * value, 1));
    return `${number(percent, value >= 1 || value <= 0 ? 0 : 1)} %`;
  };

  const shown = (value: PageValue, format: string | undefined): string => {
    if (value === null) return texts['no-value'];
    if (typeof value === 'string') return value;
    switch (format) {
      case 'time':
        return time(value);
      case 'share':
        return share(value);
      case 'span':
        return span(value);
      case 'signed':
        return signed(value, asItIs);
      case undefined:
        return asItIs(value);
      default:
        return number(value, Number(format));
    }
  };
  const filled = (text: string, values: Readonly<Record<string, PageValue>>): string =>
    fill(text, (name, format) => shown(values[name] ?? null, format));

  return {
    language: dictionary.code,
    dictionary,
    say: ({ key, values }) => filled(texts[key], values),
    label: (key) => texts[key],
    tell: (message) => say(dictionary, message, shown),
    number,
    share,
    time,
    moment: (wallMs) => local(wallMs, offsetAt(momentOffsets, wallMs)),
    span,
  };
}

/** The offset at a moment, by a table of changes. */
export function offsetAt(offsets: readonly ZoneOffset[], wallMs: number): number {
  return (offsets.findLast(({ fromMs }) => fromMs <= wallMs) ?? offsets[0])?.utcOffsetMin ?? 0;
}

function asItIs(value: number): string {
  return String(value).replace('-', '\u2212');
}

function local(wallMs: number, utcOffsetMin: number): string {
  return new Date(wallMs + utcOffsetMin * MINUTE_MS).toISOString().slice(0, 16).replace('T', ' ');
}

/** "+08:00". */
export function offsetText(utcOffsetMin: number): string {
  const size = Math.abs(utcOffsetMin);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${utcOffsetMin < 0 ? '\u2212' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** The label of a recorded word, such as a rule's name; without one the word itself. */
export function wordFor({ dictionary }: Localizer, kind: 'rule' | 'class', word: string): string {
  const key = `${kind}-${word}`;
  return isPageKey(dictionary, key) ? dictionary.page[key] : word;
}

function isPageKey({ page }: Dictionary, key: string): key is PageKey {
  return Object.hasOwn(page, key);
}
