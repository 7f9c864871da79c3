/** The line a technician reads: every ten seconds on a terminal. */

import { rollingLevel } from '../acoustics/periods/level-track.ts';
import { type ReceptorStatus, receptorStatus } from '../control/receptor-status.ts';
import type { TickResult } from '../control/tick.ts';
import type { ProcessImage } from '../model/image.ts';
import { type CabinetPlan, type ControlPlan, levelsOf } from '../plan/control-plan.ts';
import { localText } from '../time/local-time.ts';

/** A gun above this power counts as charging. */
const CHARGING_W = 500;

/** Levels, temperatures, fans, limits and cars in one line; `tail` ends it (broker, cycle). */
export function statusLine(image: ProcessImage, result: TickResult, plan: ControlPlan, tail: string): string {
  const value = (channel: string): number | null => image.channels[channel]?.value ?? null;
  const receptors = new Map(receptorStatus(result, plan).map((one) => [one.receptor, one]));
  const levels = levelsOf(plan)
    .filter((level) => level.place !== 'cover')
    .map((level) => levelText(level.id, receptors.get(level.id), result, value(level.level) !== null));
  const cabinets = plan.cabinets.map((cabinet) => cabinetText(cabinet, result, value));
  const guns = plan.cabinets.flatMap((cabinet) => cabinet.guns).map((gun) => value(gun));
  const charging = guns.filter((powerW) => powerW !== null && powerW > CHARGING_W);
  const totalKw = guns.reduce<number>((sum, powerW) => sum + (powerW ?? 0), 0) / 1000;
  const cars = `${charging.length} cars ${totalKw.toFixed(0)} kW`;
  const outdoorC = plan.weather.temperature === undefined ? null : value(plan.weather.temperature);
  const outdoor = `outdoor ${outdoorC === null ? '--' : outdoorC.toFixed(1)} C`;
  const waiting =
    result.state.waitingFor.length > 0 ? [`starting, ${result.state.waitingFor.length} inputs to come`] : [];
  const clock = localText(image.wallMs, image.utcOffsetMin).slice(11);
  const mode = plan.mode === 'advise' ? ['advise, moves nothing'] : [];
  return [clock, ...mode, ...waiting, ...levels, ...cabinets, cars, outdoor, tail].join(' | ');
}

/**
 * The measured minute, while the meter gives a level; at a receptor also the limit, the equipment's level, and its
 * allowance.
 */
function levelText(
  id: string,
  receptor: ReceptorStatus | undefined,
  result: TickResult,
  isLevelFresh: boolean,
): string {
  const track = isLevelFresh ? result.state.levels[id] : undefined;
  const level = `${id} ${dbText(track === undefined ? null : rollingLevel(track, 60))} dB`;
  if (receptor === undefined) return level;
  const { limitDb, equipmentDb, allowedDb, timeBase } = receptor;
  const why = timeBase === null || timeBase === 'minute' ? '' : ` for the ${timeBase}`;
  return `${level} (limit ${limitDb}, equipment ${dbText(equipmentDb)}, allowed ${dbText(allowedDb)}${why})`;
}

function dbText(levelDb: number | null): string {
  return levelDb === null ? '--' : levelDb.toFixed(1);
}

function cabinetText(
  cabinet: CabinetPlan,
  result: TickResult,
  value: (channel: string) => number | null,
): string {
  const tempsC = cabinet.temperatures.map(value).filter((tempC) => tempC !== null);
  const hottest = tempsC.length === 0 ? '--' : Math.max(...tempsC).toFixed(1);
  const decided = (output: string): string =>
    String(result.decisions.find((decision) => decision.output === output)?.value ?? '--');
  const fans = [...new Set(cabinet.fans.map((fan) => decided(fan.output)))].join('/');
  return `${cabinet.id} ${hottest} C fans ${fans} % power ${decided(cabinet.limit)} %`;
}
