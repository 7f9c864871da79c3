/** What the minutes refer to must be there and be what it was: configurations and calibrations. */

import { GREATEST_DRIFT_DB } from '../../acoustics/levels/calibration.ts';
import type { Sql } from '../../ports/database.ts';
import { selectCalibrations, withId } from '../file/calibration-rows.ts';

/** Sentences; none when all is well. `afterSeq`: of the minutes after this number. */
export function verifyReferences(sql: Sql, afterSeq = Number.MIN_SAFE_INTEGER): readonly string[] {
  return [
    ...missing(sql, 'configuration', 'config', 'configs', 'hash', afterSeq),
    ...calibrations(sql, afterSeq),
  ];
}

function calibrations(sql: Sql, afterSeq: number): readonly string[] {
  const changed = selectCalibrations(sql)
    .filter((check) => withId(check).id !== check.id)
    .map(({ id, meter }) => `changed: calibration ${id} of ${meter} does not fit its id`);
  const unmarked = selectCalibrations(sql)
    .filter(({ driftDb }) => Math.abs(driftDb) > GREATEST_DRIFT_DB)
    .filter(({ id }) => sql.get('SELECT 1 FROM markings WHERE calibration = ?', id) === undefined)
    .map(
      ({ id, meter }) => `missing: the marking of ${meter} before calibration ${id}, which found it drifted`,
    );
  return [
    ...changed,
    ...unmarked,
    ...missing(sql, 'calibration', 'calibration', 'calibrations', 'id', afterSeq),
  ];
}

/** References in `column` of the minutes that `table` does not have. */
function missing(
  sql: Sql,
  what: string,
  column: string,
  table: string,
  key: string,
  afterSeq: number,
): readonly string[] {
  const rows = sql.all(
    `SELECT w.text AS id, count(*) AS n FROM minutes m JOIN words w ON w.id = m.${column}
     WHERE m.seq > ? AND w.text NOT IN (SELECT ${key} FROM ${table}) GROUP BY w.text`,
    afterSeq,
  );
  return rows.map(({ id, n }) => `missing: ${what} ${id}, to which ${n} minutes refer`);
}
