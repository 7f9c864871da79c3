/** What goes to somebody who helps holds no secret, in whatever way it was written. */

import { expect, test } from 'vitest';
import { secretFilesNamed, withoutSecrets } from '../../../src/service/without-secrets.ts';

const hidden: readonly string[] = [
  'url: mqtt://charging:canary@broker.example.org:1883',
  'url: "mqtts://:canary@broker"',
  "url: 'mqtt://charging:ca@na/canary@broker'",
  'password: canary',
  '  password: "can \\" canary, and more" # ours',
  "password: 'canary, really'",
  'broker: { kind: mqtt, password: canary }',
  '{"password":"canary","username":"x"}',
  'mqtt_password=canary',
  'MQTT-PASSWORD：canary',
  '# the old token: canary',
  'api_key: canary',
  'psk: |\n  canary\nnext: 1',
  'page       http://127.0.0.1:8080/#key=canary',
  'GET /x?key=canary HTTP/1.1',
  'Authorization: Bearer canary-abc',
  '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----',
  '-----BEGIN EC PRIVATE KEY-----\ncanary',
];

test.each(hidden)('%j', (text) => {
  expect(withoutSecrets(text, [])).not.toContain('canary');
});

test('what stands in a named file is found wherever it stands', () => {
  const text = 'event: login as canary-code failed\nkey MC4CAQAwBQYDK2Vw';
  const said = withoutSecrets(text, [
    'canary-code\n',
    '-----BEGIN X-----\nMC4CAQAwBQYDK2Vw\n-----END X-----',
  ]);
  expect(said).toBe('event: login as *** failed\nkey ***');
});

test('the rest stays as it was, so that it can be read', () => {
  const text = `broker: { kind: mqtt, url: 'mqtts://broker.example.org:8883', username: charging, passwordFile: /etc/quietpost/mqtt }
page: { port: 8080, tokenFile: /etc/quietpost/page-code }
night: { start: '22:00', end: '06:00' } # nobody@example.org
`;
  expect(withoutSecrets(text, ['', 'short'])).toBe(text);
});

test('the files with secrets are found also where the site file does not load', () => {
  const text = `zone： Asia\nbroker: { passwordFile: "/etc/q/mqtt", keyFile: /etc/q/key }\npage:\n  tokenFile: /etc/q/code # ours\n`;
  expect(secretFilesNamed(text)).toEqual(['/etc/q/mqtt', '/etc/q/key', '/etc/q/code']);
});
