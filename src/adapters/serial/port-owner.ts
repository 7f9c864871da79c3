/**
 * Which process holds a serial port, as far as Linux tells: the lock that serialport takes (flock) stands in
 * /proc/locks with the process and the inode, for every user to read (proc_locks(5)). And who has it open without a
 * lock: of processes of other users only root sees that.
 */

import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';

const COMMAND_MAX = 80;

/** `process 812 (node quietpost run)`; undefined where there is no lock or it cannot be seen. */
export async function findPortOwner(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(await realpath(path));
    const pid = lockHolder(await readFile('/proc/locks', 'utf8'), dev, ino);
    if (pid === undefined) return undefined;
    if (pid === process.pid) return 'this process itself (two buses on one port?)';
    return `process ${pid} (${await commandOf(pid)})`;
  } catch {
    // No such port, or no /proc: no owner to report.
    return undefined;
  }
}

/** Other processes that have the port open, with or without a lock: `process 812 (cat /dev/ttyUSB0)`. */
export async function findPortUsers(path: string): Promise<readonly string[]> {
  try {
    const real = await realpath(path);
    const pids = (await readdir('/proc')).filter(
      (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
    );
    const users: string[] = [];
    for (const pid of pids)
      if (await hasOpen(pid, real)) users.push(`process ${pid} (${await commandOf(Number(pid))})`);
    return users;
  } catch {
    // No such port, no /proc: nobody can be seen.
    return [];
  }
}

async function hasOpen(pid: string, real: string): Promise<boolean> {
  try {
    for (const file of await readdir(`/proc/${pid}/fd`))
      if ((await readlink(`/proc/${pid}/fd/${file}`)) === real) return true;
  } catch {
    // It belongs to another user, or has ended meanwhile.
  }
  return false;
}

/** `1: FLOCK  ADVISORY  WRITE 812 00:05:1234 0 EOF`: device in hexadecimal, inode in decimal. */
export function lockHolder(locks: string, dev: number, ino: number): number | undefined {
  const major = (dev >>> 8) & 0xfff;
  const minor = (dev & 0xff) | ((dev >>> 12) & 0xfff00);
  const place = `${hex(major)}:${hex(minor)}:${ino}`;
  for (const line of locks.split('\n')) {
    const [, kind, , , pid, where] = line.split(/\s+/);
    if (kind === 'FLOCK' && where === place) return Number(pid);
  }
  return undefined;
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}

async function commandOf(pid: number): Promise<string> {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').filter((word) => word !== '');
  const command = words.join(' ');
  return command.length > COMMAND_MAX ? `${command.slice(0, COMMAND_MAX)}...` : command;
}
