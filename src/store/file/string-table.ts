/** Texts that come again and again are kept once; a row holds their number. */

import type { Sql } from '../../ports/database.ts';

export interface Words {
  /** The number of `text`, which is added where it is new. */
  idOf(sql: Sql, text: string): number;
  /** After a transaction that was undone: what it added is not there. */
  forget(): void;
}

export function createWords(): Words {
  const known = new Map<string, number>();
  return {
    idOf(sql, text) {
      const found = known.get(text);
      if (found !== undefined) return found;
      sql.run('INSERT INTO words (text) VALUES (?) ON CONFLICT DO NOTHING', text);
      const id = Number(sql.get('SELECT id FROM words WHERE text = ?', text)?.['id']);
      known.set(text, id);
      return id;
    },
    forget: () => known.clear(),
  };
}
