/** An explanation as sentences, the decision first. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import type { Dictionary } from '../../language/dictionary.ts';
import { say, saysTheSame } from '../../language/say.ts';
import { sayConsole } from '../../language/say-console.ts';
import type { Bound } from '../../model/bound.ts';
import type { Decision, Overruled } from '../../model/decision.ts';
import type { Message } from '../../model/message.ts';
import { localText } from '../../time/local-time.ts';
import type { Explanation } from './explanation.ts';

/** Words a reason in the language of the reader. */
type Tell = (reason: Message) => string;

/** One line per sentence. Times are local, with the date if it is another day's. */
export function explainText(explanation: Explanation, dictionary: Dictionary): readonly string[] {
  const { outputHistory, bounds, inputs } = explanation;
  const { now } = outputHistory;
  const tell: Tell = (reason) => say(dictionary, reason);
  const below: readonly ConsoleText[] = [
    ...chainOf(explanation, tell),
    ...now.overruled.map((one) => overruledText(one, now, bounds, tell)),
    ...(bounds ?? []).filter((bound) => isIdle(bound, now)).map((bound) => idleText(bound, tell)),
    ...inputTexts(inputs),
    beforeText(explanation, tell),
    afterText(explanation, tell),
  ];
  return [
    sayConsole(dictionary, valueText(explanation)),
    ...below.map((text) => `  ${sayConsole(dictionary, text)}`),
  ];
}

/** One sentence; nothing where there is no input. */
function inputTexts([first, ...others]: Explanation['inputs']): readonly ConsoleText[] {
  if (first === undefined) return [];
  const inputs = others.reduce((before, next) => consoleText('explain-inputs-more', { before, next }), first);
  return [consoleText('explain-inputs', { inputs })];
}

function valueText(explanation: Explanation): ConsoleText {
  const { spec, wallMs, utcOffsetMin } = explanation;
  const { sinceMs, ruleSinceMs, now } = explanation.outputHistory;
  const since =
    sinceMs === null
      ? consoleText('explain-since-before')
      : consoleText('explain-since', { time: timeOf(sinceMs, explanation) });
  const value = { output: spec.id, pct: now.value, time: localText(wallMs, utcOffsetMin), since };
  if (ruleSinceMs === null) return consoleText('explain-value', value);
  const ruleSince = timeOf(ruleSinceMs, explanation);
  return consoleText('explain-value-by', { ...value, rule: now.by, ruleSince });
}

/** Which rule set the value, and what the rest value would have been. */
function chainOf({ spec, outputHistory: { now }, bounds }: Explanation, tell: Tell): readonly ConsoleText[] {
  const reason = tell(now.reason);
  if (now.by === 'start') return [consoleText('explain-fail-safe', { reason })];
  if (now.by === 'rest') return [consoleText('explain-rest', { reason })];
  const setter = bounds?.find((bound) => bound.rule === now.by && saysTheSame(bound.reason, now.reason));
  const way = directionOf(now, spec.rest, setter);
  const demand =
    setter === undefined
      ? ''
      : consoleText('explain-demand', { priority: setter.priority, demand: demandText(setter) });
  const set = consoleText(`explain-${way}`, { rule: now.by, demand, reason });
  if (now.value < spec.rest) return [set, consoleText('explain-wanted-more', { pct: spec.rest })];
  return now.value > spec.rest ? [set, consoleText('explain-wanted-less', { pct: spec.rest })] : [set];
}

function directionOf(
  now: Decision,
  restPct: number,
  setter: Bound | undefined,
): 'held' | 'asked-up' | 'asked-down' | 'set' {
  if (setter !== undefined && setter.min !== undefined && setter.max !== undefined) return 'held';
  if (setter !== undefined) return setter.max === undefined ? 'asked-up' : 'asked-down';
  // The bounds are not known here: an overruled rule may have wanted more or less.
  if (now.overruled.length > 0) return 'set';
  return now.value < restPct ? 'asked-down' : 'asked-up';
}

function demandText({ min, max }: Bound): ConsoleText {
  if (min !== undefined && max !== undefined)
    return min === max
      ? consoleText('demand-exactly', { pct: rounded(min) })
      : consoleText('demand-between', { lowPct: rounded(min), highPct: rounded(max) });
  return min === undefined
    ? consoleText('demand-at-most', { pct: rounded(max ?? 0) })
    : consoleText('demand-at-least', { pct: rounded(min) });
}

function overruledText(
  { rule, reason }: Overruled,
  now: Decision,
  bounds: Explanation['bounds'],
  tell: Tell,
): ConsoleText {
  const lost = bounds?.find((bound) => bound.rule === rule && saysTheSame(bound.reason, reason));
  if (lost === undefined) return consoleText('explain-overruled', { rule, reason: tell(reason) });
  const overruled = consoleText('explain-overruled-demand', {
    rule,
    demand: demandText(lost),
    reason: tell(reason),
  });
  const won = bounds?.find((bound) => bound.rule === now.by && saysTheSame(bound.reason, now.reason));
  if (won === undefined) return overruled;
  return won.priority === lost.priority
    ? consoleText('explain-equals', { overruled, rule: now.by, priority: won.priority })
    : consoleText('explain-before-others', { overruled, winner: won.priority, loser: lost.priority });
}

/** Whether the decision meets the bound anyway. */
function isIdle({ rule, reason }: Bound, { by, reason: setting, overruled }: Decision): boolean {
  const isSetter = rule === by && saysTheSame(reason, setting);
  return !isSetter && !overruled.some((one) => one.rule === rule && saysTheSame(one.reason, reason));
}

function idleText(bound: Bound, tell: Tell): ConsoleText {
  const { rule, priority, reason } = bound;
  return consoleText('explain-met', { rule, priority, demand: demandText(bound), reason: tell(reason) });
}

/** The value before, and the reason of the change if the reason has changed since. */
function beforeText(explanation: Explanation, tell: Tell): ConsoleText {
  const { before, sinceMs, first, now } = explanation.outputHistory;
  if (before === null || sinceMs === null) return consoleText('explain-before-unknown');
  const time = timeOf(sinceMs, explanation);
  const was = consoleText('explain-before', { pct: before.value, rule: before.by, time });
  const isSame = first.by === now.by && saysTheSame(first.reason, now.reason);
  if (isSame) return was;
  return consoleText('explain-changed-by', { before: was, rule: first.by, reason: tell(first.reason) });
}

function afterText(explanation: Explanation, tell: Tell): ConsoleText {
  const { next } = explanation;
  if (next === null) return consoleText('explain-after-none');
  const { value, by, reason } = next.decision;
  const time = timeOf(next.atMs, explanation);
  return consoleText('explain-after', { pct: value, time, rule: by, reason: tell(reason) });
}

function timeOf(wallMs: number, { wallMs: momentMs, utcOffsetMin }: Explanation): string {
  const text = localText(wallMs, utcOffsetMin);
  return text.slice(0, 10) === localText(momentMs, utcOffsetMin).slice(0, 10) ? text.slice(11) : text;
}

function rounded(value: number): number {
  return Math.round(10 * value) / 10;
}
