/** An enclosure board of the site plan, connected to the devices of the station's physics. */

import type { BoardPlan, DevicePlan, SitePlan } from '../../src/plan/site-plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { StationModel } from '../station/model.ts';
import { createSimulatedBoard, type SimulatedBoard } from './board.ts';

const TEMPERATURES_MAX = 4;
const INPUTS_MAX = 4;

/** A board just switched on: in the factory's fail-safe, fans at full speed, until a gateway stores another. */
export function createBoardOf(
  plan: BoardPlan,
  site: Pick<SitePlan, 'devices'>,
  model: StationModel,
  clock: Clock,
): SimulatedBoard {
  const parts = site.devices.filter(({ bus }) => bus === plan.id);
  const partOf = (kind: string, index: number): DevicePlan | undefined =>
    parts.find(({ definition, unitId }) => definition.model === kind && unitId === index + 1);
  const relays = parts.find(({ definition }) => definition.model === 'board-relays');
  const shown = (kind: string, index: number, point: string): number | null => {
    const device = partOf(kind, index);
    return device === undefined ? null : (model.value(device.id, point) ?? null);
  };
  const facts = {
    firmware: '1.0.0',
    board: plan.id.slice(0, 16),
    fans: plan.failSafe.fansPct.length,
    relays: plan.failSafe.relays.length,
    temperatures: TEMPERATURES_MAX,
    inputs: INPUTS_MAX,
    doors: 1,
  };
  const body = {
    setFan(fan: number, pct: number) {
      const device = partOf('board-fan', fan);
      if (device !== undefined) model.command(device.id, 'setpoint', pct);
    },
    setRelays(states: readonly boolean[]) {
      if (relays === undefined) return;
      model.relays(
        relays.id,
        states.reduce((mask, isOn, index) => mask + (isOn ? 2 ** index : 0), 0),
      );
    },
    fanRpm: (fan: number) => rounded(shown('board-fan', fan, 'fan.speed'), 1),
    tempC: (sensor: number) => rounded(shown('board-temperature', sensor, 'temperature'), 10),
    door: () => 'closed' as const,
    inputs: () => Array.from({ length: INPUTS_MAX }, () => false),
  };
  return createSimulatedBoard(facts, body, clock);
}

function rounded(value: number | null, perUnit: number): number | null {
  return value === null ? null : Math.round(value * perUnit) / perUnit;
}
