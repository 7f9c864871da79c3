/** The device key as a file beside the history that only the service can read. */

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DeviceKey } from '../model/signed-head.ts';

const PRIVATE = 'device.key';
const PUBLIC = 'device.pub';
/** As src/store/seal/tree-head.ts reads it. */
const ID_DIGITS = 16;

/** The key of the folder of this history; made where there is none, null where it cannot be read or made. */
export function deviceKeyBeside(historyPath: string): DeviceKey | null {
  const path = join(dirname(historyPath), PRIVATE);
  try {
    return keyOf(existsSync(path) ? createPrivateKey(readFileSync(path)) : newKey(path));
  } catch {
    // Records go on without a signature; the report says that there is none.
    return null;
  }
}

function newKey(path: string): KeyObject {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  writeFileSync(join(dirname(path), PUBLIC), publicKey.export({ type: 'spki', format: 'pem' }));
  return privateKey;
}

function keyOf(privateKey: KeyObject): DeviceKey {
  const publicKey = createPublicKey(privateKey);
  return {
    id: createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex')
      .slice(0, ID_DIGITS),
    publicPem: String(publicKey.export({ type: 'spki', format: 'pem' })),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  };
}
