/** `quietpost write`: what is shown, what is asked, what goes out, what is read back. */

import { afterEach, describe, expect, test, vi } from 'vitest';
import { writeDevice } from '../../../../../src/cli/field/write/write.ts';
import { writeOrderOf } from '../../../../../src/cli/field/write/write-order.ts';
import { answeringBench, holding } from '../../../commissioning/answering-bench.ts';
import { type Bench, run, serialBench } from '../../../commissioning/bench.ts';
import { model, rtu, siteWith } from '../../../commissioning/parts.ts';

const fan = model('ebm-papst-ec');
const board = model('waveshare-relay-8');
const plan = siteWith(rtu, [
  { id: 'fan-a1', unitId: 11, definition: fan, pollMs: 1000 },
  { id: 'relays-a', unitId: 2, definition: board, pollMs: 2000 },
]);
const bench = () =>
  serialBench([
    { unitId: 11, definition: fan, values: { 'fan.setpoint': 40 } },
    { unitId: 2, definition: board, values: {} },
  ]);

async function write(
  on: Bench,
  target: readonly [string, string, string],
  how: { yes?: boolean; answer?: boolean },
) {
  const [device, what, value] = target;
  const wish = { device, target: what, value, yes: how.yes === true };
  return run(on, (field, person) => writeDevice(plan, wish, field, person), how.answer);
}

describe('write', () => {
  test('shows the frame, what stands there now and what to mind, asks, writes and reads back', async () => {
    const { text, code } = await write(bench(), ['fan-a1', 'setpoint', '55'], { answer: true });
    expect(text).toContain('write setpoint to 55 %: register 0xD001 = 35200 (0x8980)');
    // Unit 11, function 6, D001, 35200, checksum as computed outside this project.
    expect(text).toContain('frame 0B 06 D0 01 89 80 86 50');
    expect(text).toContain('EEPROM');
    expect(text).toContain('fan-a1 of the site on this device: a running gateway will set it again');
    expect(text).toMatch(/Write this\?\nWritten; read back 0x8980 \(35200\)\.$/);
    expect(code).toBe(0);
  });

  test('writes nothing when the answer is no', async () => {
    const on = bench();
    const { text, code } = await write(on, ['fan-a1', 'setpoint', '55'], { answer: false });
    expect(text).toMatch(/Nothing was written\.$/);
    expect(code).toBe(1);
    const again = await write(on, ['fan-a1', 'setpoint', '60'], { yes: true });
    expect(again.text).not.toContain('now   0x8980');
  });

  test('refuses where nobody can be asked and --yes is not given', async () => {
    const { complaints, code } = await write(bench(), ['fan-a1', 'setpoint', '55'], {});
    expect(complaints).toContain('--yes writes without asking. Nothing was written.');
    expect(code).toBe(64);
  });

  test('energises a relay for a time that the board counts itself', async () => {
    const { text, code } = await write(bench(), ['relays-a', 'relays.8', '10s'], { yes: true });
    expect(text).toContain('relay 8 on for 10s, then released by the board: coil 0x0207 = 0x0064');
    expect(text).toContain('read back 0x0001 (1)');
    expect(code).toBe(0);
  });

  test('warns of a relay that stays on', async () => {
    const { text } = await write(bench(), ['relays-a', 'relays.1', 'on'], { yes: true });
    expect(text).toContain('coil 0x0000 = 0xFF00');
    expect(text).toContain('it stays on until somebody switches it off, also when this computer dies');
  });

  test('says what the device says when it refuses', async () => {
    const { complaints, code } = await write(bench(), ['fan-a1', '0x1234', '7'], { yes: true });
    expect(complaints).toContain('device refused: illegal data address (2)');
    expect(code).toBe(74);
  });

  test.each([
    ['busy (6), or still at work (5)', (asked: number) => (asked === 2 ? 6 : asked === 3 ? 5 : 'as usual')],
    ['silent while it stores what was written', (asked: number) => (asked === 3 ? 'silent' : 'as usual')],
  ] as const)('asks a device again that is %s', async (_what, says) => {
    const words = new Map([[0xd001, 100]]);
    let asked = 0;
    const on = answeringBench('rtu', (request) => {
      asked += 1;
      const said = says(asked);
      if (said === 'silent') return undefined;
      if (typeof said === 'number') return { reply: { exception: said } };
      if (request.kind !== 'write-register') return holding(words)(request, 11);
      words.set(request.address, request.value);
      return { reply: [] };
    });
    const { text, code } = await write(on, ['fan-a1', 'setpoint', '55'], { yes: true });
    expect(text).toMatch(/Written; read back 0x8980/);
    expect(code).toBe(0);
  });

  test.each([
    [['fan-a2', 'setpoint', '55'], /there is no device "fan-a2".*did you mean "fan-a1"/],
    [['fan-a1', 'setpiont', '55'], /did you mean "setpoint"/],
    [['fan-a1', 'setpoint', '120'], /setpoint takes 0 to 100 %, not "120"/],
    [['relays-a', 'relays.9', 'on'], /relays\.1 to relays\.8/],
    [['relays-a', 'relays.1', 'maybe'], /a relay takes on, off or a time/],
    [['fan-a1', 'holding:8:uint8', '1'], /"uint8" is no type/],
    [['fan-a1', '0x2000', '70000'], /a uint16 takes whole numbers from 0 to 65535/],
    [['fan-a1', '99999', '1'], /99999 is no address/],
  ] as const)('%o is refused in words', async (target, says) => {
    const { complaints, code } = await write(bench(), target, { yes: true });
    expect(complaints).toMatch(says);
    expect(code).toBe(64);
  });
});

describe('write on a Chinese terminal', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('no word of English is left in what is shown, asked and answered', async () => {
    vi.stubEnv('QUIETPOST_LANG', 'zh');
    const { text } = await write(bench(), ['fan-a1', 'setpoint', '55'], { answer: true });
    expect(text).toContain('写入 setpoint 设为 55 %：寄存器 0xD001 = 35200 (0x8980)');
    expect(text).toContain('仅当风机内已设置故障安全');
    const relay = await write(bench(), ['relays-a', 'relays.8', '10s'], { yes: true });
    expect(relay.text).toContain('继电器 8 吸合 10s，之后由板自行释放：线圈 0x0207 = 0x0064');
    const refused = await write(bench(), ['fan-a1', 'setpoint', '120'], { yes: true });
    expect(refused.complaints).toBe('quietpost write：setpoint 可取 0 至 100 %，不能为“120”');
    expect([text, relay.text].join('\n')).not.toMatch(/[a-z]{2,} [a-z]{3,}/);
  });
});

describe('bare registers', () => {
  test.each([
    ['0x2000', '5', { kind: 'write-register', address: 0x2000, value: 5 }],
    ['holding:8192', '0x0A', { kind: 'write-register', address: 8192, value: 10 }],
    ['12:int16', '-2', { kind: 'write-register', address: 12, value: 0xfffe }],
    ['28:float32', '2', { kind: 'write-registers', address: 28, values: [0x4000, 0] }],
    ['28:uint32', '65537', { kind: 'write-registers', address: 28, values: [1, 1] }],
    ['28:int32', '-1', { kind: 'write-registers', address: 28, values: [0xffff, 0xffff] }],
    ['coil:3', 'on', { kind: 'write-coil', address: 3, value: 0xff00 }],
    ['coil:0x0203', '0x0064', { kind: 'write-coil', address: 0x203, value: 100 }],
  ])('%s %s', (target, value, request) => {
    const order = writeOrderOf(fan, target, value);
    expect(typeof order === 'string' ? order : order.request).toEqual(request);
  });
});
