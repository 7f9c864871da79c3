/** Everything the history holds of one night, read in one go. */

import { DAY_MS } from '../../model/duration.ts';
import type { Event } from '../../model/event.ts';
import { ok, type Result } from '../../model/result.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type {
  Calibration,
  ChainStretch,
  ConfigVersion,
  DecisionRecord,
  HistoryGap,
  HistoryReader,
  Marking,
  MinuteRecord,
  SecondsTable,
  TimeSpan,
} from '../../ports/history.ts';

/** Everything between the two ends of the night, and every calibration there ever was. */
export interface NightRecords {
  readonly minutes: readonly MinuteRecord[];
  /** Fan speeds, temperatures and powers of the guns; empty once they are too old to be kept. */
  readonly seconds: SecondsTable;
  readonly events: readonly Event[];
  readonly decisions: readonly DecisionRecord[];
  readonly calibrations: readonly Calibration[];
  readonly markings: readonly Marking[];
  readonly configs: readonly ConfigVersion[];
  readonly gaps: readonly HistoryGap[];
  readonly chain: ChainStretch;
  /** What the gateway said of itself in the day after the night; absent: not asked for. */
  readonly later?: readonly Event[];
}

/** Reads it; the first thing that cannot be read is the fault. */
export async function readNight(
  history: HistoryReader,
  span: TimeSpan,
  plan: Pick<SitePlan, 'control'>,
): Promise<Result<NightRecords, string>> {
  const read = await Promise.all([
    history.minutes(span),
    history.seconds(span, equipmentChannels(plan.control)),
    history.events(span),
    history.decisions(span),
    history.calibrations(),
    history.markings(span),
    history.configs(span),
    history.gaps(span),
    history.chain(span),
    history.events({ fromMs: span.toMs, toMs: span.toMs + DAY_MS }, ['lifecycle']),
  ]);
  const [minutes, seconds, events, decisions, calibrations, markings, configs, gaps, chain, later] = read;
  if (!minutes.ok) return minutes;
  if (!seconds.ok) return seconds;
  if (!events.ok) return events;
  if (!decisions.ok) return decisions;
  if (!calibrations.ok) return calibrations;
  if (!markings.ok) return markings;
  if (!configs.ok) return configs;
  if (!gaps.ok) return gaps;
  if (!chain.ok) return chain;
  if (!later.ok) return later;
  return ok({
    minutes: minutes.value,
    seconds: seconds.value,
    events: events.value,
    decisions: decisions.value,
    calibrations: calibrations.value,
    markings: markings.value,
    configs: configs.value,
    gaps: gaps.value,
    chain: chain.value,
    later: later.value,
  });
}

function equipmentChannels({ cabinets, weather }: ControlPlan): string[] {
  const outdoors = [weather.temperature, weather.wind, weather.rain].filter((one) => one !== undefined);
  const ofCabinets = cabinets.flatMap(({ temperatures, guns, fans }) => [
    ...temperatures,
    ...guns,
    ...fans.map(({ speed }) => speed),
  ]);
  return [...ofCabinets, ...outdoors];
}
