/** Questions on their way to the file, each answered once. */

import { failed, type Result } from '../../model/result.ts';
import type { Journal, LogPart, NumberRange } from '../../ports/journal.ts';
import type { Ask } from '../file/reader.ts';
import type { QueryName } from '../messages.ts';
import type { StoreLink } from './store-link.ts';

/** More questions at once mean that a page asks faster than the disk reads. */
const QUESTIONS_MAX = 100;

/** Answers come in any order; a fault is a value, no promise rejects. */
export interface Questions {
  readonly ask: Ask;
  /** As `ask`, without a promise: in virtual time the answer comes within the call. */
  put(query: QueryName, args: readonly unknown[], take: (result: Result<unknown, string>) => void): void;
  answer(id: number, result: Result<unknown, string>): void;
  /** Gives all of them the same fault. */
  giveUp(why: string): void;
}

/** The questions of the sender. The casts are right because the owner answers `parts` with parts, and `find` with a range. */
export function logQuestions({ put }: Questions): Pick<Journal, 'parts' | 'find'> {
  return {
    parts: (range, most, take) =>
      put('parts', [range, most], (result) => take(result as Result<readonly LogPart[], string>)),
    find: (kind, range, take) =>
      put('find', [kind, range], (result) => take(result.ok ? (result.value as NumberRange | null) : null)),
  };
}

/** Asks through this link; while it is down every question fails at once. */
export function createQuestions(link: StoreLink): Questions {
  const waiting = new Map<number, (result: Result<unknown, string>) => void>();
  let nextId = 1;
  const put: Questions['put'] = (query, args, take) => {
    if (!link.isReady) take(failed('the history is not open at the moment'));
    else if (waiting.size >= QUESTIONS_MAX) take(failed('too many questions at once'));
    else {
      const id = nextId++;
      waiting.set(id, take);
      link.send({ kind: 'ask', id, query, args });
    }
  };
  return {
    put,
    ask: (query, args) => new Promise((resolve) => put(query, args, resolve)),
    answer(id, result) {
      const take = waiting.get(id);
      waiting.delete(id);
      take?.(result);
    },
    giveUp(why) {
      const unanswered = [...waiting.values()];
      waiting.clear();
      for (const take of unanswered) take(failed(why));
    },
  };
}
