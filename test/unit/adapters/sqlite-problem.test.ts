import { expect, test } from 'vitest';
import { sqliteProblem } from '../../../src/adapters/sqlite.ts';
import { dictionaries } from '../../../src/language/languages.ts';
import { sayConsole } from '../../../src/language/say-console.ts';
import { unkeptText } from '../../../src/service/unkept-text.ts';

const failing = (message: string, code?: string) => () => {
  throw Object.assign(new Error(message), code === undefined ? {} : { code });
};

function textOf(open: () => void): string {
  const problem = sqliteProblem(open);
  return problem === undefined ? '' : sayConsole(dictionaries.en, unkeptText(problem));
}

test('where the history can be kept, nothing is said', () => {
  expect(sqliteProblem(() => {})).toBeUndefined();
});

test('a package that npm left out is named, with what it costs and what to install', () => {
  const text = textOf(failing("Cannot find module 'better-sqlite3'", 'MODULE_NOT_FOUND'));
  expect(text).toMatch(
    /^no history is kept: the package better-sqlite3 was left out .* could not be compiled\./,
  );
  expect(text).toMatch(/Control goes on; night reports, whatif .* need it: install a compiler/);
  expect(text).not.toContain('Cannot find module');
});

test('one that was compiled for another Node is told to be built again', () => {
  const text = textOf(failing('was compiled against a different Node.js version', 'ERR_DLOPEN_FAILED'));
  expect(text).toMatch(/does not load .*npm rebuild better-sqlite3/);
});
