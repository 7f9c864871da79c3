import { expect, test } from 'vitest';
import { columns } from '../../../../src/cli/terminal/columns.ts';

test('columns are as wide as their longest cell, a Chinese character counting twice', () => {
  const rows = [
    ['fan', '20 至 100 %', 'x'],
    ['lamp', '0, 100 %', 'y'],
  ];
  expect(columns(rows)).toEqual(['fan   20 至 100 %  x', 'lamp  0, 100 %     y']);
  expect(
    columns(
      [
        ['功率', '1'],
        ['fan', '20'],
      ],
      [1],
    ),
  ).toEqual(['功率   1', 'fan   20']);
});
