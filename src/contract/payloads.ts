/**
 * Every payload as a schema; the types are inferred from it. Times are UTC milliseconds, durations seconds, units in
 * the field's name or in `unit`. Objects are open towards newer minor versions: unknown keys are ignored on reading.
 */

import { z } from 'zod';
import { gateStates } from '../control/attribution/receptor-attribution.ts';
import { ackCodes, ackStages } from '../model/command.ts';
import { qualities } from '../model/reading.ts';

const v = z.literal(1);
const ts = z.int().min(0);
const seconds = z.number().min(0);
const count = z.int().min(0);
const clockState = z.object({ sync: z.boolean(), src: z.string() });

/** Code of src/model/reading.ts: 0 is good. */
const qualityCode = z
  .int()
  .min(0)
  .max(qualities.length - 1);

/** `state`. A consumer treats retained values of another session as stale. */
export const stateSchema = z.object({
  v,
  online: z.boolean(),
  session: z.string(),
  ts,
  /** `start`, `reconnect`, `shutdown`, or `lost` in the last will. */
  reason: z.string(),
});

/** `advise`: what the outputs show is advice, nothing is moved. Older stations do not say. */
const mode = z.enum(['auto', 'advise']).optional();

export const streamSchema = z.object({
  /** 0: rows come when something changes. */
  period_s: seconds,
  channels: z.array(z.string()),
  unit: z.array(z.string()),
});

/** `birth`. */
export const birthSchema = z.object({
  v,
  station: z.string(),
  site: z.string(),
  session: z.string(),
  boot: z.string(),
  ts,
  fw: z.string(),
  config_hash: z.string(),
  mode,
  clock: clockState,
  streams: z.record(z.string(), streamSchema),
  channels: z.record(
    z.string(),
    z.object({
      quantity: z.string(),
      unit: z.string(),
      device: z.string(),
      valid_s: seconds,
      min: z.number(),
      max: z.number(),
    }),
  ),
  outputs: z.record(
    z.string(),
    z.object({
      kind: z.enum(['fan', 'power-limit', 'lamp']),
      min: z.number(),
      max: z.number(),
      rest: z.number(),
      fail_safe: z.number(),
      steps: z.array(z.number()).optional(),
      lease_s: seconds,
    }),
  ),
  commands: z.array(z.string()),
});

/** `live/{device}`. Stale when the station is offline, the session differs, or `ts` is older than `valid_s`. */
export const liveSchema = z.object({
  v,
  ts,
  session: z.string(),
  valid_s: seconds,
  ch: z.record(z.string(), z.object({ v: z.number().nullable(), q: qualityCode })),
});

/**
 * `[seq, ts, values, quality]`: values in the order of the batch's `ch`, a bad one is null, the quality is the worst
 * of the row. Text is there only where the unit is `id`.
 */
export const rowSchema = z.tuple([
  count,
  ts,
  z.array(z.union([z.number(), z.string()]).nullable()),
  qualityCode,
]);

/** `data/{stream}`. The key against duplicates is station, boot, stream and seq. */
export const batchSchema = z.object({
  v,
  station: z.string(),
  stream: z.string(),
  boot: z.string(),
  /** First and last of the rows inside, without a hole between. */
  seq: z.tuple([count, count]),
  hist: z.literal(false),
  clock: clockState,
  /** Hash of the configuration the rows were taken under. */
  cfg: z.string(),
  ch: z.array(z.string()),
  unit: z.array(z.string()),
  rows: z.array(rowSchema).min(1),
});

/** `event/{class}`. */
export const eventSchema = z.object({
  v,
  ts,
  session: z.string(),
  seq: count,
  class: z.enum([
    'actuation',
    'exceedance',
    'fault',
    'interlock',
    'audit',
    'config',
    'clock',
    'gap',
    'lifecycle',
  ]),
  severity: z.enum(['info', 'warning', 'alarm']),
  state: z.enum(['raised', 'cleared', 'noted']),
  subject: z.string(),
  text: z.string(),
  /** For the class `gap`: what will never arrive. */
  gap: z.object({ stream: z.string(), first_seq: count, last_seq: count }).optional(),
});

const busHealth = z.object({
  link: z.string(),
  /** Share of time, 0 to 1. */
  utilisation: z.number().min(0),
  ok: count,
  timeouts: count,
  crc_errors: count,
  late_bytes: count,
  /** Polls that came too late to be made. */
  missed: count,
  /** Devices left alone for now because they do not answer. */
  parked: z.array(z.string()),
});

/** `health`. */
export const healthSchema = z.object({
  v,
  ts,
  session: z.string(),
  mode,
  uptime_s: seconds,
  rss_mb: z.number().min(0),
  cycle: z.object({ count, overruns: count, p99_ms: z.number().min(0) }),
  outbox: z.object({ depth: count, bytes: count, dropped: count }),
  buses: z.record(z.string(), busHealth),
  clock: clockState,
});

const decibels = z.number().nullable();

/** `models`: what has been learnt of the plant, and what that allows. */
export const modelsSchema = z.object({
  v,
  ts,
  session: z.string(),
  mode,
  cabinets: z.record(
    z.string(),
    z.object({
      temp_c: z.number().nullable(),
      /** What the model expects the hottest sensor to show. */
      expected_c: z.number().nullable(),
      /** No sensor is good: `temp_c` is the worst it can have become. */
      blind: z.boolean(),
      /** Above outdoors at rated power and full fans, and the time constant then. */
      rise_k: z.number().min(0),
      settle_s: z.number().min(0),
      learnt_min: count,
      /** Fans against what is usual at their speed. */
      fans_louder_db: decibels,
    }),
  ),
  /** The relays behind each power limit. */
  limits: z.record(
    z.string(),
    z.object({
      value: z.number().nullable(),
      changes_8h: count,
      /** Most changes in 8 h. */
      budget: count,
      /** Since the start. */
      changes: count,
      may_go: z.enum(['up and down', 'down', 'nothing']),
    }),
  ),
  receptors: z.record(
    z.string(),
    z.object({
      limit_db: z.number(),
      equipment_db: decibels,
      /** What the equipment may give by its model, and the budget that says so. */
      may_db: decibels,
      rung: z.enum(['minute', 'hour', 'night']).nullable(),
      /** The equipment is at most so much louder than its model. */
      doubt_db: z.number(),
      gate: z.enum(gateStates),
      why: z.string(),
    }),
  ),
});

/** `ack/{cmd_id}`. */
export const ackSchema = z.object({
  v,
  id: z.string(),
  stage: z.enum(ackStages),
  code: z.enum(ackCodes),
  ts,
  effective: z.object({ output: z.string(), value: z.number(), until: ts }).optional(),
  text: z.string(),
});

const commandHead = {
  v,
  /** Becomes a topic level: letters, digits, `-` and `_`, beginning with a letter or digit. */
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
  issued_at: ts,
  expires_at: ts,
  issuer: z.string().min(1).max(100),
  reason: z.string().max(500),
};

const held = z.object({
  ...commandHead,
  lease_s: z.number().min(1).max(86_400),
  args: z.strictObject({ output: z.string(), value: z.number() }),
});

/** `cmd/{name}`: what each command must carry. */
export const commandSchemas = {
  /** Tightens an output for the time of the lease. */
  limit: held,
  /** Sets an output for the time of the lease. */
  manual: held,
  /** Ends what the back office holds on an output. */
  release: z.object({ ...commandHead, args: z.strictObject({ output: z.string() }) }),
  /** Asks for the birth message again. */
  rebirth: z.object(commandHead),
} as const;

export type PayloadSchema<T> = z.ZodType<T>;

export type CommandName = keyof typeof commandSchemas;
export type HoldPayload = z.infer<typeof commandSchemas.limit>;
export type CommandHeadPayload = z.infer<typeof commandSchemas.rebirth>;

export type StatePayload = z.infer<typeof stateSchema>;
export type BirthPayload = z.infer<typeof birthSchema>;
export type LivePayload = z.infer<typeof liveSchema>;
export type BatchPayload = z.infer<typeof batchSchema>;
export type EventPayload = z.infer<typeof eventSchema>;
export type HealthPayload = z.infer<typeof healthSchema>;
export type ModelsPayload = z.infer<typeof modelsSchema>;
export type AckPayload = z.infer<typeof ackSchema>;
export type ClockState = z.infer<typeof clockState>;

/** The schema of what travels upwards on a topic. */
export const payloadSchemas = {
  state: stateSchema,
  birth: birthSchema,
  health: healthSchema,
  models: modelsSchema,
  live: liveSchema,
  data: batchSchema,
  event: eventSchema,
  ack: ackSchema,
} as const;
