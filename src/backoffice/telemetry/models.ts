/**
 * The models that the controller has fitted to its plant, retained, every five minutes: heat of the cabinets, wear of the
 * relays behind the power limits, status of the receptors, and what the night will probably bring; within a minute where a
 * gate opens or closes, a limit may move again or the forecast is another. On a metered line each ten minutes.
 */

import { levelOf } from '../../acoustics/levels/level.ts';
import type { ModelsPayload } from '../../contract/standing/models.ts';
import { messageOf } from '../../contract/topics.ts';
import type { CabinetHeat } from '../../control/heat/cabinet-heat.ts';
import { fansOf } from '../../control/heat/fan-speeds.ts';
import { heatAtFull } from '../../control/heat/heat-model.ts';
import type { LoweredLimit } from '../../control/noise/allowance.ts';
import { permittedMoves, type WearState } from '../../control/outputs/relay-wear.ts';
import { type ReceptorStatus, receptorStatus } from '../../control/receptor-status.ts';
import type { TickResult } from '../../control/tick.ts';
import type { FanToneState } from '../../control/tones/fan-tones.ts';
import { learnedBands, type ToneBand } from '../../control/tones/tone-counts.ts';
import { inEnglish } from '../../language/say.ts';
import { noOutlook, type Outlook } from '../../model/forecast/night-forecast.ts';
import type { ProcessImage } from '../../model/image.ts';
import { isMetered, type SitePlan } from '../../plan/site-plan.ts';
import type { Message } from '../../ports/publisher.ts';
import { forecastPayload } from './forecast-payload.ts';
import { rounded } from './number-text.ts';

/** The plant in one cycle. */
export interface PlantNow {
  /** By cabinet. */
  readonly heat: Readonly<Record<string, CabinetHeat>>;
  /** By cabinet: sound energy of its fans over what the fan law says at their speed. */
  readonly fanLoudness: Readonly<Record<string, number>>;
  /** By power limit. */
  readonly wear: WearState;
  readonly receptors: readonly ReceptorStatus[];
  readonly fanTones: FanToneState;
}

/** The `models` message. */
export interface Models {
  /** The message, when it is due. */
  due(image: ProcessImage, result: TickResult): readonly Message[];
  /** The message of the last cycle; after a connect. */
  all(): readonly Message[];
}

const [EVERY_MS, METERED_MS] = [300_000, 600_000];
/** How often it is looked for news. */
const LOOK_MS = 60_000;

/** The first cycle is due at once. Before it `all` is empty. `outlook`: what the night will probably bring. */
export function createModels(
  plan: SitePlan,
  session: string,
  outlook: () => Outlook = () => noOutlook,
): Models {
  let last: { readonly image: ProcessImage; readonly result: TickResult } | undefined;
  const [everyMs, lookMs] = isMetered(plan) ? [METERED_MS, METERED_MS] : [EVERY_MS, LOOK_MS];
  let [sentMs, lookedMs] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let told = '';
  const all = (): readonly Message[] => {
    if (last === undefined) return [];
    const { image, result } = last;
    const plant = modelsOf(plan, session, image, plantOf(result, plan));
    const payload = { ...plant, forecast: forecastPayload(outlook().tonight) };
    return [messageOf('models', undefined, JSON.stringify(payload))];
  };
  return {
    all,
    due(image, result) {
      last = { image, result };
      const { nowMs } = image;
      const isPast = (sinceMs: number, ms: number): boolean =>
        nowMs - sinceMs >= ms - plan.control.periodMs / 2;
      if (!isPast(lookedMs, lookMs)) return [];
      lookedMs = nowMs;
      const news = `${newsOf(result, plan, nowMs)} ${outlook().tonight?.madeWallMs ?? 0}`;
      if (news === told && !isPast(sentMs, everyMs)) return [];
      [sentMs, told] = [nowMs, news];
      return all();
    },
  };
}

/** What nobody should wait for: gates, limits in force, and where power limits may move. */
function newsOf(result: TickResult, plan: SitePlan, nowMs: number): string {
  const limits = limitsOf(plan, result.state.wear, nowMs);
  return JSON.stringify([
    receptorStatus(result, plan.control).map(({ gate, limitDb }) => [gate, limitDb]),
    Object.values(limits).map((one) => one.permitted_moves),
  ]);
}

function plantOf(result: TickResult, { control }: SitePlan): PlantNow {
  const { heat, fanLoudness, state } = result;
  const { wear, fanTones } = state;
  return { heat, fanLoudness, wear, receptors: receptorStatus(result, control), fanTones };
}

/** The payload of one moment. */
export function modelsOf(
  plan: SitePlan,
  session: string,
  image: Pick<ProcessImage, 'nowMs' | 'wallMs'>,
  plant: PlantNow,
): ModelsPayload {
  const { mode, cabinets } = plan.control;
  return {
    v: 1,
    ts: Math.max(0, Math.round(image.wallMs)),
    session,
    mode,
    cabinets: Object.fromEntries(
      cabinets.flatMap(({ id }) => {
        const heat = plant.heat[id];
        return heat === undefined ? [] : [[id, cabinetOf(heat, plant.fanLoudness[id] ?? 1)]];
      }),
    ),
    limits: limitsOf(plan, plant.wear, image.nowMs),
    receptors: Object.fromEntries(plant.receptors.map((one) => [one.receptor, receptorOf(one)])),
    ...avoidedOf(plan, plant.fanTones),
  };
}

function cabinetOf(heat: CabinetHeat, loudness: number): ModelsPayload['cabinets'][string] {
  const { riseK, settleS } = heatAtFull(heat.model);
  return {
    temp_c: tenths(heat.tempC),
    expected_c: tenths(heat.expectedC),
    blind: heat.isBlind,
    rise_k: rounded(riseK, 10),
    settle_s: Math.round(settleS),
    identified_min: Math.floor(heat.identifiedS / 60),
    fans_louder_db: tenths(levelOf(loudness)),
  };
}

function limitsOf({ control }: SitePlan, wear: WearState, nowMs: number): ModelsPayload['limits'] {
  const params = control.rules['relay-hold'];
  return Object.fromEntries(
    control.outputs.flatMap((output) => {
      const own = wear[output.id];
      if (own === undefined) return [];
      const entry = {
        value: own.value,
        changes_8h: own.changesMs.length,
        budget: params.changesPerNight,
        changes: own.changes,
        permitted_moves: permittedMoves(output, own, params, nowMs),
      };
      return [[output.id, entry]];
    }),
  );
}

function receptorOf(one: ReceptorStatus): ModelsPayload['receptors'][string] {
  return {
    limit_db: one.limitDb,
    equipment_db: tenths(one.equipmentDb),
    allowed_db: tenths(one.allowedDb),
    time_base: one.timeBase,
    ...(one.lowered === undefined ? {} : { lowered: loweredOf(one.lowered) }),
    expanded_uncertainty_db: rounded(one.expandedUncertaintyDb, 10),
    gate: one.gate,
    why: inEnglish(one.why),
    why_key: one.why.key,
    why_values: one.why.values,
  };
}

function loweredOf({ siteDb, backgroundDb, isMeasured, penaltyDb }: LoweredLimit) {
  return {
    site_db: siteDb,
    background_db: tenths(backgroundDb),
    measured: isMeasured,
    tone_penalty_db: penaltyDb,
  };
}

/** Speeds that fans step over; nothing where none does. */
function avoidedOf(
  { control }: SitePlan,
  { counts }: FanToneState,
): Pick<ModelsPayload, 'avoided' | 'tone_mode'> {
  const bands = fansOf(control).flatMap((fan) => {
    const { output, avoid = [] } = fan;
    const entry = (by: 'site' | 'learned') => (band: ToneBand) => {
      return { low_pct: band.lowPct, high_pct: band.highPct, by };
    };
    const own = [...avoid.map(entry('site')), ...learnedBands(fan, counts[output]).map(entry('learned'))];
    return own.length === 0 ? [] : [[output, own] as const];
  });
  if (bands.length === 0) return {};
  const mode = control.fanTones === undefined ? {} : { tone_mode: control.fanTones };
  return { avoided: Object.fromEntries(bands), ...mode };
}

function tenths(value: number | null): number | null {
  return value === null ? null : rounded(value, 10);
}
