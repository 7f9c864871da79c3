// The peer of the gateway measurement: modbus-serial asks what it is told to ask, mqtt.js publishes each answer as JSON
// at QoS 1. It decodes nothing, decides nothing, keeps nothing.
import modbusSerial from 'modbus-serial';
import { connect } from 'mqtt';

const [url, lines] = process.argv.slice(2);
const broker = connect(url, { protocolVersion: 4 });
const calls = {
  coil: 'readCoils',
  discrete: 'readDiscreteInputs',
  holding: 'readHoldingRegisters',
  input: 'readInputRegisters',
};

for (const { port, polls } of JSON.parse(lines)) {
  const client = new modbusSerial.default();
  client.on('error', () => {});
  await client.connectTCP('127.0.0.1', { port });
  client.setTimeout(500);
  // One request at a time, in the order they become due.
  let chain = Promise.resolve();
  for (const { id, unitId, table, address, count, everyMs } of polls) {
    const read = async () => {
      client.setID(unitId);
      const { data } = await client[calls[table]](address, count);
      broker.publish(`peer/data/${id}`, JSON.stringify({ ts: Date.now(), address, data }), { qos: 1 });
    };
    setInterval(() => {
      chain = chain.then(read).catch(() => {});
    }, everyMs);
  }
}

process.on('SIGINT', () => process.exit(0));
