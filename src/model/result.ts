/** The outcome of something that may fail while operating: a value or a fault, never an exception. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: E };

/** A success. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** A failure with its fault. */
export function failed<E>(fault: E): Result<never, E> {
  return { ok: false, fault };
}
