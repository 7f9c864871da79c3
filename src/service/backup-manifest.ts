/** What a backup holds and where it belongs: the first entry of its file. */

import { type ConsoleText, consoleText } from '../language/console/console-text.ts';
import { failed, ok, type Result } from '../model/result.ts';

/** A file in a backup. */
export interface BackupFile {
  /** Its name in the backup. */
  readonly name: string;
  /** Absolute: where it was and will be. */
  readonly path: string;
  readonly kind: 'settings' | 'secret' | 'key' | 'history';
  readonly bytes: number;
  readonly sha256: string;
  readonly mode: number;
  /** Names, for numbers differ from computer to computer. */
  readonly user: string;
  readonly group: string;
}

/** What a backup says of itself. */
export interface BackupManifest {
  readonly format: 1;
  /** Of quietpost. */
  readonly version: string;
  readonly madeMs: number;
  readonly host: string;
  /** The site file, absolute. */
  readonly site: string;
  /** Version of the tables of the history; null where there was none. */
  readonly historyFormat: number | null;
  readonly files: readonly BackupFile[];
}

/** Name of the first entry. */
export const MANIFEST = 'manifest.json';

/** The manifest, or why it is none. */
export function readManifest(text: string): Result<BackupManifest, ConsoleText> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return failed(consoleText('manifest-unreadable'));
  }
  if (!isRecord(data)) return failed(consoleText('manifest-unreadable'));
  if (typeof data['format'] !== 'number') return failed(consoleText('manifest-none'));
  if (data['format'] !== 1) return failed(consoleText('manifest-format', { format: data['format'] }));
  const files: unknown = data['files'];
  const isWhole = ['version', 'host', 'site'].every((key) => typeof data[key] === 'string');
  if (!isWhole || !Array.isArray(files) || !files.every(isFile))
    return failed(consoleText('manifest-incomplete'));
  const isAstray = files.find(({ path }) => !path.startsWith('/') || path.split('/').includes('..'));
  if (isAstray !== undefined) return failed(consoleText('manifest-astray', { path: isAstray.path }));
  return ok(data as unknown as BackupManifest);
}

function isFile(value: unknown): value is BackupFile {
  return (
    isRecord(value) &&
    ['name', 'path', 'kind', 'sha256', 'user', 'group'].every((key) => typeof value[key] === 'string') &&
    ['bytes', 'mode'].every((key) => Number.isSafeInteger(value[key]))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
