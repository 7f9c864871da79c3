import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { secretFiles } from '../../../../src/adapters/host/secret-files.ts';
import { secretFinding } from '../../../../src/service/doctor.ts';

function filesOf(modes: Readonly<Record<string, number>>) {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, mode] of Object.entries(modes)) {
    writeFileSync(join(folder, name), 'x');
    chmodSync(join(folder, name), mode);
  }
  const at = (name: string): string => join(folder, name);
  const files = { passwordFile: at('password'), keyFile: at('key'), caFile: at('ca'), certFile: at('cert') };
  const broker = { kind: 'mqtt', url: 'mqtts://b:1', ...files } as const;
  const page = { port: 1, isLan: true, tokenFile: at('token') };
  return secretFiles({ broker, page }).map((file) => [
    file.path.slice(folder.length + 1),
    secretFinding(file).grade,
  ]);
}

test('a secret that is missing or that everybody can read is named; a certificate may be read by all', () => {
  expect(filesOf({ password: 0o644, key: 0o600, ca: 0o644, cert: 0o644 })).toEqual([
    ['password', 'warning'],
    ['key', 'ok'],
    ['token', 'fault'],
    ['ca', 'ok'],
    ['cert', 'ok'],
  ]);
});

test('a broker inside the process has none', () => {
  expect(secretFiles({ broker: { kind: 'embedded', port: 1883 } })).toEqual([]);
});
