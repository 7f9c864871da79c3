/** The support bundle: what helps is in it, and nothing that must stay secret. */

import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { supportBundle } from '../../../src/assembly/page/bundle.ts';
import { plain } from '../../../src/model/message.ts';
import { seenFeed } from '../web/page-fixture.ts';

const siteText = `site: riverside
broker: { kind: mqtt, url: 'mqtts://charging:canary-1@broker.example.org:8883', password: canary-2 }
page: { tokenFile: /etc/quietpost/page-code, token: canary-3 }
`;

test('it is a tar file with settings, state and events, without a password', async () => {
  const feed = seenFeed({
    events: [
      {
        class: 'fault',
        severity: 'alarm',
        state: 'raised',
        subject: 'x',
        wallMs: 0,
        message: plain('mqtt://a:canary-4@b is down'),
      },
    ],
  });
  const packed = await supportBundle({ feed, siteText, secrets: [], version: 'test', wallMs: 1e12 });
  const listed = spawnSync('tar', ['-tzf', '-'], { input: packed, encoding: 'utf8' });
  expect(listed.status).toBe(0);
  expect(listed.stdout.trim().split('\n')).toEqual(
    ['about.json', 'site.yaml', 'now.json', 'events.txt', 'devices.json', 'health.json', 'metrics.txt'].map(
      (name) => `quietpost/${name}`,
    ),
  );
  const { stdout } = spawnSync('tar', ['-xzOf', '-'], { input: packed, encoding: 'utf8' });
  expect(stdout).toContain('site: riverside');
  expect(stdout).toContain('broker.example.org');
  expect(stdout).not.toContain('canary');
});
