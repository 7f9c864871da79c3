/** What the minutes refer to must be there and be what it was: configurations and calibrations. */

import { GREATEST_DRIFT_DB } from '../../acoustics/levels/calibration.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import type { Sql } from '../../ports/database.ts';
import { selectCalibrations, withId } from '../file/calibration-rows.ts';

/** None when all is well. `afterSeq`: of the minutes after this number. */
export function verifyReferences(sql: Sql, afterSeq = Number.MIN_SAFE_INTEGER): readonly ConsoleText[] {
  return [
    ...missing(sql, 'configuration', 'config', 'configs', 'hash', afterSeq),
    ...calibrations(sql, afterSeq),
  ];
}

function calibrations(sql: Sql, afterSeq: number): readonly ConsoleText[] {
  const changed = selectCalibrations(sql)
    .filter((check) => withId(check).id !== check.id)
    .map(({ id, meter }) => consoleText('calibration-changed', { id, meter }));
  const unmarked = selectCalibrations(sql)
    .filter(({ driftDb }) => Math.abs(driftDb) > GREATEST_DRIFT_DB)
    .filter(({ id }) => sql.get('SELECT 1 FROM markings WHERE calibration = ?', id) === undefined)
    .map(({ id, meter }) => consoleText('calibration-unmarked', { id, meter }));
  return [
    ...changed,
    ...unmarked,
    ...missing(sql, 'calibration', 'calibration', 'calibrations', 'id', afterSeq),
  ];
}

/** References in `column` of the minutes that `table` does not have. */
function missing(
  sql: Sql,
  what: 'configuration' | 'calibration',
  column: string,
  table: string,
  key: string,
  afterSeq: number,
): readonly ConsoleText[] {
  const rows = sql.all(
    `SELECT w.text AS id, count(*) AS n FROM minutes m JOIN words w ON w.id = m.${column}
     WHERE m.seq > ? AND w.text NOT IN (SELECT ${key} FROM ${table}) GROUP BY w.text`,
    afterSeq,
  );
  return rows.map(({ id, n }) => consoleText(`missing-${what}`, { id: String(id), count: Number(n) }));
}
