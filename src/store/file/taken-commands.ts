/** The commands that were carried out, so that none of them is carried out again after a restart. */

import type { Acknowledgement, TakenCommand } from '../../model/command.ts';
import type { Sql } from '../../ports/database.ts';

/** More than the gateway remembers is not read. */
const TAKEN_MAX = 10_000;

/** The first answer says which command it was; the later ones to it are kept with it. */
export function writeTaken(sql: Sql, { id, taken }: Acknowledgement, wallMs: number, content: string): void {
  if (taken === undefined) {
    sql.run('UPDATE commands SET wall_ms = ?, ack = ? WHERE id = ?', wallMs, content, id);
    return;
  }
  const { issuer, digest } = taken;
  sql.run('INSERT OR REPLACE INTO commands VALUES (?, ?, ?, ?, ?)', id, wallMs, issuer, digest, content);
}

/** As `writeTaken` leaves them, for answers that are not in the tables. */
export function takenWith(
  before: readonly TakenCommand[],
  acks: readonly Acknowledgement[],
): readonly TakenCommand[] {
  const taken = new Map(before.map((one) => [one.ack.id, one]));
  for (const ack of acks) {
    const digest = ack.taken?.digest ?? taken.get(ack.id)?.digest;
    taken.delete(ack.id);
    if (digest !== undefined) taken.set(ack.id, { digest, ack });
  }
  return [...taken.values()];
}

/** Oldest first. */
export function selectTaken(sql: Sql): readonly TakenCommand[] {
  return sql
    .all(`SELECT digest, ack FROM commands WHERE ack IS NOT NULL ORDER BY wall_ms DESC LIMIT ${TAKEN_MAX}`)
    .map(({ digest, ack }) => ({
      digest: String(digest),
      ack: JSON.parse(String(ack)) as Acknowledgement,
    }))
    .reverse();
}
