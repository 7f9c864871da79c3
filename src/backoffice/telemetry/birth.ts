/** The messages that describe the station: birth, state, last will. */

import type { BirthPayload } from '../../contract/birth.ts';
import { commandSchemas } from '../../contract/commands.ts';
import type { ClockState } from '../../contract/form/fields.ts';
import type { StatePayload } from '../../contract/state.ts';
import { streamsOf } from '../../contract/streams.ts';
import { messageOf, rootOf } from '../../contract/topics.ts';
import { specOf } from '../../model/quantity.ts';
import { deviceOf } from '../../model/reading.ts';
import { readersOf, type SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Epoch } from '../../ports/journal.ts';
import type { Message } from '../../ports/publisher.ts';

/** What identifies this run of the station. */
export interface StationIdentity {
  /** New at every start of the process. */
  readonly session: string;
  /** Wall time of its start: the sessions of a station in order. */
  readonly startedMs?: number;
  readonly firmware: string;
}

/** Everything a consumer needs to read the other messages; must precede the data of its session. */
export function birthOf(
  plan: SitePlan,
  identity: StationIdentity,
  clock: Clock,
  epoch: Epoch | null = null,
): BirthPayload {
  return {
    v: 1,
    station: plan.station,
    site: plan.site,
    zone: plan.zone,
    session: identity.session,
    ...(epoch === null ? {} : { epoch: epochOf(epoch) }),
    ts: Math.round(clock.wallMs()),
    fw: identity.firmware,
    config_hash: plan.hash,
    mode: plan.control.mode,
    clock: clockOf(clock),
    streams: Object.fromEntries(
      streamsOf(plan).map(({ name, periodMs, columns }) => [
        name,
        {
          period_s: periodMs / 1000,
          columns: columns.map(({ id }) => id),
          unit: columns.map(({ unit }) => unit),
        },
      ]),
    ),
    channels: { ...birthChannels(plan), ...birthSpectra(plan) },
    outputs: birthOutputs(plan),
    commands: Object.keys(commandSchemas),
  };
}

function epochOf({ epoch, sinceMs, why, before, lastSeqs }: Epoch): BirthPayload['epoch'] {
  return { n: epoch, since: Math.round(sinceMs), why, before, last_seqs: { ...lastSeqs } };
}

/** `state` below the root. */
export function stateOf(
  { session, startedMs }: Pick<StationIdentity, 'session' | 'startedMs'>,
  online: boolean,
  wallMs: number,
  reason: string,
  connection: number,
): Message {
  const started = startedMs === undefined ? {} : { started: Math.round(startedMs) };
  const payload: StatePayload = {
    ...{ v: 1, online, session, ...started, connection },
    ...{ ts: Math.round(wallMs), reason },
  };
  return messageOf('state', undefined, JSON.stringify(payload));
}

/** The message that the broker publishes when that connection is lost, with its full topic. Its time is that of the connect. */
export function lastWillOf(
  plan: SitePlan,
  identity: Pick<StationIdentity, 'session' | 'startedMs'>,
  wallMs: number,
  connection: number,
): Message {
  return underRoot(rootOf(plan), stateOf(identity, false, wallMs, 'lost', connection));
}

/** The message with its full topic. */
export function underRoot(root: string, message: Message): Message {
  return { ...message, topic: root + message.topic };
}

/** Whether the wall clock is synchronised, and who says so, as payloads write it. */
export function clockOf(clock: Clock): ClockState {
  const { synced, source } = clock.wallSync();
  return { sync: synced, src: source };
}

function birthChannels(plan: SitePlan): BirthPayload['channels'] {
  const devices = new Map(readersOf(plan).map((device) => [device.id, device]));
  return Object.fromEntries(
    Object.entries(plan.control.channels).map(([id, { quantity, validMs }]) => {
      const device = deviceOf(id);
      const spec = specOf(quantity);
      const point = devices.get(device)?.definition.points.find((one) => `${device}.${one.id}` === id);
      const { min, max } = point ?? spec;
      return [id, { quantity, unit: spec.unit, device, valid_s: validMs / 1000, min, max }];
    }),
  );
}

/** A vector channel names its bands; it travels in the stream `bands`. */
function birthSpectra({ control }: SitePlan): BirthPayload['channels'] {
  const { unit, min, max } = specOf('sound.band');
  return Object.fromEntries(
    Object.entries(control.spectra ?? {}).map(([id, { bandsHz, validMs }]) => [
      id,
      {
        quantity: 'sound.bands',
        unit,
        device: deviceOf(id),
        valid_s: validMs / 1000,
        min,
        max,
        bands: [...bandsHz],
      },
    ]),
  );
}

function birthOutputs(plan: SitePlan): BirthPayload['outputs'] {
  const leases = new Map(plan.outputs.map(({ id, leaseMs }) => [id, leaseMs]));
  return Object.fromEntries(
    plan.control.outputs.map(({ id, kind, min, max, rest, failSafe, steps }) => [
      id,
      {
        kind,
        min,
        max,
        rest,
        fail_safe: failSafe,
        ...(steps === undefined ? {} : { steps: [...steps] }),
        lease_s: (leases.get(id) ?? 0) / 1000,
      },
    ]),
  );
}
