/**
 * The enclosure boards of a site: what they report as readings of the devices that are their parts, and the decisions
 * on those devices as one command a cycle. A board keeps lease, fail-safe and read-back itself (firmware-bridge).
 */

import type { BoardView } from '../../../firmware-bridge/gateway/board-view.ts';
import {
  createEnclosureBoard,
  type EnclosureBoard,
} from '../../../firmware-bridge/gateway/enclosure-board.ts';
import type { Decision } from '../../model/decision.ts';
import type { Event } from '../../model/event.ts';
import type { ChannelId, Reading } from '../../model/reading.ts';
import type { BoardPlan, DevicePlan, OutputPlan, SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LineLink } from '../../ports/field/line-link.ts';

/** The boards of the plan with a line to each, and who gets what they report. */
export interface BoardUnitsDeps {
  readonly plan: SitePlan;
  /** By board. */
  readonly links: Readonly<Record<string, LineLink>>;
  readonly clock: Clock;
  readonly jitter: () => number;
  onReading(channel: ChannelId, reading: Reading): void;
  onEvent(event: Event): void;
}

/** `handover`: the next gateway comes at once, and the outputs keep their values and leases until then. */
export type StopKind = 'final' | 'handover';

/** The enclosure boards of a site. */
export interface BoardUnits {
  start(): void;
  /** Called every cycle. When the calls stop, the board takes its fail-safe one lease later. */
  drive(decisions: readonly Decision[]): void;
  /** Fail-safe values unless it is a handover, then closed. */
  stop(how: StopKind, done: () => void): void;
  readonly views: Readonly<Record<string, BoardView>>;
}

/** All enclosure boards of the plan; nothing is sent before `start`. */
export function createBoardUnits(deps: BoardUnitsDeps): BoardUnits {
  const units = deps.plan.boards.map((board) => createUnit(board, deps));
  return {
    start: () => {
      for (const { board } of units) board.start();
    },
    drive(decisions) {
      for (const unit of units) {
        unit.decisions = decisions;
        driveUnit(unit, deps.clock.nowMs());
      }
    },
    stop(how, done) {
      let open = units.length + 1;
      const settle = (): void => {
        open -= 1;
        if (open === 0) done();
      };
      for (const { board } of units) board[how === 'final' ? 'stop' : 'leave'](settle);
      settle();
    },
    views: Object.fromEntries(units.map(({ plan, board }) => [plan.id, board.view])),
  };
}

interface Unit {
  readonly plan: BoardPlan;
  readonly board: EnclosureBoard;
  readonly outputs: readonly { readonly output: OutputPlan; readonly device: DevicePlan }[];
  /** We have commanded it since our start. */
  isOurs: boolean;
  /** Of the last cycle. */
  decisions: readonly Decision[];
  readonly startMs: number;
}

function createUnit(plan: BoardPlan, deps: BoardUnitsDeps): Unit {
  const link = deps.links[plan.id];
  if (link === undefined) throw new Error(`assertion: board ${plan.id} has no link`);
  const devices = deps.plan.devices.filter(({ bus }) => bus === plan.id);
  const channels = new Map(devices.flatMap((device) => channelsOf(plan.id, device)));
  const board = createEnclosureBoard({
    id: plan.id,
    link,
    clock: deps.clock,
    jitter: deps.jitter,
    failSafe: plan.failSafe,
    leaseMs: plan.leaseMs,
    isObserver: deps.plan.control.mode === 'advise',
    onReading(channel, reading) {
      const known = channels.get(channel);
      if (known !== undefined) deps.onReading(known, reading);
      if (!unit.isOurs) takeOver(unit, deps.clock);
    },
    onEvent: deps.onEvent,
  });
  const outputs = deps.plan.outputs.flatMap((output) => {
    const device = devices.find(({ id }) => id === output.device);
    return device === undefined ? [] : [{ output, device }];
  });
  const unit: Unit = { plan, board, outputs, isOurs: false, decisions: [], startMs: deps.clock.nowMs() };
  return unit;
}

/** By the board's own name of a channel: the channel of the device that the site file declares for this part. */
function channelsOf(board: string, { id, unitId, definition }: DevicePlan): [ChannelId, ChannelId][] {
  const isNumbered = unitId > 0;
  return definition.points.map((point) => [
    isNumbered ? `${board}.${point.id}.${unitId}` : `${board}.${point.id}`,
    `${id}.${point.id}`,
  ]);
}

/** At the first report after the start the board is driven at once: the next cycle may be a second away. */
function takeOver(unit: Unit, clock: Clock): void {
  if (unit.decisions.length === 0) return;
  clock.at(clock.nowMs(), () => {
    if (!unit.isOurs) driveUnit(unit, clock.nowMs());
  });
}

function driveUnit(unit: Unit, nowMs: number): void {
  const { plan, board, outputs, decisions } = unit;
  const fansPct = [...plan.failSafe.fansPct];
  const energised = new Set<number>();
  for (const { output, device } of outputs) {
    const decision = decisions.find((one) => one.output === output.id);
    if (decision === undefined || (decision.by === 'start' && isLeftAsItStands(unit, nowMs))) return;
    if (output.kind === 'register') fansPct[device.unitId - 1] = decision.value;
    else for (const relay of output.steps[String(decision.value)] ?? []) energised.add(relay);
  }
  unit.isOurs = true;
  board.drive(fansPct, [...energised]);
}

/**
 * While control starts, it decides fail-safe because it has no inputs. What the gateway before us commanded may stand
 * until its lease ends, so that a quick restart moves nothing. A board in fail-safe is taken over at once; that moves
 * nothing either.
 */
function isLeftAsItStands({ plan, board, isOurs, startMs }: Unit, nowMs: number): boolean {
  if (isOurs || nowMs - startMs >= plan.leaseMs) return false;
  return board.view.state === undefined || board.view.state.report.why === 'commanded';
}
