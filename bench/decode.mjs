// From the words of an answer to values, for every block the shipped station reads.
import { decodeBlock } from '../dist/src/devices/modbus/decode.js';
import { planReads } from '../dist/src/devices/modbus/read-plan.js';
import { cpuMicroseconds, percentile, shippedPlan } from './shipped.mjs';

const batch = 500;

export function measure({ smoke }) {
  const { devices } = shippedPlan();
  const models = new Map(devices.map((device) => [device.definition.model, device]));
  const blocks = [...models.values()].flatMap((device) => planReads(device.definition, device.pollMs));
  const replies = blocks.map((block) =>
    Array.from({ length: block.count }, (_, index) => (index * 37) % 500),
  );
  const perBlock = blocks.map((block, index) => {
    const takenUs = cpuMicroseconds(
      () => {
        for (let time = 0; time < batch; time += 1) decodeBlock(block, replies[index]);
      },
      smoke ? 10 : 200,
    );
    return { points: block.points.length, us: percentile(takenUs, 0.5) / batch };
  });
  const slowest = perBlock.reduce((most, own) => (own.us > most.us ? own : most));
  const mean = perBlock.reduce((sum, own) => sum + own.us, 0) / perBlock.length;
  const conditions = `${blocks.length} blocks of ${models.size} models, median of batches of ${batch}`;
  return [
    { name: 'decode a block, mean', value: mean, unit: 'us', conditions },
    {
      name: 'decode a block, slowest',
      value: slowest.us,
      unit: 'us',
      conditions: `${conditions}; ${slowest.points} points`,
    },
  ];
}
