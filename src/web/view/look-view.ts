/** What somebody should look at: the alarms that stand. */

import type { Event } from '../../model/event.ts';
import { clockText, type Moment } from './moment.ts';

/** One alarm that stands, in words. */
export interface LookView {
  readonly subject: string;
  readonly tone: 'warning' | 'bad';
  /** Local time of its beginning, with the date where that is not today's. */
  readonly since: string;
  readonly text: string;
}

const MOST = 50;
const TODAY_MS = 12 * 3600 * 1000;

/** Newest first. */
export function lookViews(moment: Moment, standing: readonly Event[]): readonly LookView[] {
  return standing
    .toReversed()
    .slice(0, MOST)
    .map(({ subject, severity, wallMs, message }) => ({
      subject,
      tone: severity === 'alarm' ? 'bad' : 'warning',
      since: sinceText(moment, wallMs),
      text: moment.words.tell(message),
    }));
}

function sinceText(moment: Moment, wallMs: number): string {
  const isNear = moment.image.wallMs - wallMs < TODAY_MS;
  return isNear ? clockText(moment, wallMs) : moment.words.moment(wallMs).slice(5);
}
