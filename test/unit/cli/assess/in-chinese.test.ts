/** `quietpost assess` on a Chinese terminal. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { samples } from '../../assess/export-samples.ts';
import { runAssess, writtenFile } from './written-file.ts';

beforeEach(() => vi.stubEnv('QUIETPOST_LANG', 'zh'));
afterEach(() => vi.unstubAllEnvs());

const rows = Array.from(
  { length: 60 },
  (_, minute) => `2025-03-22 22:${String(minute).padStart(2, '0')}:00,48`,
);
const hour = ['time,LAeq', ...rows, '2025-03-22 23:00:00,on'].join('\n');

test('what was taken for what, the verdict and its reason', async () => {
  const { text } = await runAssess(writtenFile(hour), { zone: 'Asia/Shanghai', background: '40' });
  expect(text.split('\n').slice(1)).toEqual([
    '  来源       普通表格；纯 ASCII',
    '  时间       "time"，无时区，按 Asia/Shanghai',
    '  时区       Asia/Shanghai，依 --zone',
    '  时间含义   每 60 s 的开始（未说明，按默认）',
    '  声级       "LAeq"，列名为 LAeq；LAFmax 无',
    '  格式       分隔符 ","，小数点，首行之前有 1 行',
    '  首行       第 2 行：“2025-03-22 22:00:00”为始于 2025-03-22 22:00:00 Asia/Shanghai 的一行；“48”为声级',
    '  数据行     61：60 个声级，0 个空白，1 个无法读取，0 个重复或次序不对',
    '  起止       2025-03-22 22:00:00 至 2025-03-22 23:00:00 Asia/Shanghai，每行 60 s，缺失 0.0 %',
    '  说明       L10、L50 和 L90 由最长 60 s 的声级得出：不是 LAF90，也不能作为背景噪声',
    '  第 62 行：“on”不是声级：2025-03-22 23:00:00,on',
    '',
    'GB 22337-2008 社会生活环境噪声排放标准',
    '  功能区     1 类，居住、医疗、文教、科研、行政办公：昼间 55 dB、夜间 45 dB（GB 22337-2008 4.1.1，表 1，已核实）',
    '  背景噪声   40 dB，本站停运时测得',
    '',
    '2025-03-22  Lden --',
    '  夜间    22:00-06:00  Ln 48.0  L10 48.0  L50 48.0  L90 48.0  LAFmax --  最响一小时 22:00 48.0',
    '          有效 12.5 %  上限估计 54.5（缺测时段按 55 计）  超过 45 dB 的分钟：60 分钟中有 60 分钟  最响一分钟 22:00 48.0',
    expect.stringMatching(/^ {10}超标：22:00 起的 1 分钟，.+。［GB 22337-2008 .+］$/),
    '',
    '夜间    1：0 个达标，1 个超标，0 个无法判定',
    expect.stringMatching(/^注：/),
    expect.stringMatching(/^注：/),
  ]);
});

test('a file that is not assessed: why, its columns, and what to type', async () => {
  const { complaint } = await runAssess(
    writtenFile('time,LAF,T\n2025-03-22 22:00:00,45,9\n2025-03-22 22:00:01,46,9\n'),
  );
  expect(complaint.replace(/\/[^：]+\.csv/, 'FILE').split('\n')).toEqual([
    'quietpost：FILE：没有一列的名称表明它是该行的 A 计权等效声级（LAeq），因此不作评价。',
    '各列、首行及其看起来的含义：',
    '    1  "time"  2025-03-22 22:00:00   时间',
    '    2  "LAF"   45                    瞬时声级，A 计权，时间计权 F',
    expect.stringMatching(/^ {4}3 {2}"T" {5}9 {20}/),
    '若其中一列是每行的 LAeq，请写明：--level "LAF"',
  ]);
});

/** Two English words in a row, outside of quotes, of names of instruments and of what stands in the file. */
const english = /(?:^|[^\w"“/.-])[A-Za-z]{2,},? [a-z]{2,}/;
const ofFile = /"[^"]*"|“[^”]*”|^ {2,3}\d+ {2}".*$|^ {2}(第 \d+ 行：|来源).*$/gm;

test.each(samples)('$name: no English sentence', async ({ content, options = {} }) => {
  const path = writtenFile(content);
  const { text, complaint } = await runAssess(path, { zone: 'Asia/Shanghai', ...options });
  const said = `${text}${complaint}`.replaceAll(path, '').replace(ofFile, '');
  expect(said.split('\n').filter((line) => english.test(line))).toEqual([]);
});
