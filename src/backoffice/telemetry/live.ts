/**
 * The latest values of each device, retained, for eyes and not for records: on change at most every 2 s (a sound meter,
 * and what is polled each second, each second), and at least every 10 s.
 */

import { resolutionOf } from '../../contract/streams.ts';
import { messageOf } from '../../contract/topics.ts';
import type { ProcessImage } from '../../model/image.ts';
import { deviceOf, isFresh, type Quality, qualityCode, type Reading } from '../../model/reading.ts';
import { readersOf, type SitePlan } from '../../plan/site-plan.ts';
import type { Message } from '../../ports/publisher.ts';
import { rounded } from './number-text.ts';

const LIVE_MIN_MS = 2000;
const SECOND_MS = 1000;
const LIVE_MAX_MS = 10_000;

/** The `live` messages of all devices. */
export interface LiveValues {
  /** What has changed, or is due again. */
  due(image: ProcessImage): readonly Message[];
  /** All devices as of the last image; after a connect. */
  all(): readonly Message[];
}

interface LiveDevice {
  readonly id: string;
  /** Topic, QoS and retain of its messages. */
  readonly envelope: Message;
  readonly channels: readonly LiveChannel[];
  readonly minMs: number;
  readonly validS: number;
  sentMs: number;
}

interface LiveChannel {
  readonly id: string;
  /** The channel without its device, as JSON text. */
  readonly key: string;
  readonly validMs: number;
  readonly resolution: number;
  /** Value when last checked; a different one is a change. */
  value: number | null;
  quality: Quality | undefined;
}

/** Every device counts as never sent, so the first cycle makes all messages. */
export function createLiveValues(plan: SitePlan, session: string): LiveValues {
  const devices = devicesOf(plan);
  // A cycle that comes a little early must still count as due.
  const slackMs = plan.control.periodMs / 2;
  let last: ProcessImage | undefined;
  return {
    due: (image) => {
      last = image;
      const messages: Message[] = [];
      for (const device of devices) {
        const ageMs = image.nowMs - device.sentMs + slackMs;
        if (ageMs < device.minMs) continue;
        if (look(device, image) || ageMs >= LIVE_MAX_MS) messages.push(send(device, image, session));
      }
      return messages;
    },
    all: () => {
      const image = last;
      if (image === undefined) return [];
      for (const device of devices) look(device, image);
      return devices.map((device) => send(device, image, session));
    },
  };
}

/** The value; null if it may not be trusted: bad, not a number, or too old. */
export function trusted(reading: Reading | undefined, nowMs: number, validMs: number): number | null {
  if (reading === undefined || reading.value === null || !Number.isFinite(reading.value)) return null;
  return isFresh(reading, nowMs, validMs) ? reading.value : null;
}

/** The quality that belongs to `trusted`. */
function qualityNow(reading: Reading | undefined, nowMs: number, validMs: number): Quality {
  if (reading === undefined) return 'stale';
  if (reading.value === null) return reading.quality === 'good' ? 'stale' : reading.quality;
  if (!Number.isFinite(reading.value)) return 'out-of-range';
  return isFresh(reading, nowMs, validMs) ? reading.quality : 'stale';
}

function devicesOf(plan: SitePlan): readonly LiveDevice[] {
  const ids = Object.keys(plan.control.channels);
  const polls = new Map(readersOf(plan).map((device) => [device.id, device.pollMs]));
  return [...new Set(ids.map(deviceOf))].map((id) => {
    const channels = ids.filter((channel) => deviceOf(channel) === id).map((one) => channelOf(plan, one));
    const validMs = Math.max(...channels.map((one) => one.validMs));
    const isSound = channels.some(({ key }) => key.startsWith('"sound.'));
    const isQuick = isSound || (polls.get(id) ?? LIVE_MIN_MS) <= SECOND_MS;
    return {
      id,
      envelope: messageOf('live', id, ''),
      channels,
      minMs: isQuick ? SECOND_MS : LIVE_MIN_MS,
      // An unchanged value is repeated only every `LIVE_MAX_MS`; until then the one sent must hold.
      validS: (validMs + LIVE_MAX_MS) / 1000,
      sentMs: Number.NEGATIVE_INFINITY,
    };
  });
}

function channelOf(plan: SitePlan, id: string): LiveChannel {
  const channel = plan.control.channels[id];
  return {
    id,
    key: JSON.stringify(id.slice(deviceOf(id).length + 1)),
    validMs: channel?.validMs ?? 0,
    resolution: channel === undefined ? 1 : resolutionOf(channel.quantity),
    value: null,
    quality: undefined,
  };
}

/** Takes over the device's readings of the image; true when something changed. */
function look(device: LiveDevice, image: ProcessImage): boolean {
  let changed = false;
  for (const channel of device.channels) {
    const reading = image.channels[channel.id];
    const quality = qualityNow(reading, image.nowMs, channel.validMs);
    const known = trusted(reading, image.nowMs, channel.validMs);
    const value = known === null ? null : rounded(known, channel.resolution);
    if (value === channel.value && quality === channel.quality) continue;
    channel.value = value;
    channel.quality = quality;
    changed = true;
  }
  return changed;
}

/**
 * A payload of `live` as text, without JSON.stringify, because a station makes about twenty of them a second in the
 * cycle.
 */
function send(device: LiveDevice, image: ProcessImage, session: string): Message {
  device.sentMs = image.nowMs;
  let values = '';
  let takenMs = Number.NEGATIVE_INFINITY;
  for (const { id, key, value, quality } of device.channels) {
    values += `${values === '' ? '' : ','}${key}:{"v":${value},"q":${qualityCode(quality ?? 'stale')}}`;
    takenMs = Math.max(takenMs, image.channels[id]?.takenMs ?? takenMs);
  }
  // The time of the latest answer, not of the sending: an old value never gets a new time.
  const ts = Math.max(0, Math.round(image.wallMs - (Number.isFinite(takenMs) ? image.nowMs - takenMs : 0)));
  const head = `"v":1,"ts":${ts},"session":${JSON.stringify(session)},"valid_s":${device.validS}`;
  return { ...device.envelope, payload: `{${head},"ch":{${values}}}` };
}
