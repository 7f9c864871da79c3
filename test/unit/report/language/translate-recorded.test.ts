import { expect, test } from 'vitest';
import { inChinese } from '../../../../src/report/language/translate-recorded.ts';

test.each([
  ['cabinet a at 36.4 C', '功率柜 a 为 36.4 ℃'],
  ['cabinet a at -3.5 C', '功率柜 a 为 -3.5 ℃'],
  ['nothing asks for more or less', '没有规则提出要求'],
  [
    'the equipment may reach 44.0 dB at north (limit 45 dB, its share is not proved yet); with its fans at 68 % cabinet a stays below 57 C only with less power',
    '设备在 north 不得超过 44.0 dB（限值 45 dB）；风机 68 % 时功率柜 a 须降低功率才能保持在 57 ℃ 以下',
  ],
  [
    'slm-north on noise is silent: no answer within 500 ms. It is asked now and then; check its supply, wiring and unit id.',
    '总线 noise 上的 slm-north 无应答（500 ms 内无应答），请检查供电、接线和地址。',
  ],
])('says in Chinese: %s', (english, chinese) => {
  expect(inChinese(english)).toBe(chinese);
});

test('does not guess at a sentence it does not know', () => {
  expect(inChinese('cabinet a has a visitor')).toBeUndefined();
});

test('keeps a part that it does not know as it was recorded', () => {
  expect(
    inChinese('bus noise is down: a new fault. Its devices read null; it is opened again by itself.'),
  ).toBe('总线 noise 中断（a new fault），将自动重连。');
});
