/** Checks of saved JSON. A type that gets another field does not compile until its check knows the field. */

/** Whether a value out of saved JSON has this type. */
export type Check<T> = (value: unknown) => value is T;

/** A finite number: JSON has no other, and control takes no other. */
export const isNumber: Check<number> = (value): value is number => Number.isFinite(value);

/** Any text, the empty one too. */
export const isText: Check<string> = (value): value is string => typeof value === 'string';

/** True or false. */
export const isFlag: Check<boolean> = (value): value is boolean => typeof value === 'boolean';

/** This type, or null. */
export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || check(value);
}

/** This type, or not written: by a version that did not know it. */
export function orAbsent<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

/** One of these strings. */
export function oneOf<T extends string>(...words: readonly T[]): Check<T> {
  return (value): value is T => words.some((word) => word === value);
}

/** An array of this type. */
export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(check);
}

/** An object with any keys and values of this type. */
export function recordOf<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> =>
    isObject(value) && Object.values(value).every(check);
}

/** An object with at least these fields. */
export function objectOf<T>(fields: { readonly [Key in keyof T]-?: Check<T[Key]> }): Check<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return (value): value is T => isObject(value) && names.every((name) => fields[name](value[name]));
}

/** A JSON object: no array and not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
