/** A file that was measured with the station off: the residual sound, its LA90 and its bands. */

import type { Background } from '../../acoustics/assessment/background.ts';
import { emptyLedger, ledgerLevel, mergeLedgers } from '../../acoustics/levels/leq.ts';
import { exceededLevel } from '../../acoustics/levels/percentile.ts';
import { readBands } from '../../assess/band-rows.ts';
import { createMinutes } from '../../assess/minutes.ts';
import { placeZone } from '../../assess/place-zone.ts';
import { readLevels } from '../../assess/rows/read-levels.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { tell } from '../terminal/tell.ts';
import { type AssessFault, MEASURED_UNCERTAINTY_DB } from './assess-question.ts';
import { openFile } from './open-file.ts';

/** What was there without the station. */
export interface StationOff {
  readonly residual: Background;
  /** Null: its rows last longer than a second. */
  readonly l90Db: number | null;
  readonly bandsHz: readonly number[];
  /** Empty: it has no bands. */
  readonly bandsDb: readonly number[];
}

const ALWAYS = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

/** Reads it as any file of levels, or says why it cannot. */
export async function readStationOff(
  path: string,
  zone: string | undefined,
): Promise<Result<StationOff, AssessFault>> {
  const unfit = (why: ConsoleText) =>
    failed({ exitCode: EXIT.DATAERR, text: tell('levels-of-file', { path, why }) });
  const file = await openFile(path, undefined, {}, undefined);
  if (!file.ok) return file;
  const { source, open } = file.value;
  const place = placeZone(open.layout, zone);
  if (!place.ok) return unfit(place.fault);
  const { offsetAt } = place.value;
  let ledger = emptyLedger();
  const levelsDb: number[] = [];
  const minutes = createMinutes(offsetAt, (minute) => {
    ledger = mergeLedgers(ledger, minute.ledger);
    for (const levelDb of minute.levelsDb) levelsDb.push(levelDb);
  });
  const count = readLevels(source, open, offsetAt, minutes.add);
  if (!count.ok) return unfit(count.fault);
  minutes.end();
  const levelDb = ledgerLevel(ledger);
  if (levelDb === null) return unfit(consoleText('levels-no-level'));
  const bands = readBands(source, open, offsetAt, ALWAYS);
  const areBandsGood = bands !== null && bands.refused === null && bands.mean !== null;
  return ok({
    residual: { source: 'measured', levelDb, uncertaintyDb: MEASURED_UNCERTAINTY_DB },
    l90Db: count.value.longestS > 1 ? null : exceededLevel(levelsDb, 90),
    bandsHz: areBandsGood ? bands.bandsHz : [],
    bandsDb: areBandsGood ? (bands.mean?.bandsDb ?? []) : [],
  });
}
