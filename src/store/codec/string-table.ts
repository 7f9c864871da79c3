/** Strings that come again and again are stored once, in the table `words`; a row holds their number. */

import type { Sql } from '../../ports/database.ts';

/** Strings stored once, by number. */
export interface StringTable {
  /** The number of `text`, which is added where it is new. */
  idOf(sql: Sql, text: string): number;
  /** To be called after a transaction that was undone: the file does not have what it added. */
  clear(): void;
}

/** Remembers what it has found, so that most texts cost no query. */
export function createStringTable(): StringTable {
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
    clear: () => known.clear(),
  };
}

/** Gives the text of a number. One that is missing, in a damaged file, gives its number as text. */
export function wordReader(sql: Sql): (id: number) => string {
  const known = new Map<number, string>();
  return (id) => {
    const found = known.get(id) ?? String(sql.get('SELECT text FROM words WHERE id = ?', id)?.['text'] ?? id);
    known.set(id, found);
    return found;
  };
}
