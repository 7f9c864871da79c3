/** Users and groups by name, as /etc/passwd and /etc/group have them: numbers differ from computer to computer. */

import { readFileSync } from 'node:fs';

/** `user` and `group` of a file; a number where nobody has it. */
export function namesOf({ uid, gid }: { readonly uid: number; readonly gid: number }): {
  readonly user: string;
  readonly group: string;
} {
  return { user: nameIn('/etc/passwd', uid), group: nameIn('/etc/group', gid) };
}

/** Null where this computer does not know one of them. */
export function numbersOf(
  user: string,
  group: string,
): { readonly uid: number; readonly gid: number } | null {
  const [uid, gid] = [numberIn('/etc/passwd', user), numberIn('/etc/group', group)];
  return uid === undefined || gid === undefined ? null : { uid, gid };
}

function nameIn(path: string, number: number): string {
  return entriesOf(path).find(([, , id]) => Number(id) === number)?.[0] ?? String(number);
}

function numberIn(path: string, name: string): number | undefined {
  const found = entriesOf(path).find(([own]) => own === name)?.[2];
  return found === undefined ? undefined : Number(found);
}

function entriesOf(path: string): readonly (readonly string[])[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    // A computer without the file has no names.
    return [];
  }
}
