/** Numbers that have a name are written by their name: how a command ends, and how long a minute is. */

import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/duration.ts';
import { EXIT } from '../../src/model/exit-code.ts';
import { isNode, lineAt, type Node, nameOf, nodesOf, type Source, sourcesBelow } from './syntax.ts';

const sources = ['src', 'hw-mocks', 'firmware-bridge'].flatMap(sourcesBelow);
/** Those that mean nothing but the end of a command: from sysexits.h, and the signal of Ctrl-C. */
const exitNumbers = new Set<unknown>(Object.values(EXIT).filter((code) => code > 1));

test('how a command ends is said by the name of its code', () => {
  const commands = sources.filter(({ file }) => /^src\/(cli|assembly)\//.test(file));
  expect(
    [...commands.flatMap(returnedNumbers), ...sources.flatMap(exitsByNumber)],
    'say EXIT.USAGE, EXIT.CONFIG ... (src/model/exit-code.ts)',
  ).toEqual([]);
});

test('time is converted by the names of src/model/duration.ts', () => {
  const lengths = new Set<unknown>([MINUTE_MS, HOUR_MS, DAY_MS]);
  const found = sources
    .filter(({ file }) => file !== 'src/model/duration.ts')
    .flatMap((source) =>
      placesOf(source, (node) => {
        if (node.type !== 'BinaryExpression' || !/^[*/%]$/.test(String(node['operator']))) return false;
        return [node['left'], node['right']].some((side) => isNode(side) && lengths.has(side['value']));
      }),
    );
  expect(found, 'say MINUTE_MS, HOUR_MS, DAY_MS').toEqual([]);
});

test('an hour and a day are written by their names wherever they stand', () => {
  const lengths = new Set<unknown>([HOUR_MS, DAY_MS]);
  const found = sources
    .filter(({ file }) => file !== 'src/model/duration.ts')
    .flatMap((source) => placesOf(source, (node) => isPlain(node) && lengths.has(node['value'])));
  expect(found, 'say HOUR_MS, DAY_MS').toEqual([]);
});

test('a command keeps no number of an exit code under another name', () => {
  const commands = sources.filter(({ file }) => /^src\/(cli|assembly)\//.test(file));
  const found = commands.flatMap((source) =>
    placesOf(
      source,
      (node) =>
        node.type === 'VariableDeclarator' &&
        /exit|code/i.test(nameOf(node['id']) ?? '') &&
        isExitNumber(node['init']),
    ),
  );
  expect(found, 'say EXIT.USAGE, EXIT.CONFIG ...').toEqual([]);
});

/** `return 64`, `? 64 : 0`, `=> 64` in a file of commands. */
function returnedNumbers(source: Source): string[] {
  return placesOf(source, (node) => {
    if (node.type === 'ReturnStatement') return isExitNumber(node['argument']);
    if (node.type === 'ArrowFunctionExpression') return isExitNumber(node['body']);
    if (node.type === 'ConditionalExpression')
      return isExitNumber(node['consequent']) || isExitNumber(node['alternate']);
    return false;
  });
}

/** `process.exitCode = 1`, `process.exit(1)`: any number. */
function exitsByNumber(source: Source): string[] {
  return placesOf(source, (node) => {
    if (node.type === 'AssignmentExpression')
      return isMember(node['left'], 'exitCode') && isNumber(node['right']);
    if (node.type !== 'CallExpression' || !isMember(node['callee'], 'exit')) return false;
    return (node['arguments'] as readonly Node[]).some(isNumber);
  });
}

function isMember(node: unknown, name: string): boolean {
  return isNode(node) && node.type === 'MemberExpression' && nameOf(node['property']) === name;
}

function isNumber(node: unknown): boolean {
  return isNode(node) && node.type === 'Literal' && typeof node['value'] === 'number';
}

function isExitNumber(node: unknown): boolean {
  return isNode(node) && node.type === 'Literal' && exitNumbers.has(node['value']);
}

function placesOf(source: Source, isMeant: (node: Node) => boolean): string[] {
  return [...nodesOf(source.program)]
    .filter(isMeant)
    .map((node) => `${source.file}:${lineAt(source, Number(node['start']))}`);
}

/** Not 3.6e6, which is another quantity: joules of a kilowatt-hour. */
function isPlain(node: Node): boolean {
  return node.type === 'Literal' && /^[\d_]+$/.test(String(node['raw']));
}
