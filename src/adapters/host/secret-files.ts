/** The files of a site that only its service may read, and those beside them. */

import { accessSync, constants, existsSync, statSync } from 'node:fs';
import type { SitePlan } from '../../plan/site-plan.ts';

/** One file that the site names, as this user finds it. */
export interface SecretFile {
  readonly path: string;
  readonly access: 'ok' | 'absent' | 'denied';
  /** It is a secret, and everybody on this computer can read it. */
  readonly isOpenToAll: boolean;
}

/** Password, keys and access code; certificates are no secrets and must be there all the same. */
export function secretFiles({ broker, page }: Pick<SitePlan, 'broker' | 'page'>): readonly SecretFile[] {
  const own = broker.kind === 'mqtt' ? broker : {};
  const { passwordFile, keyFile, caFile, certFile }: Partial<Extract<typeof broker, { kind: 'mqtt' }>> = own;
  const secrets = [passwordFile, keyFile, page?.tokenFile].filter((path) => path !== undefined);
  const others = [caFile, certFile].filter((path) => path !== undefined);
  return [
    ...secrets.map((path) => ({ path, access: readAccessOf(path), isOpenToAll: isOpenToAll(path) })),
    ...others.map((path) => ({ path, access: readAccessOf(path), isOpenToAll: false })),
  ];
}

function readAccessOf(path: string): SecretFile['access'] {
  if (!existsSync(path)) return 'absent';
  try {
    accessSync(path, constants.R_OK);
    return 'ok';
  } catch {
    // Another user's.
    return 'denied';
  }
}

function isOpenToAll(path: string): boolean {
  return existsSync(path) && (statSync(path).mode & 0o004) !== 0;
}
