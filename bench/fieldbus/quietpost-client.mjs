// Our bus owner on 30 devices of 20 registers, as fast as the line allows: node quietpost-client.mjs END BAUD SECONDS
// END is a serial port, or a port of the loopback. Prints what it took, as JSON.
import { createSerialLink } from '../../dist/src/adapters/serial/serial-link.js';
import { createSystemClock } from '../../dist/src/adapters/system-clock.js';
import { createTcpLink } from '../../dist/src/adapters/tcp-link.js';
import { createBus } from '../../dist/src/fieldbus/bus/bus.js';
import { counted, units } from './work.mjs';

const [end, baud, seconds] = process.argv.slice(2);
const isSerial = end.startsWith('/');
const clock = createSystemClock({ wallSync: 'assumed' });
const line = { path: end, baud: Number(baud), format: '8N1' };
const address = { host: '127.0.0.1', port: Number(end) };
const tally = counted();

const bus = createBus({
  plan: { id: 'bench', ...(isSerial ? { kind: 'modbus-rtu', ...line } : { kind: 'modbus-tcp', ...address }) },
  devices: units.map(device),
  link: isSerial ? createSerialLink(line, clock) : createTcpLink(address, clock),
  clock,
  jitter: Math.random,
  onReading: (_device, _block, reply) => {
    if (reply.ok) tally.good(reply.value);
    else if (reply.fault.kind !== 'suspended') tally.bad();
  },
  onState: () => {},
});
bus.start();
setTimeout(() => {
  tally.print();
  bus.stop();
}, Number(seconds) * 1000);

/** Due again as soon as it was read. */
function device(unitId) {
  const point = (at) => ({
    id: `voltage.p${at}`,
    quantity: 'voltage',
    table: 'holding',
    address: at,
    type: 'uint16',
    wordOrder: 'msw-first',
    width: 1,
    unit: 'V',
    scale: 1,
    sentinels: [],
    min: 0,
    max: 1500,
  });
  return {
    id: `unit-${unitId}`,
    bus: 'bench',
    unitId,
    pollMs: isSerial ? 5 : 1,
    validMs: 5000,
    definition: {
      model: 'bench',
      serial: { baud: Number(baud), format: '8N1' },
      maxRegistersPerRead: 100,
      minGapMs: 0,
      responseTimeoutMs: 500,
      holes: 'forbidden',
      points: Array.from({ length: 20 }, (_, at) => point(at)),
      commands: [],
    },
  };
}
