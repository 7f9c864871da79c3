/** Whole numbers in as few bytes as they need: seven bits a byte, the sign in the lowest (as in protocol buffers). */

/** Numbers on their way into bytes. */
export interface VarintWriter {
  /** A whole number up to 2^52 either way. */
  put(value: number): void;
  bytes(): Uint8Array;
}

/** Numbers out of bytes, in the order in which they were written. */
export interface VarintReader {
  take(): number;
  readonly isAtEnd: boolean;
}

/** Empty; it grows by itself. */
export function varintWriter(): VarintWriter {
  let bytes = new Uint8Array(1024);
  let length = 0;
  return {
    put(value) {
      if (length + 10 > bytes.length) {
        const longer = new Uint8Array(2 * bytes.length);
        longer.set(bytes);
        bytes = longer;
      }
      // Arithmetic instead of shifts: counters of energy go beyond 32 bits.
      let rest = value < 0 ? -2 * value - 1 : 2 * value;
      while (rest >= 128) {
        bytes[length++] = (rest % 128) + 128;
        rest = Math.floor(rest / 128);
      }
      bytes[length++] = rest;
    },
    bytes: () => bytes.slice(0, length),
  };
}

/** Reads what `varintWriter` wrote; a text that ends too early gives NaN. */
export function varintReader(bytes: Uint8Array): VarintReader {
  let at = 0;
  return {
    take() {
      let value = 0;
      let scale = 1;
      for (;;) {
        const byte = bytes[at++];
        if (byte === undefined) return Number.NaN;
        value += (byte % 128) * scale;
        if (byte < 128) break;
        scale *= 128;
      }
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    },
    get isAtEnd() {
      return at >= bytes.length;
    },
  };
}
