/**
 * The chain of minutes: each record carries the SHA-256 of itself and of the hash before it, so that none can be
 * changed, taken out, put in or moved without the rest showing it. Whoever has noted the last hash (report, back
 * office) can prove all records before it. Without such a reference a chain can be rebuilt from its beginning: it
 * guards against quiet corrections, not against somebody who forges everything.
 *
 *   hash = SHA-256( hash before, hex, lower case | LF | record as JSON, keys as below, no spaces ), first one: 64 zeros
 */

import { hash } from 'node:crypto';
import type { EquipmentCertainty } from '../../model/sound/gate.ts';
import type { Minute, MinuteSpectrum } from '../../ports/history.ts';

/** The hash of a record that follows `prev`, hex. */
export function linkHash(prev: string, minute: Minute): string {
  return hash('sha256', `${prev}\n${canonical(minute)}`);
}

/**
 * The record as the one text that is hashed. Numbers as ECMAScript writes them: shortest form that reads back equal. What a
 * minute does not have (undefined) has no key: records from before there was any keep their hash.
 */
export function canonical(minute: Minute): string {
  const { histogram } = minute;
  return JSON.stringify({
    level: minute.level,
    meter: minute.meter,
    startMs: minute.startWallMs,
    offsetMin: minute.utcOffsetMin,
    energyS: minute.energyS,
    validS: minute.validS,
    spanS: minute.spanS,
    count: minute.count,
    lafmaxDb: minute.lafmaxDb,
    histogram: [histogram.firstClass, ...histogram.counts],
    equipmentDb: minute.equipmentDb,
    equipment: minute.equipment && certaintyText(minute.equipment),
    noiseKind: minute.noiseKind,
    weatherS: minute.weatherS,
    clock: { synced: minute.clockSynced, source: minute.clockSource, stepped: minute.clockStepped },
    config: minute.config,
    calibration: minute.calibration,
    spectrum: minute.spectrum && spectrumText(minute.spectrum),
  });
}

/** In this order. */
function certaintyText({ expandedDb, isLearned, gate, change }: EquipmentCertainty): readonly unknown[] {
  return [expandedDb, isLearned, gate, change];
}

function spectrumText({ bandsHz, bandsDb, validS, lceqDb }: MinuteSpectrum) {
  return { hz: bandsHz, db: bandsDb, s: validS, c: lceqDb };
}
