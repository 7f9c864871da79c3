import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type InitIo, type InitOptions, init } from '../../../../src/cli/station/init.ts';
import { loadSite } from '../../../../src/config/load/load-site.ts';

let folder = '';

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'init-')), 'site');
});

afterEach(() => rmSync(dirname(folder), { recursive: true, force: true }));

async function run(options: Partial<InitOptions> = {}, ask?: InitIo['ask']) {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const io = { write: say, complain: say, ...(ask === undefined ? {} : { ask }) };
  return { code: await init(folder, { from: 'station', ...options }, io), said: said.join('\n') };
}

test.each(['station', 'one-cover', 'before-upgrade'])(
  'a folder from "%s" checks clean, its schema line resolves, and its definitions are beside it',
  async (from) => {
    expect((await run({ from })).code).toBe(0);
    const loaded = loadSite(join(folder, 'site.yaml'));
    expect(loaded.ok).toBe(true);
    if (!loaded.ok) return;
    const [, schema = '?'] = /\$schema=(\S+)/.exec(readFileSync(join(folder, 'site.yaml'), 'utf8')) ?? [];
    expect(existsSync(join(folder, schema))).toBe(true);
    for (const { definition, bus } of loaded.plan.devices) {
      if (
        loaded.plan.boards.some(({ id }) => id === bus) ||
        loaded.plan.banks.some((bank) => bank.bus === bus)
      )
        continue;
      const file = join(folder, 'devices', `${definition.model}.yaml`);
      const [, ofDevice = '?'] = /\$schema=(\S+)/.exec(readFileSync(file, 'utf8')) ?? [];
      expect(existsSync(join(folder, 'devices', ofDevice)), file).toBe(true);
    }
  },
);

test('options are the answers, and every comment of the file stays', async () => {
  const options = {
    site: 'hafen',
    station: 'west',
    zone: 'Europe/Berlin',
    nightDb: '40',
    broker: 'mqtts://b.example.org:8883',
  };
  expect((await run(options)).code).toBe(0);
  const loaded = loadSite(join(folder, 'site.yaml'));
  if (!loaded.ok) throw new Error(loaded.report);
  const { plan } = loaded;
  expect([plan.site, plan.station, plan.zone]).toEqual(['hafen', 'west', 'Europe/Berlin']);
  expect(plan.control.receptors.map(({ nightDb }) => nightDb)).toEqual([40]);
  expect(plan.broker).toMatchObject({ kind: 'mqtt', url: 'mqtts://b.example.org:8883' });
  const text = readFileSync(join(folder, 'site.yaml'), 'utf8');
  expect(text).toContain('site: hafen # first level of the MQTT topics');
  expect(text).toContain('#   passwordFile: /etc/quietpost/mqtt-password');
});

test('on a terminal five questions are asked, each with what stands there now', async () => {
  const asked: string[] = [];
  const { code } = await run({ site: 'given' }, async (question, suggested) => {
    asked.push(`${question}: ${suggested}`);
    return suggested;
  });
  expect(code).toBe(0);
  expect(asked).toEqual([
    'Name of this station, in small letters: charging-north',
    'Time zone: Asia/Shanghai',
    'Noise limit of the night at the neighbours, dB: 45',
    'Broker, mqtts://host:8883; empty: none yet: ',
  ]);
});

test('a site file that is there is not written over', async () => {
  await run();
  writeFileSync(join(folder, 'site.yaml'), 'mine\n');
  const { code, said } = await run();
  expect([code, readFileSync(join(folder, 'site.yaml'), 'utf8')]).toEqual([73, 'mine\n']);
  expect(said).toContain('is not written over');
});

test('answers that make no site are refused with what to write, and nothing is written', async () => {
  const { code, said } = await run({ zone: 'Europe/Berln', site: 'Hafen West' });
  expect(code).toBe(78);
  expect(said).toContain('did you mean "Europe/Berlin"?');
  expect(said).toContain('write hafen-west');
  expect(existsSync(folder)).toBe(false);
});
