// What one line between gateway and board costs to read and to write, over every good line of the vectors.
import { readFileSync } from 'node:fs';
import { decode, encode } from '../dist/firmware-bridge/protocol/codec.js';
import { cpuMicroseconds, percentile } from './shipped.mjs';

const batch = 50;

export function measure({ smoke }) {
  const file = new URL('../firmware-bridge/vectors.json', import.meta.url);
  const lines = JSON.parse(readFileSync(file, 'utf8')).valid.map(({ line }) => line);
  const messages = lines.map((line) => decode(line).value);
  const perLine = (work) => {
    const takenUs = cpuMicroseconds(
      () => {
        for (let time = 0; time < batch; time += 1) work();
      },
      smoke ? 10 : 200,
    );
    return percentile(takenUs, 0.5) / batch / lines.length;
  };
  const conditions = `${lines.length} lines of firmware-bridge/vectors.json, median of batches of ${batch}`;
  return [
    {
      name: 'line of a board, decode',
      value: perLine(() => {
        for (const line of lines) decode(line);
      }),
      unit: 'us',
      conditions,
    },
    {
      name: 'line of a board, encode',
      value: perLine(() => {
        for (const message of messages) encode(message);
      }),
      unit: 'us',
      conditions: `${conditions}; range of every field checked`,
    },
  ];
}
