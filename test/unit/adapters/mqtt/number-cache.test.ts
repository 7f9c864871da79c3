import { createRequire } from 'node:module';
import { writeToStream } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { useNoNumberCache } from '../../../../src/adapters/mqtt/number-cache.ts';

test('the codec of the MQTT client keeps no buffer for each number', () => {
  const ofClient = createRequire(createRequire(import.meta.url).resolve('mqtt'))('mqtt-packet') as {
    readonly writeToStream: typeof writeToStream;
  };
  useNoNumberCache();
  // The one that mqtt.js writes with, and not another copy.
  expect(ofClient.writeToStream).toBe(writeToStream);
  expect(ofClient.writeToStream.cacheNumbers).toBe(false);
});
