/** The state of the station in one sentence. Nothing is guessed into it: what is not known is said to be so. */

import { type PageText, pageText } from '../../language/page-text.ts';
import type { LimitedView } from './limited-view.ts';
import type { LookView } from './look-view.ts';
import type { Moment } from './moment.ts';
import type { SoundView } from './sound-view.ts';

/** The verdict: a colour, a sentence, and one more on what it rests on. */
export interface VerdictView {
  readonly tone: 'good' | 'warning' | 'bad' | 'unknown';
  readonly title: string;
  readonly text: string;
}

/** The worst receptor gives the verdict; while inputs are awaited, nothing is said about the sound. */
export function verdictView(
  moment: Moment,
  sounds: readonly SoundView[],
  limited: readonly LimitedView[],
  looks: readonly LookView[],
): VerdictView {
  const { words, result, plan } = moment;
  const waiting = result.state.waitingFor.length;
  if (waiting > 0) {
    const title = words.label('now-starting');
    return { tone: 'unknown', title, text: words.say(pageText('now-waiting', { count: waiting })) };
  }
  const worst = sounds.toSorted((a, b) => severity(b) - severity(a))[0];
  const quiet = worst === undefined ? undefined : quietness(worst);
  const title = [
    quiet === undefined ? words.label('now-no-place') : words.label(quiet.key),
    ...(limited.length > 0 ? [words.say(limitedText(limited.length))] : []),
    ...(plan.control.mode === 'advise' ? [words.label('now-advise')] : []),
  ];
  const text = [
    ...(worst === undefined ? [] : [words.say(levelText(worst))]),
    ...(looks.length > 0 ? [words.say(lookText(looks.length))] : []),
  ];
  return {
    tone: quiet?.tone ?? 'unknown',
    title: title.join(words.label('sentence-gap')),
    text: text.join(words.label('sentence-gap')),
  };
}

type Quietness = Pick<VerdictView, 'tone'> & {
  readonly key: 'now-too-loud' | 'now-no-level' | 'now-not-sure' | 'now-loud-others' | 'now-quiet';
};

function quietness({ oursDb, highDb, limitDb, measuredDb, gate, budgets }: SoundView): Quietness {
  const minuteDb = budgets.find(({ of }) => of === 'minute')?.oursDb ?? oursDb;
  if (minuteDb === null || gate === 'no-meter') return { tone: 'unknown', key: 'now-no-level' };
  if (minuteDb > limitDb) return { tone: 'bad', key: 'now-too-loud' };
  if ((highDb ?? minuteDb) > limitDb) return { tone: 'warning', key: 'now-not-sure' };
  if (measuredDb !== null && measuredDb > limitDb) return { tone: 'good', key: 'now-loud-others' };
  return { tone: 'good', key: 'now-quiet' };
}

/** Too loud before not known, not known before near the limit. */
function severity(sound: SoundView): number {
  const { tone } = quietness(sound);
  const rank = { good: 0, warning: 1, unknown: 2, bad: 3 }[tone];
  return 1000 * rank + ((sound.highDb ?? 0) - sound.limitDb);
}

function levelText({ id, oursDb, highDb, allowedDb, gate, limitDb }: SoundView): PageText {
  if (gate === 'no-meter') return pageText('now-meter-silent', { receptor: id });
  if (allowedDb === null || highDb === null)
    return pageText('now-level-limit', { receptor: id, oursDb, limitDb });
  return pageText('now-level', { receptor: id, oursDb, allowedDb });
}

function limitedText(count: number): PageText {
  return count === 1 ? pageText('now-one-limited') : pageText('now-some-limited', { count });
}

function lookText(count: number): PageText {
  return count === 1 ? pageText('now-one-look') : pageText('now-some-look', { count });
}
