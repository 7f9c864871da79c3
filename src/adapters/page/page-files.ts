/** The page as it was built into dist/page: read once, packed once. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

interface FileOfPage {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** By path: `/` is index.html. Empty where nothing was built. */
export function readPageFiles(folder: string): ReadonlyMap<string, FileOfPage> {
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder).flatMap((name) => {
      const type = types[extname(name)];
      if (type === undefined) return [];
      const bytes = new Uint8Array(readFileSync(join(folder, name)));
      const gzip = new Uint8Array(gzipSync(bytes, { level: 9 }));
      return [[name === 'index.html' ? '/' : `/${name}`, { type, bytes, gzip }] as const];
    }),
  );
}
