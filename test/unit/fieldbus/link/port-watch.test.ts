import { expect, test } from 'vitest';
import { createPortWatch } from '../../../../src/fieldbus/link/port-watch.ts';
import type { ByteLink } from '../../../../src/ports/field/byte-link.ts';
import { createRig, meter, rtuPlan } from '../bus/bus-fixture.ts';

function watched() {
  let users: readonly string[] = [];
  let looks = 0;
  const told: string[] = [];
  const link: ByteLink = {
    open() {},
    write() {},
    close() {},
    otherUsers(found) {
      looks++;
      found(users);
    },
  };
  const use = (...by: string[]): void => {
    users = by;
  };
  const watch = createPortWatch(link, (found) => told.push(found.join(' and ')));
  return { watch, told, looks: () => looks, use };
}

test('who else has the port is looked for when answers fail, once a minute, and told once', () => {
  const { watch, told, looks, use } = watched();
  watch.failed(0);
  use('cat');
  for (let ms = 1; ms < 60_000; ms += 1000) watch.failed(ms);
  expect([looks(), told]).toEqual([1, []]);
  watch.failed(60_000);
  watch.failed(120_000);
  expect([looks(), told]).toEqual([3, ['cat']]);
  use();
  watch.failed(180_000);
  use('cat');
  watch.failed(240_000);
  expect(told).toEqual(['cat', 'cat']);
});

test('a bus tells it when answers fail, and looks for nobody while all goes well', () => {
  const rig = createRig(rtuPlan, [meter(2)]);
  let looks = 0;
  rig.link.otherUsers = (found) => {
    looks++;
    found(['process 812 (cat)']);
  };
  rig.bus.start();
  rig.clock.runUntil(60_000);
  expect(looks).toBe(0);
  rig.behaviours.set(2, () => undefined);
  rig.clock.runUntil(62_000);
  expect(rig.changes).toContainEqual({ kind: 'port-shared', users: ['process 812 (cat)'] });
});
