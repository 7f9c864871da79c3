import { expect, test } from 'vitest';
import { en } from '../../../src/language/en.ts';
import { inEnglish, say, saysTheSame } from '../../../src/language/say.ts';
import { zh } from '../../../src/language/zh.ts';
import { faultMessage } from '../../../src/model/fault.ts';
import { type Message, message, plain } from '../../../src/model/message.ts';

const unproved = message('equipment-allowed', {
  allowedDb: 44,
  receptor: 'north',
  limits: [message('limit-of', { limitDb: 45 }), message('share-not-proved')],
});
const lessPower = message('less-power', { why: unproved, fanPct: 68, cabinet: 'a', limitC: 57 });
const silent = message('device-silent', {
  device: 'slm-north',
  bus: 'noise',
  fault: faultMessage({ kind: 'timeout', afterMs: 500 }),
});

test.each<[string, Message, string, string]>([
  [
    'a number with its decimals',
    message('cabinet-at', { cabinet: 'a', tempC: 36 }),
    'cabinet a at 36.0 C',
    '功率柜 a 为 36.0 ℃',
  ],
  [
    'parts in parts, with every doubt',
    lessPower,
    'the equipment may reach 44.0 dB at north (limit 45 dB, its share is not proved yet); with its fans at 68 % cabinet a stays below 57 C only with less power',
    '测点“north”设备噪声控制目标 44.0 dB(A)（限值 45 dB(A)，设备噪声所占份额尚未证实）；风机 68 % 时，功率柜 a 须降低功率才能保持在 57 ℃ 以下',
  ],
  [
    'a fault in an event',
    silent,
    'slm-north on noise is silent: no answer within 500 ms. It is asked now and then; check its supply, wiring and unit id.',
    '总线 noise 上的 slm-north 无应答：500 ms 内无应答。仍不时询问；请检查供电、接线和单元地址。',
  ],
  [
    'a list of names',
    message('not-armed', { seconds: 60, channels: ['slm.sound.laeq', 'temp-a1.temperature'] }),
    'still in fail-safe after 60 s: no good value yet from slm.sound.laeq, temp-a1.temperature. Check these devices.',
    '60 s 后仍处于故障安全状态：slm.sound.laeq、temp-a1.temperature 尚无有效值。请检查这些设备。',
  ],
  [
    'names of which one is meant',
    message('port-absent-others', { others: ['/dev/a', '/dev/b'] }),
    'no such port; did you mean /dev/a or /dev/b?',
    '没有该端口；是否为 /dev/a或/dev/b？',
  ],
  [
    'a deviation with its sign',
    message('meter-checked', { meter: 'slm', by: 'Li', driftDb: 0.2, offsetDb: -0.2 }),
    'slm was checked by Li: drift +0.2 dB; -0.2 dB is added to its levels from now on.',
    'Li 对 slm 进行了校准：示值偏差 +0.2 dB；此后其声级加 -0.2 dB。',
  ],
])('says %s', (_, said, english, chinese) => {
  expect(inEnglish(said)).toBe(english);
  expect(say(zh, said)).toBe(chinese);
});

test('a number that is not known is a dash, never 0', () => {
  expect(inEnglish(message('byte-count', { found: null }))).toBe('byte count –');
});

test('a message of a newer program is shown with its key and its values', () => {
  const newer: unknown = JSON.parse('{"key":"lamp-broken","values":{"lamp":"rest","hours":3}}');
  expect(say(en, newer as Message)).toBe('lamp-broken, lamp rest, hours 3');
});

test('the same is said by the same key and values, and by an older text of the same words', () => {
  const at = (tempC: number) => message('cabinet-at', { cabinet: 'a', tempC });
  expect(saysTheSame(at(36), at(36))).toBe(true);
  expect(saysTheSame(at(36), at(36.1))).toBe(false);
  expect(saysTheSame(at(36), plain('cabinet a at 36.0 C'))).toBe(true);
  expect(saysTheSame(plain('cabinet a at 36.1 C'), at(36))).toBe(false);
  expect(saysTheSame(lessPower, JSON.parse(JSON.stringify(lessPower)) as Message)).toBe(true);
});
