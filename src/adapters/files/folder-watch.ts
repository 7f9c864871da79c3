/**
 * Watches folders and not files: an editor writes beside the file and renames. What the operating system does not tell
 * (a network share, a file system in memory) is seen by a look at the files' times.
 */

import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

const LOOK_MS = 2000;

/** Calls `changed` whenever something in a folder may have changed; the returned function ends it. */
export function watchFolders(folders: readonly string[], changed: () => void): () => void {
  const watchers = folders.flatMap((folder) => watcherOf(folder, changed));
  let seen = timesOf(folders);
  const timer = setInterval(() => {
    const now = timesOf(folders);
    if (now === seen) return;
    seen = now;
    changed();
  }, LOOK_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** A folder that cannot be watched is looked at all the same. */
function watcherOf(folder: string, changed: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, { persistent: false }, changed);
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    // Too many watches, or none on this file system: the look at the times is left.
    return [];
  }
}

function timesOf(folders: readonly string[]): string {
  return folders.map(timesIn).join('\n');
}

function timesIn(folder: string): string {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => {
        const { mtimeMs, size, ino } = statSync(join(folder, name));
        return `${name} ${mtimeMs} ${size} ${ino}`;
      })
      .join('\n');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
