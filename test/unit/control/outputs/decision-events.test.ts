import { describe, expect, test } from 'vitest';
import { decisionEvents } from '../../../../src/control/outputs/decision-events.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import type { Decision } from '../../../../src/model/decision.ts';
import { message } from '../../../../src/model/message.ts';
import { smallPlan as plan } from '../small-plan.ts';

const place = plan.outputs.findIndex(({ steps }) => steps === undefined);
const fan = plan.outputs[place]?.id ?? '';

/** All outputs at rest, but the fan as given. */
function decisions(value: number, by: string): Decision[] {
  return plan.outputs.map(({ id, rest }) => {
    const isFan = id === fan;
    return {
      output: id,
      value: isFan ? value : rest,
      by: isFan ? by : 'rest',
      reason: message('no-request'),
      overruled: [],
    };
  });
}

function told(before: Decision[], now: Decision[], mode: 'auto' | 'advise' = 'auto'): string[] {
  return decisionEvents(before, now, { ...plan, mode }).map((event) => inEnglish(event.message));
}

describe('a fan', () => {
  test('is told from where to where when another rule moves it', () => {
    expect(told(decisions(20, 'rest'), decisions(60, 'over-temperature'))).toEqual([
      expect.stringMatching(`^${fan} 20 % -> 60 %: `),
    ]);
  });

  test('stays, in words, when another rule asks for the value that stands', () => {
    for (const mode of ['auto', 'advise'] as const)
      expect(told(decisions(20, 'rest'), decisions(20, 'night-fans'), mode)).toEqual([
        expect.stringMatching(`^${fan} still at 20 %: `),
      ]);
  });

  test('is not told while the same rule moves it', () => {
    expect(told(decisions(20, 'night-fans'), decisions(25, 'night-fans'))).toEqual([]);
  });
});
