import { expect, test } from 'vitest';
import { sqliteProblem } from '../../../src/adapters/sqlite.ts';

const failing = (message: string, code?: string) => () => {
  throw Object.assign(new Error(message), code === undefined ? {} : { code });
};

test('where the history can be kept, nothing is said', () => {
  expect(sqliteProblem(() => {})).toBeUndefined();
});

test('a package that npm left out is named, with what it costs and what to install', () => {
  const text = sqliteProblem(failing("Cannot find module 'better-sqlite3'", 'MODULE_NOT_FOUND'));
  expect(text).toMatch(
    /^no history is kept: the package better-sqlite3 was left out .* could not be compiled\./,
  );
  expect(text).toMatch(/Control goes on; night reports, whatif .* need it: install a compiler/);
  expect(text).not.toContain('Cannot find module');
});

test('one that was compiled for another Node is told to be built again', () => {
  const text = sqliteProblem(
    failing('was compiled against a different Node.js version', 'ERR_DLOPEN_FAILED'),
  );
  expect(text).toMatch(/does not load .*npm rebuild better-sqlite3/);
});
