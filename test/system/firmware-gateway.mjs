// A control cycle of 250 ms over the real session and a real serial port, as a process that a test can kill.
//   node firmware-gateway.mjs PATH LEASE_MS FANS_PCT ENERGISED RELAYS     e.g. /dev/pts/3 2000 30,30 1,3 8
import { createEnclosureBoard } from '../../dist/firmware-bridge/gateway/enclosure-board.js';
import { createLineLink } from '../../dist/src/adapters/serial/line-link.js';
import { createSerialLink } from '../../dist/src/adapters/serial/serial-link.js';
import { createSystemClock } from '../../dist/src/adapters/system-clock.js';

const [path, leaseMs, fans, energised, relays] = process.argv.slice(2);
const clock = createSystemClock({ wallSync: 'assumed' });
const tell = (text) => process.stdout.write(`${text}\n`);
const cover = createEnclosureBoard({
  id: 'cover-a',
  link: createLineLink(createSerialLink({ path, baud: 115_200, format: '8N1' }, clock), 120),
  clock,
  jitter: () => 0,
  failSafe: { fansPct: [60, 60], relays: Array.from({ length: Number(relays) }, () => false) },
  leaseMs: Number(leaseMs),
  onReading: (channel, { value }) => tell(`${channel} ${value}`),
  onEvent: ({ text }) => tell(text),
});

process.once('SIGTERM', () => cover.stop(() => process.exit(0)));
cover.start();
setInterval(() => cover.drive(fans.split(',').map(Number), energised.split(',').map(Number)), 250);
