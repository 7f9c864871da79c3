/** Marks beside a level: overload, under range, pause, validity, and the marks of HJ 212 data. */

import type { FlagColumn } from '../layout/layout.ts';
import { KIND } from './kinds.ts';

const NO = /^(?:|[-–_.\s]+|0+(?:[.,]0+)?|no|n|false|none|off|ok|normal|nein|non|否|无|正常|いいえ|아니오)$/i;
const YES = /^(?:yes|y|true|on|ok|valid|ja|oui|si|sí|sì|是|有|有效|正常|はい|예|[1-9]\d*(?:\.\d+)?)$/i;

const OVER_WORDS =
  /over[\s-]?(?:load|range)|\bovl?d?\b|\bover\b|clip|satur|[üu]bersteuer|sobrecarga|sovraccarico|surcharge|过载|超量程|過負荷|과부하/i;
const INVALID_WORDS =
  /\binvalid|\bbad\b|\bfault|\berror|\bcalib|\bpaus|ung[üu]ltig|无效|故障|校准|無効|무효/i;

/** What the marks make of a row; undefined: nothing. */
export function flagged(columns: readonly FlagColumn[], fields: readonly string[]): number | undefined {
  let mark: number | undefined;
  for (const { column, flag } of columns) {
    const text = fields[column]?.trim() ?? '';
    const kind = markOf(flag, text);
    if (kind === KIND.over || kind === KIND.blank) return kind;
    mark ??= kind;
  }
  return mark;
}

/** What one mark makes of it. */
export function markOf(flag: FlagColumn['flag'], text: string): number | undefined {
  switch (flag) {
    case 'overload':
      return NO.test(text) ? undefined : KIND.over;
    case 'under-range':
      return NO.test(text) ? undefined : KIND.bound;
    case 'paused':
    case 'invalid':
      return NO.test(text) ? undefined : KIND.blank;
    case 'valid':
      return text === '' || YES.test(text) ? undefined : KIND.blank;
    case 'status-mark':
      return statusKind(text);
    case 'words':
      if (OVER_WORDS.test(text)) return KIND.over;
      return INVALID_WORDS.test(text) ? KIND.blank : undefined;
  }
}

/** HJ 212-2017 table 6: N is normal, T above the upper limit of the range, other letters no measurement. */
function statusKind(text: string): number | undefined {
  if (/^[FMSDCB]$/i.test(text)) return KIND.blank;
  return /^t$/i.test(text) ? KIND.over : markOf('words', text);
}
