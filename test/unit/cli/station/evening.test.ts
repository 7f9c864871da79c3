/** `npm start -- --night` begins at 22:15 of a hot evening, in the time of the site. */

import { expect, test } from 'vitest';
import { eveningShiftMs } from '../../../../src/cli/station/start.ts';
import { localText, utcOffsetMin } from '../../../../src/time/local-time.ts';

test.each(['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])('in %s', (zone) => {
  for (const nowMs of [Date.UTC(2026, 0, 3, 5), Date.UTC(2026, 6, 15, 23), Date.UTC(2027, 11, 31, 23, 59)]) {
    const shiftedMs = nowMs + eveningShiftMs(zone, nowMs);
    expect(localText(shiftedMs, utcOffsetMin(zone, shiftedMs)).slice(5, 16)).toBe('07-15 22:15');
  }
});
