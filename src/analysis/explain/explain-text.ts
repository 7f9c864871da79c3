/** An explanation as sentences, the decision first. */

import { inEnglish, saysTheSame } from '../../language/say.ts';
import type { Bound } from '../../model/bound.ts';
import type { Decision, Overruled } from '../../model/decision.ts';
import { localText } from '../../time/local-time.ts';
import type { Explanation } from './explanation.ts';

/** One line per sentence. Times are local, with the date if it is another day's. */
export function explainText(explanation: Explanation): readonly string[] {
  const { spec, outputHistory, bounds, inputs } = explanation;
  const { now } = outputHistory;
  const chain = now.by === 'start' ? [`held in fail-safe: ${inEnglish(now.reason)}`] : chainOf(explanation);
  return [
    `${spec.id} was ${now.value} % at ${localText(explanation.wallMs, explanation.utcOffsetMin)}${sinceText(explanation)}.`,
    ...[
      ...chain,
      ...now.overruled.map((one) => overruledText(one, now, bounds)),
      ...(bounds ?? []).filter((bound) => isIdle(bound, now)).map(idleText),
      inputs.length === 0 ? [] : [`inputs then: ${inputs.join('; ')}`],
      beforeText(explanation),
      afterText(explanation),
    ]
      .flat()
      .map((line) => `  ${line}`),
  ];
}

function sinceText(explanation: Explanation): string {
  const { sinceMs, ruleSinceMs, now } = explanation.outputHistory;
  const rule = ruleSinceMs === null ? '' : `, by ${now.by} since ${timeOf(ruleSinceMs, explanation)}`;
  const value = sinceMs === null ? 'since before the records begin' : `since ${timeOf(sinceMs, explanation)}`;
  return ` (${value}${rule})`;
}

/** Which rule set the value, and what the rest value would have been. */
function chainOf({ spec, outputHistory: { now }, bounds }: Explanation): string[] {
  if (now.by === 'rest') return [`at its rest value: ${inEnglish(now.reason)}`];
  const setter = bounds?.find(({ rule, reason }) => rule === now.by && saysTheSame(reason, now.reason));
  const way = directionOf(now, spec.rest, setter);
  const demand = setter === undefined ? '' : ` (${setter.priority}, ${demandText(setter)})`;
  const lines = [`${way} by ${now.by}${demand}: ${inEnglish(now.reason)}`];
  if (now.value < spec.rest) lines.push(`wanted more: rest value ${spec.rest} %`);
  if (now.value > spec.rest) lines.push(`wanted less: rest value ${spec.rest} %`);
  return lines;
}

function directionOf(now: Decision, restPct: number, setter: Bound | undefined): string {
  if (setter !== undefined && setter.min !== undefined && setter.max !== undefined) return 'held';
  if (setter !== undefined) return setter.max === undefined ? 'asked up' : 'asked down';
  // The bounds are not known here: an overruled rule may have wanted more or less.
  if (now.overruled.length > 0) return 'set';
  return now.value < restPct ? 'asked down' : 'asked up';
}

function demandText({ min, max }: Bound): string {
  if (min !== undefined && max !== undefined)
    return min === max ? `${rounded(min)} %` : `${rounded(min)} to ${rounded(max)} %`;
  return min === undefined ? `at most ${rounded(max ?? 0)} %` : `at least ${rounded(min)} %`;
}

function overruledText({ rule, reason }: Overruled, now: Decision, bounds: Explanation['bounds']): string {
  const lost = bounds?.find((bound) => bound.rule === rule && saysTheSame(bound.reason, reason));
  if (lost === undefined) return `overruled: ${rule}: ${inEnglish(reason)}`;
  const won = bounds?.find((bound) => bound.rule === now.by && saysTheSame(bound.reason, now.reason));
  const why =
    won === undefined
      ? ''
      : won.priority === lost.priority
        ? `; ${now.by} came first among equals (${won.priority})`
        : `; ${won.priority} goes before ${lost.priority}`;
  return `overruled: ${rule} asked for ${demandText(lost)}: ${inEnglish(reason)}${why}`;
}

/** Whether the decision meets the bound anyway. */
function isIdle({ rule, reason }: Bound, { by, reason: setting, overruled }: Decision): boolean {
  const isSetter = rule === by && saysTheSame(reason, setting);
  return !isSetter && !overruled.some((one) => one.rule === rule && saysTheSame(one.reason, reason));
}

function idleText(bound: Bound): string {
  return `was met anyway: ${bound.rule} (${bound.priority}) asked for ${demandText(bound)}: ${inEnglish(bound.reason)}`;
}

/** The value before, and the reason of the change if the reason has changed since. */
function beforeText(explanation: Explanation): string[] {
  const { before, sinceMs, first, now } = explanation.outputHistory;
  if (before === null || sinceMs === null) return ['before: not recorded'];
  const isSame = first.by === now.by && saysTheSame(first.reason, now.reason);
  const change = isSame ? '' : `; changed then by ${first.by}: ${inEnglish(first.reason)}`;
  return [`before: ${before.value} % by ${before.by} until ${timeOf(sinceMs, explanation)}${change}`];
}

function afterText(explanation: Explanation): string[] {
  const { next } = explanation;
  if (next === null) return ['after: no other value until the records end'];
  const { value, by, reason } = next.decision;
  return [`after: ${value} % from ${timeOf(next.atMs, explanation)} by ${by}: ${inEnglish(reason)}`];
}

function timeOf(wallMs: number, { wallMs: momentMs, utcOffsetMin }: Explanation): string {
  const text = localText(wallMs, utcOffsetMin);
  return text.slice(0, 10) === localText(momentMs, utcOffsetMin).slice(0, 10) ? text.slice(11) : text;
}

function rounded(value: number): number {
  return Math.round(10 * value) / 10;
}
