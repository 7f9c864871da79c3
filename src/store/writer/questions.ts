/** Questions on their way to the file, each answered once. */

import { failed, type Result } from '../../model/result.ts';
import type { Ask } from '../file/reader.ts';
import type { StoreLink } from './store-link.ts';

/** More at once mean that a page asks faster than the disk reads. */
const QUESTIONS_MAX = 100;

export interface Questions {
  readonly ask: Ask;
  answer(id: number, result: Result<unknown, string>): void;
  /** Gives all of them the same fault. */
  giveUp(why: string): void;
}

export function createQuestions(link: StoreLink): Questions {
  const waiting = new Map<number, (result: Result<unknown, string>) => void>();
  let nextId = 1;
  return {
    ask(query, args) {
      if (!link.isReady) return Promise.resolve(failed('the history is not open at the moment'));
      if (waiting.size >= QUESTIONS_MAX) return Promise.resolve(failed('too many questions at once'));
      const id = nextId++;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        link.send({ kind: 'ask', id, query, args });
      });
    },
    answer(id, result) {
      waiting.get(id)?.(result);
      waiting.delete(id);
    },
    giveUp(why) {
      for (const resolve of waiting.values()) resolve(failed(why));
      waiting.clear();
    },
  };
}
