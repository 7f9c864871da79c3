/** The events of a scenario, as written: see hw-mocks/scenarios/README.md. */

import { z } from 'zod';
import { duration, name, timeOfDay } from '../../src/schema/fields.ts';
import { faultKinds } from '../faults/faults.ts';

const when = {
  at: timeOfDay.optional().describe('Local time at which it begins. Either this or "after"'),
  after: duration.optional().describe('It begins so long after the start. Either this or "at"'),
  for: duration.optional().describe('How long it lasts. Not written: until the end'),
};
const distanceM = z.number().min(1).max(500);
const levelDb = z.number().min(30).max(130);
const source = {
  levelDb: levelDb.meta({ description: 'Level at 1 m, dB', examples: [66] }),
  atM: z.record(name, distanceM).meta({
    description: 'Distance to each meter that measures it, m, by name of the receptor or level',
    examples: ['{ north: 8, rest: 20 }'],
  }),
};
const cabinet = name.meta({ description: 'A cabinet of the site', examples: ['a'] });
const louderDb = z
  .number()
  .min(0)
  .max(20)
  .meta({ description: 'How much louder, dB', examples: [3] });
const fan = name.meta({ description: 'A fan device of the site', examples: ['fan-a1'] });

/** One entry under `events`, by its kind. */
export const eventSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('talkers').describe('People talking; they get quieter under a lit lamp'),
    ...when,
    ...source,
    people: z.int().min(1).max(50).default(2).describe('With more people fewer seconds pass in silence'),
  }),
  z.strictObject({
    kind: z.literal('dog').describe('A barking dog, in bouts'),
    ...when,
    ...source,
    barksPerMin: z.number().min(1).max(120).default(30).describe('Barks a minute within a bout'),
  }),
  z.strictObject({
    kind: z.literal('truck').describe('A diesel that idles: steady, with a slow drift'),
    ...when,
    ...source,
    reflectionDb: z
      .record(name, z.number().min(0).max(6))
      .default({})
      .describe('What its side adds to the equipment at a receptor while it is parked, dB'),
  }),
  z.strictObject({ kind: z.literal('siren').describe('A siren or a horn'), ...when, ...source }),
  z.strictObject({
    kind: z.literal('works').describe('Building works and the like'),
    ...when,
    atDb: z.record(name, z.number().min(0).max(120)).meta({
      description: 'Level at each meter that measures it, dB',
      examples: ['{ north: 52 }'],
    }),
  }),
  z.strictObject({
    kind: z.literal('rain').describe('Measured at all meters and shown by the weather devices'),
    ...when,
    mmPerH: z.number().positive().max(100),
  }),
  z.strictObject({
    kind: z.literal('wind').describe('Measured at the microphones and shown by the weather devices'),
    ...when,
    mPerS: z
      .union([z.number().min(0).max(40), z.array(z.number().min(0).max(40)).min(1)])
      .describe('One speed, or a list spread evenly over the time with straight lines between'),
  }),
  z.strictObject({
    kind: z.literal('clogged-filter'),
    ...when,
    cabinet,
    flowFactor: z
      .number()
      .positive()
      .max(1)
      .meta({
        description: 'Air that its fans still move at the same speed',
        examples: [0.6],
      }),
    louderDb: z
      .number()
      .min(0)
      .max(16)
      .meta({
        description: 'How much louder they are at the same speed, dB',
        examples: [3],
      }),
  }),
  z.strictObject({ kind: z.literal('dead-tacho').describe('It turns and shows 0 rpm'), ...when, fan }),
  z.strictObject({ kind: z.literal('stalled-fan').describe('It stands still and says so'), ...when, fan }),
  z.strictObject({
    kind: z
      .literal('path-change')
      .describe('The way from the equipment carries more: a door, a wall, a gate'),
    ...when,
    db: z.record(name, z.number().min(-20).max(20)).meta({
      description: 'How much more reaches each meter, dB, by name of the receptor or level',
      examples: ['{ north: 5 }'],
    }),
  }),
  z.strictObject({
    kind: z.literal('door-open').describe('The cover of a cabinet stands open'),
    ...when,
    cabinet,
    louderDb: louderDb.describe('How much louder the cabinet is outside, dB'),
    quieterInsideDb: z
      .number()
      .min(0)
      .max(20)
      .default(6)
      .describe('How much quieter it is under the cover, dB'),
  }),
  z.strictObject({
    kind: z.literal('hum-step').describe('The electronics of a cabinet become louder'),
    ...when,
    cabinet,
    louderDb,
  }),
  z.strictObject({
    kind: z.literal('fan-bearing').describe('A fan becomes louder at the same speed and air'),
    ...when,
    fan,
    louderDb,
  }),
  z.strictObject({
    kind: z.literal('meter-bias').describe('A sound level meter shows too much or too little'),
    ...when,
    meter: name.meta({ description: 'Name of the receptor or level', examples: ['north'] }),
    db: z.number().min(-10).max(10).default(0).describe('From the first second, dB'),
    driftDbPerH: z.number().min(-20).max(20).default(0).describe('And so much more every hour, dB'),
  }),
  z.strictObject({
    kind: z.literal('sensor-bias').describe('A temperature sensor shows too much or too little'),
    ...when,
    sensor: name.meta({ description: 'A temperature device of the site', examples: ['temp-a1'] }),
    biasK: z.number().min(-30).max(30).describe('K'),
  }),
  z.strictObject({
    kind: z.literal('welded-relay').describe('The power limit of a cabinet does not act and reads back well'),
    ...when,
    cabinet,
  }),
  z.strictObject({
    kind: z.literal('heat-pump').describe("A neighbour's machine that goes on and off"),
    ...when,
    ...source,
    onMin: z.number().min(0.5).max(240).default(12).describe('How long it runs, minutes, within a fifth'),
    offMin: z.number().min(0.5).max(240).default(18).describe('And stands'),
    withFans: z.boolean().default(false).describe('It runs when the fans of the station run fast'),
  }),
  z.strictObject({
    kind: z.literal('meter-lost').describe('A sound level meter that does not answer'),
    ...when,
    meter: name.meta({ description: 'Name of the receptor or level', examples: ['north'] }),
  }),
  z.strictObject({
    kind: z.literal('bus-fault').describe('Replies that suffer on the wire'),
    ...when,
    fault: z.enum(faultKinds),
    device: name.optional().describe('A device of the site. With neither device nor bus: everything'),
    bus: name.optional().describe('A bus of the site'),
    probability: z.number().min(0).max(1).default(1).describe('Share of the replies'),
  }),
]);

/** As written, durations in milliseconds, times of day in minutes. */
export type EventEntry = z.output<typeof eventSchema>;
