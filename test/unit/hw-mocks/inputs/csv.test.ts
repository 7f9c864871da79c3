import { expect, test } from 'vitest';
import { createProblems, readCsv } from '../../../../hw-mocks/inputs/csv.ts';

function read(text: string, wanted: readonly string[]) {
  const problems = createProblems('file.csv');
  const rows: (readonly (string | number | undefined)[])[] = [];
  readCsv(text, wanted, problems, (row) => rows.push([row.text(0), row.number(1)]));
  return { rows, problems: problems.list() };
}

test('reads quoted fields, CRLF, a byte order mark, blanks around header names and columns in any order', () => {
  const text = '\uFEFF value ,"odd, one",name\r\n1.5,x,"a, ""b"""\r\n-2e1,,c\r\n\r\n';
  expect(read(text, ['name', 'value'])).toEqual({
    rows: [
      ['a, "b"', 1.5],
      ['c', -20],
    ],
    problems: [],
  });
});

test('a field that is no number is named with its line and column', () => {
  const { problems } = read('name,value\nfirst,1\nsecond,4x.1\n"thi,rd",\nfourth,1e999\n', ['name', 'value']);
  expect(problems).toEqual([
    'file.csv:3:8: "4x.1" is not a number',
    'file.csv:4:10: "" is not a number',
    'file.csv:5:8: "1e999" is not a number',
  ]);
});

test('a missing column, a wrong field count and a lost quote are problems', () => {
  expect(read('name,level\na,1\n', ['name', 'value']).problems).toEqual([
    'file.csv:1:1: header is "name,level", expected the columns name, value',
  ]);
  expect(read('name,value\na,1,2\nb\n', ['name', 'value']).problems).toEqual([
    'file.csv:2:1: 3 fields, expected 2 as in the header',
    'file.csv:3:1: 1 fields, expected 2 as in the header',
  ]);
  expect(read('name,value\na,"1\nb,2\n', ['name', 'value']).problems[0]).toBe(
    'file.csv:2:3: a quote is not closed on its line',
  );
});

test('an optional column may be absent', () => {
  expect(read('value\n1\n', ['name?', 'value'])).toEqual({ rows: [['', 1]], problems: [] });
});

test('lists twenty problems and counts the rest', () => {
  const { problems } = read(`name,value\n${'a,b\n'.repeat(57)}`, ['name', 'value']);
  expect(problems).toHaveLength(21);
  expect(problems.at(-1)).toBe('file.csv: and 37 more');
});
