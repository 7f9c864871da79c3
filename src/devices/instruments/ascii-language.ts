/**
 * Lines of text: questions answered by a known number of lines of known form, or lines that are sent without a
 * question.
 */

import type { Fault } from '../../model/fault.ts';
import { type Message, message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { AsciiDefinition } from './instrument.ts';
import { answered, type Language, more, type Progress, type Question } from './language.ts';
import { type Fields, type LineTemplate, matchLine, parseTemplate } from './line-template.ts';
import { measured } from './measured.ts';

type AsciiPoint = AsciiDefinition['points'][number];
type Step = NonNullable<AsciiDefinition['ask']>[number];

/** The dialogue with an instrument that speaks lines. */
export function asciiLanguage(definition: AsciiDefinition): Language<string, Fields> {
  const { sync, open, ask = [], stream } = definition;
  return {
    sync: sync && syncQuestion(definition, sync),
    open: open.map((step) => stepQuestion(definition, step)),
    ask: ask.map((step) => stepQuestion(definition, step)),
    stream: stream && {
      start: stream.start && sent(definition, stream.start),
      stop: stream.stop,
      everyMs: stream.every,
      receiver(stray) {
        const template = parseTemplate(stream.line);
        let countBefore: number | undefined;
        return (line) => {
          const fields = fieldsOf(definition, template, clean(definition, line));
          const count = fields.ok ? Object.keys(fields.value).length : undefined;
          // A line that lost its end is joined with the next, so its list is longer than the others.
          const isSound = count !== undefined && (!template.hasList || count === countBefore);
          countBefore = count;
          if (isSound && fields.ok) return fields.value;
          stray(line.length);
          return undefined;
        };
      },
    },
    isBlank: (line) => clean(definition, line) === '',
    decode: (answers) => {
      const fields = Object.assign({}, ...answers) as Fields;
      return definition.points.map((point) => ({ point, result: readingOf(definition, point, fields) }));
    },
  };
}

/** The link itself ends a line with `\n`. */
function sent({ lineEnd }: AsciiDefinition, text: string): string {
  return lineEnd === 'cr-lf' ? `${text}\r` : text;
}

/** The line without line end, prompt and surrounding spaces. */
function clean({ prompt }: AsciiDefinition, line: string): string {
  let text = line.trim();
  while (prompt !== undefined && text.startsWith(prompt)) text = text.slice(prompt.length).trimStart();
  return text;
}

function stepQuestion(definition: AsciiDefinition, step: Step): Question<string, Fields> {
  const templates = step.answer.map(parseTemplate);
  return {
    send: sent(definition, step.send),
    isMute: templates.length === 0,
    receiver(keep) {
      let index = 0;
      let mayEcho = true;
      return (line) => {
        const text = clean(definition, line);
        if (text === '') return more;
        const isEcho = mayEcho && text === step.send;
        mayEcho = false;
        if (isEcho) return more;
        const refusal = Object.hasOwn(definition.refusals, text) ? definition.refusals[text] : undefined;
        if (refusal !== undefined) return refused(text, refusal);
        const template = templates[index];
        const fields = template && fieldsOf(definition, template, text);
        if (fields === undefined) return mismatch(message('text-after-answer', { shown: shortened(text) }));
        if (!fields.ok) return mismatch(fields.fault);
        keep(fields.value);
        index++;
        return index === templates.length ? answered : more;
      };
    },
  };
}

/** Anything that arrives before the answer belongs to older questions and is skipped. */
function syncQuestion(
  definition: AsciiDefinition,
  { send, answer }: NonNullable<AsciiDefinition['sync']>,
): Question<string, Fields> {
  const { ending } = parseTemplate(answer);
  return {
    send: sent(definition, send),
    isMute: false,
    receiver: () => (line) => (ending.test(line) ? answered : more),
  };
}

/** The fields of a line, or why it is not the expected line. */
function fieldsOf(
  definition: AsciiDefinition,
  template: LineTemplate,
  text: string,
): Result<Fields, Message> {
  if (text.length > definition.limits.lineMax)
    return failed(message('line-too-long', { most: definition.limits.lineMax }));
  const fields = /[^\x20-\x7e]/.test(text) ? undefined : matchLine(template, text);
  if (fields === undefined)
    return failed(message('text-in-place', { shown: shortened(text), expected: template.text }));
  if (template.hasList) {
    const last = Math.max(...definition.points.map(({ field }) => (typeof field === 'number' ? field : 0)));
    if (fields[last] === undefined)
      return failed(message('text-no-field', { shown: shortened(text), field: last }));
    const length = definition.bands?.length;
    if (length !== undefined && fields[length] !== undefined)
      return failed(message('text-list-longer', { shown: shortened(text), length }));
  }
  const restart = template.names.find((name) => definition.status[fields[name] ?? ''] === 'restart');
  return restart === undefined
    ? ok(fields)
    : failed(message('instrument-says', { status: fields[restart] ?? '' }));
}

function readingOf(definition: AsciiDefinition, point: AsciiPoint, fields: Fields): Result<number, Fault> {
  for (const name of point.status ?? []) {
    const shown = fields[name] ?? '';
    const verdict = Object.hasOwn(definition.status, shown) ? definition.status[shown] : 'no-value';
    if (verdict === 'overload' || verdict === 'under-range') return failed({ kind: verdict });
    if (verdict !== 'good') return failed({ kind: 'no-value', shown });
  }
  const shown = fields[point.field] ?? '';
  if ([...shown].every((character) => definition.noValue.includes(character)))
    return failed({ kind: 'no-value', shown });
  const decimals = /^[+-]?\d{1,6}(?:\.(\d{1,6}))?$/.exec(shown)?.map((part) => part ?? '')[1]?.length;
  if (decimals === undefined || decimals !== (point.decimals ?? decimals))
    return failed({ kind: 'frame', detail: message('text-no-number', { shown: shortened(shown) }) });
  return measured(point, Number(shown));
}

function refused(text: string, meaning: string): Progress {
  return {
    kind: 'refused',
    fault: { kind: 'rejected', detail: message('instrument-refuses', { status: text, meaning }) },
  };
}

function mismatch(detail: Message): Progress {
  return { kind: 'mismatch', detail };
}

/** Shortened, and without characters that disturb a terminal. */
function shortened(text: string): string {
  const printable = text.replaceAll(/[^\x20-\x7e]/g, '?');
  return printable.length > 40 ? `${printable.slice(0, 40)}...` : printable;
}
