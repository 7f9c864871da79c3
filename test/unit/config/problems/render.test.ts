import { expect, test } from 'vitest';
import { renderReport } from '../../../../src/config/problems/render.ts';
import { phrase } from '../../../../src/model/phrase.ts';
import { edited, errorsOf, readText, siteText } from '../variants.ts';

test('a report shows place, line, caret and what to write, and counts at the end', () => {
  const { text } = edited(siteText, [['cycle: 1s # control period: read, decide, write', 'cycle: 5']]);
  expect(renderReport(errorsOf(readText(text)))).toMatch(
    /^error: 5 has no unit\n {2}at site\.yaml:\d+:8 {2}cycle\n +\d+ \| cycle: 5\n {6}\| {8}\^\n {6}= .*write "5s"\n\n1 error$/,
  );
});

test('in Chinese the frame is Chinese too; keys, values and the line stay as they are written', () => {
  const { text } = edited(siteText, [
    ['cycle: 1s # control period: read, decide, write', 'cycle: 5'],
    ['meter: slm-north', 'meter: slm-nort'],
  ]);
  const reading = readText(text);
  expect(renderReport([...errorsOf(reading), ...reading.warnings], 'zh')).toMatch(
    /^错误：5 没有单位\n {2}位置 site\.yaml:\d+:8 {2}cycle\n +\d+ \| cycle: 5\n {6}\| {8}\^\n {6}= 写 "5s"\n\n错误：没有设备“slm-nort”[\s\S]*= 是否为“slm-north”？\n\n2 个错误\n\d+ 个警告，没有错误时再显示$/,
  );
});

test('a problem of which a part is there in English alone is told in English as a whole', () => {
  const [problem] = errorsOf(readText(siteText.replace('cycle: 1s', 'cycle: 5')));
  if (problem === undefined) throw new Error('assertion: a number without a unit is a problem');
  const outside = { ...problem, fix: phrase('plain', { text: 'see the manual' }) };
  expect(renderReport([outside], 'zh')).toMatch(
    /^error: 5 has no unit\n[\s\S]*= see the manual\n\n1 个错误$/,
  );
});

test('the caret stands under its character behind a tab, and very long lines are cut', () => {
  const problem = {
    severity: 'error' as const,
    file: 'a.yaml',
    line: 1,
    column: 3,
    path: '',
    found: 'x'.repeat(500),
    message: phrase('plain', { text: 'm' }),
    fix: phrase('plain', { text: 'f' }),
    sourceLine: `\t ${'x'.repeat(500)}`,
  };
  const lines = renderReport([problem]).split('\n');
  expect(lines[3]).toMatch(/^ {6}\| \t \^+$/);
  expect(lines[2]?.length).toBeLessThan(140);
});
