/** The key by which a gateway signs its records; it is made once and stays on the device, outside the history file. */

/** The key pair of one device; its private half is never seen outside. */
export interface DeviceKey {
  /** As a head names it. */
  readonly id: string;
  readonly publicPem: string;
  /** Ed25519 over the text, base64. */
  sign(text: string): string;
}

/** The root of all that is sealed, and how much that is. */
export interface TreeHead {
  readonly v: 1;
  readonly size: number;
  readonly root: string;
  readonly wallMs: number;
  /** The clock was known to be right. */
  readonly clockSynced: boolean;
  /** First 16 hex digits of the SHA-256 of the public key (SPKI, DER). */
  readonly key: string;
}

/** A head with its signature over the text of the head (Ed25519), both as they are published and printed. */
export interface SignedHead {
  readonly head: TreeHead;
  /** Base64. */
  readonly signature: string;
  /** PEM. */
  readonly publicKey: string;
}
