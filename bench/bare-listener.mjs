// mqtt.js alone: hears what comes and does nothing with it. The floor under the flood (flood.mjs).
import { connect } from 'mqtt';

const [url, filter] = process.argv.slice(2);
const client = connect(url);
client.on('connect', () => client.subscribe(filter, { qos: 1 }));
client.on('message', (_topic, payload) => payload.toString('utf8'));
process.stdin.on('end', () => process.exit(0)).resume();
