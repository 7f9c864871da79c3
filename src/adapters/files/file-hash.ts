/** The sum of a file, read piece by piece. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256, hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
