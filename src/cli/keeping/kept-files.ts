/** Which files make a station: its settings, the secrets they name, the key of its records. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { secretFilesNamed } from '../../service/without-secrets.ts';

/** A file of a station. */
export interface KeptFile {
  readonly path: string;
  /** Its name in a backup. */
  readonly name: string;
  readonly kind: 'settings' | 'secret' | 'key';
}

/** Folders beside a site file that belong to it. Nothing else does: a site file may lie in somebody's home. */
const SUB_FOLDERS = ['devices', 'limits', 'schema', 'sites', 'evidence'];
const ENDINGS = ['.yaml', '.yml', '.json'];
const BYTES_MAX = 5_000_000;

/** Of the site file at `site` and, where it is known, the history at `history`. All are there. */
export function keptFiles(site: string, history: string | undefined): readonly KeptFile[] {
  const folder = dirname(resolve(site));
  const settings = [folder, ...SUB_FOLDERS.map((name) => join(folder, name))]
    .flatMap(settingsIn)
    .map((path): KeptFile => ({ path, name: `settings/${relative(folder, path)}`, kind: 'settings' }));
  const text = existsSync(site) ? readFileSync(site, 'utf8') : '';
  const named = [...secretFilesNamed(text), ...certificatesNamed(text)]
    .map((path) => resolve(path))
    .filter(isFile)
    .map((path, index): KeptFile => ({ path, name: `secrets/${index}-${basename(path)}`, kind: 'secret' }));
  const keys = history === undefined ? [] : ['device.key', 'device.pub'];
  const own = keys
    .map((name) => join(dirname(resolve(history ?? '.')), name))
    .filter(isFile)
    .map((path): KeptFile => ({ path, name: `keys/${basename(path)}`, kind: 'key' }));
  const all = [...settings, ...named, ...own];
  return all.filter(({ path }, index) => all.findIndex((one) => one.path === path) === index);
}

function settingsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => ENDINGS.includes(extname(name)))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => isFile(path) && statSync(path).size <= BYTES_MAX);
}

function certificatesNamed(text: string): readonly string[] {
  const found = text.matchAll(/\b(?:caFile|certFile)["']?\s*:\s*["']?([^\s"',}#]+)/g);
  return [...found].map(([, path = '']) => path);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
