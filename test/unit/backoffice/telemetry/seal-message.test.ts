import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealMessage } from '../../../../src/backoffice/telemetry/seal-message.ts';
import type { SignedHead } from '../../../../src/model/signed-head.ts';
import { readHead } from '../../../../src/store/seal/tree-head.ts';
import { smallPlan } from '../small-plan.ts';

test('the message, kept as a file, is the head that a check of the history takes', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const head = { v: 1, size: 7, root: 'c2f0', wallMs: 1, clockSynced: true, key: 'k' } as const;
  const signed: SignedHead = {
    head,
    signature: sign(null, Buffer.from(JSON.stringify(head)), privateKey).toString('base64'),
    publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
  };
  const message = sealMessage(smallPlan, signed);
  expect(message).toMatchObject({ topic: 'seal', retain: true });
  expect(readHead(message.payload)).toEqual(signed);
});
