// The same with plain modbus-serial: node modbus-serial-client.mjs END BAUD SECONDS
import modbusSerial from 'modbus-serial';
import { counted, registers, timeoutMs, units } from './work.mjs';

const [end, baud, seconds] = process.argv.slice(2);
const client = new modbusSerial.default();
client.on('error', () => {});
if (end.startsWith('/')) await client.connectRTUBuffered(end, { baudRate: Number(baud) });
else await client.connectTCP('127.0.0.1', { port: Number(end) });
client.setTimeout(timeoutMs);
const tally = counted();
const endMs = performance.now() + Number(seconds) * 1000;
for (let index = 0; performance.now() < endMs; index += 1) {
  client.setID(units[index % units.length]);
  try {
    tally.good((await client.readHoldingRegisters(0, registers)).data);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('wrong')) throw error;
    tally.bad();
  }
}
tally.print();
process.exit(0);
