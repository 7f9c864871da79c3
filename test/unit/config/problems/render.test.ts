import { expect, test } from 'vitest';
import { renderReport } from '../../../../src/config/problems/render.ts';
import { edited, errorsOf, readText, siteText } from '../variants.ts';

test('a report shows place, line, caret and what to write, and counts at the end', () => {
  const { text } = edited(siteText, [['cycle: 1s # control period: read, decide, write', 'cycle: 5']]);
  expect(renderReport(errorsOf(readText(text)))).toMatch(
    /^error: 5 has no unit\n {2}at site\.yaml:\d+:8 {2}cycle\n +\d+ \| cycle: 5\n {6}\| {8}\^\n {6}= .*write "5s"\n\n1 error$/,
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
    message: 'm',
    fix: 'f',
    sourceLine: `\t ${'x'.repeat(500)}`,
  };
  const lines = renderReport([problem]).split('\n');
  expect(lines[3]).toMatch(/^ {6}\| \t \^+$/);
  expect(lines[2]?.length).toBeLessThan(140);
});
