import { InvalidArgumentError } from 'commander';
import { tell } from './tell.ts';

/** The value of an option that is a whole number; commander names a wrong one. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(tell('must-be-whole'));
  return Number(text);
}
