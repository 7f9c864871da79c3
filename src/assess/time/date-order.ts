/** Whether 03/04/2025 is in March or in April: shown by the dates of the file, or asked. */

import { DAY_MS } from '../../model/duration.ts';
import { type DateOrder, isOrderWritten, parseDate, possibleOrders } from './stamp-text.ts';

/** The order of day and month, and what shows it. */
export interface OrderProof {
  readonly order: DateOrder;
  readonly shownBy: 'form' | 'day-above-12' | 'next-day' | 'asked';
  /** The date, or the two, that show it. */
  readonly dates: readonly string[];
}

/** A search that ends with the first proof. */
export interface OrderSearch {
  /** Takes the date of one more row. */
  readonly see: (text: string) => void;
  /** The proof; undefined while two orders are possible. */
  readonly proof: () => OrderProof | undefined;
  /** The orders that are still possible. */
  readonly left: () => readonly DateOrder[];
  /** A date that could be read in two ways. */
  readonly example: () => string;
}

/** Looks at dates row after row until only one order is left. */
export function searchOrder(): OrderSearch {
  let left: readonly DateOrder[] = ['dmy', 'mdy', 'ymd'];
  let proof: OrderProof | undefined;
  let last = '';
  return {
    see: (text) => {
      const date = text.split(/[T\s]/)[0] ?? text;
      if (proof !== undefined || date === last) return;
      const own = possibleOrders(text);
      if (own.length === 0) return;
      if (isOrderWritten(text)) {
        proof = { order: own[0] ?? 'ymd', shownBy: 'form', dates: [date] };
        return;
      }
      left = left.filter((order) => own.includes(order));
      const [only, other] = left;
      if (only !== undefined && other === undefined)
        proof = { order: only, shownBy: 'day-above-12', dates: [date] };
      else if (last !== '') proof = byNextDay(last, date, left);
      last = date;
    },
    proof: () => proof,
    left: () => left,
    example: () => last,
  };
}

/** Two dates in a row are neighbours in one order only: 03/04 and 04/04 are days apart, or a month. */
function byNextDay(before: string, date: string, orders: readonly DateOrder[]): OrderProof | undefined {
  const near = orders.filter((order) => {
    const [a, b] = [parseDate(before, order), parseDate(date, order)];
    return a !== undefined && b !== undefined && Math.abs(b - a) <= DAY_MS;
  });
  const [only, other] = near;
  if (only === undefined || other !== undefined) return undefined;
  return { order: only, shownBy: 'next-day', dates: [before, date] };
}
