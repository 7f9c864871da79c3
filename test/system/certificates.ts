/** Certificates of a test, made by OpenSSL into a folder. */

import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DAYS = ['-days', '2'];
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function openssl(folder: string, ...args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
}

/** A certificate authority of its own: `name`.crt and `name`.key, written over those of before. */
export function authority(folder: string, name: string): void {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`];
  openssl(folder, 'req', '-x509', ...NEW_KEY, ...DAYS, '-subj', `/CN=${name}`, ...files);
}

/** A key and a certificate by an authority, written over those of before. */
export function certificate(folder: string, by: string, name: string, subject: string): void {
  const asked = [
    '-subj',
    `/CN=${subject.replaceAll('/', '\\/')}`,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
  ];
  openssl(folder, 'req', ...NEW_KEY, ...asked);
  writeFileSync(join(folder, `${name}.ext`), 'subjectAltName=IP:127.0.0.1\n');
  const signer = ['-CA', `${by}.crt`, '-CAkey', `${by}.key`, '-CAcreateserial', '-extfile', `${name}.ext`];
  openssl(folder, 'x509', '-req', '-in', `${name}.csr`, ...signer, ...DAYS, '-out', `${name}.crt`);
  chmodSync(join(folder, `${name}.key`), 0o600);
}
