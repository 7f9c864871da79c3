// The buses of config/site.yaml polled at their periods, against the simulated station as a process of its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSystemClock } from '../../dist/src/adapters/system-clock.js';
import { createTcpLink } from '../../dist/src/adapters/tcp-link.js';
import { createBus } from '../../dist/src/fieldbus/bus/bus.js';
import { root, shippedPlan, sitePath } from '../shipped.mjs';

export async function measureStation(seconds) {
  const station = spawn(process.execPath, [join(root, 'dist/hw-mocks/main.js'), '--site', sitePath], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const said = createInterface({ input: station.stdout })[Symbol.asyncIterator]();
  const { links } = JSON.parse((await said.next()).value);
  const clock = createSystemClock({ wallSync: 'assumed' });
  const { buses: plans, devices } = shippedPlan();
  const buses = plans.map((plan) =>
    createBus({
      plan,
      devices: devices.filter(({ bus }) => bus === plan.id),
      link: createTcpLink({ host: '127.0.0.1', port: Number(new URL(links[plan.id]).port) }, clock),
      clock,
      jitter: Math.random,
      onReading: () => {},
      onState: () => {},
    }),
  );
  for (const bus of buses) bus.start();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const counters = buses.map((bus) => bus.counters());
  for (const bus of buses) bus.stop();
  station.kill('SIGTERM');
  const sum = (key) => counters.reduce((total, one) => total + one[key], 0);
  return {
    name: 'station of config/site.yaml, polls missed',
    value: sum('missed') + sum('timeouts') + sum('crcErrors') + sum('frameErrors'),
    unit: '',
    atMost: 0,
    conditions: `${sum('requests')} polls of ${devices.length} devices on ${plans.length} buses in ${seconds} s; missed slots and failed polls`,
  };
}
