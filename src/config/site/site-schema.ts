/**
 * The site file as a technician writes it. Descriptions become the help that editors show (config/schema).
 * Nothing has a default that would be unsafe when forgotten: `failSafe` and `lease` have none.
 */

import { z } from 'zod';
import { switchingOrders } from '../../devices/modbus/relay-path.ts';
import { DAY_MS } from '../../model/duration.ts';
import { phraseKey } from '../../model/phrase.ts';
import { ruleParamsSchema } from '../../plan/rule-params.ts';
import { PAGE_PORT } from '../../plan/site-plan.ts';
import { duration, name, percent, timeOfDay } from '../../schema/fields.ts';
import { jsonSchemaOf } from '../problems/json-schema.ts';
import { brokerSchema } from './broker-schema.ts';
import { busSchema, deviceSchema } from './field-schema.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { placeFields, stationSchema } from './station-schema.ts';
import { characterFields, toneFields } from './tone-schema.ts';

const text = z.string().min(1);
const port = z.int().min(1).max(65_535);
const levelDb = z.number().min(0).max(120);
const levelsAtReceptors = z.record(name, levelDb);

const fanSchema = z.strictObject({
  output: name.meta({ description: 'A fan output of this cabinet', examples: ['fan-a1'] }),
  tacho: name
    .optional()
    .describe('The device that measures its speed, where that is not the one that sets it (0-10 V)'),
  fullRpm: z
    .number()
    .positive()
    .meta({ description: 'Speed at 100 %, rpm', examples: [1480] }),
  fullW: z
    .number()
    .positive()
    .max(20_000)
    .optional()
    .describe('Electrical power at full speed, W; with it reports say what the fans took'),
  ...toneFields,
  atDb: levelsAtReceptors.meta({
    description: 'Level of this fan alone at full speed at each receptor, dB',
    examples: ['{ north: 39 }'],
  }),
});

const cabinetSchema = z.strictObject({
  meter: name.meta({ description: 'Device that measures the power the cabinet takes from the grid' }),
  ratedKw: z
    .number()
    .positive()
    .max(5000)
    .meta({ description: 'Output power at 100 %, kW', examples: [720] }),
  temperatures: z
    .array(name)
    .min(1)
    .describe('Devices that measure the air in the cabinet; the hottest counts'),
  fans: z.array(fanSchema).min(1),
  guns: z
    .union([name, z.array(name).min(1)])
    .describe('Group of gun meters, or a list of devices and groups'),
  limit: name.describe('The power-limit output of this cabinet'),
  heat: z
    .strictObject({
      riseC: z
        .number()
        .min(3)
        .max(60)
        .default(22)
        .describe('Rise of the hottest sensor above outdoors, full power and full fans'),
      settle: duration.default(180_000).describe('Time constant then: how long two thirds of a change take'),
      fullPowerC: z.number().default(55).describe('The modules give full power up to here (data sheet)'),
      noPowerC: z.number().default(75).describe('The modules give no power from here on; straight between'),
    })
    .prefault({})
    .describe('First guess of how the cabinet warms; the controller learns the rest'),
  humAtDb: levelsAtReceptors.meta({
    description: 'Level of the power electronics alone at full power at each receptor, dB',
    examples: ['{ north: 34 }'],
  }),
  standbyAtDb: levelsAtReceptors
    .meta({
      description:
        'Level of the power electronics alone at each receptor while nothing is charged, dB; not written: a meter under the cover tells it, and without one it is doubt',
      examples: ['{ north: 24 }'],
    })
    .optional(),
});

const spectrumMeter = name
  .optional()
  .describe(
    'A second device beside the meter that gives bands or LCeq; not written: the meter, where it does',
  );

const receptorSchema = z.strictObject({
  meter: name.meta({ description: 'Sound level meter at this place' }),
  spectrum: spectrumMeter,
  limits: z.strictObject({
    class: text.meta({ description: 'Where the limits come from', examples: ['"GB 22337-2008 class 1"'] }),
    dayDb: levelDb.meta({ description: 'LAeq limit by day, dB', examples: [55] }),
    nightDb: levelDb.meta({ description: 'LAeq limit at night, dB', examples: [45] }),
  }),
  ...placeFields,
  ...characterFields,
});

const levelSchema = z.strictObject({
  meter: name.meta({ description: 'Sound level meter at this place' }),
  spectrum: spectrumMeter,
  place: z.enum(['rest-area', 'cover']),
  cabinet: name.optional().describe('The cabinet under the cover'),
  names: placeFields.names,
});

const outputFields = {
  device: name.describe('The device that carries the output'),
  command: name.describe('One of the commands of the device definition'),
  failSafe: percent.describe('Value on every loss of control. No default'),
  lease: duration.describe(
    'The device returns to fail-safe by itself after this time without us. No default',
  ),
  rest: percent.describe('Value while nobody asks for another'),
};

const coils = z.array(z.int().min(1).max(64));

const outputSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fan'),
    ...outputFields,
    min: percent.default(0).describe('Slowest speed the fan turns at, percent'),
    max: percent.default(100),
  }),
  z.strictObject({
    kind: z.literal('power-limit'),
    ...outputFields,
    min: percent
      .optional()
      .describe('For a limit in a register: the lowest that is set, since 0 ends sessions on most chargers'),
    steps: z
      .record(z.string().regex(/^\d{1,3}$/, { error: phraseKey('form-step') }), coils)
      .meta({
        description: 'Power limit in percent, and the coils energised for it (as printed on the board)',
        examples: ['{ 100: [1, 2], 75: [1], 50: [], 25: [2] }'],
      })
      .optional(),
    order: z
      .enum(switchingOrders)
      .default('break-before-make')
      .describe('Whether relays open before others close, or close before others open'),
    delay: duration
      .refine((ms) => ms <= 2000, { error: phraseKey('break-at-most') })
      .default(0)
      .describe('How long between opening and closing'),
  }),
  z.strictObject({
    kind: z.literal('lamp'),
    ...outputFields,
    coils: coils.min(1).meta({ description: 'Coils energised while it is on', examples: ['[8]'] }),
  }),
]);

const issuerSchema = z.strictObject({
  may: z
    .array(z.enum(['limit', 'manual', 'release', 'lamp']))
    .min(1)
    .meta({ description: 'Commands that this issuer may send', examples: ['[limit, release]'] }),
  floor: percent.optional().describe('The lowest value it may ask for'),
  longest: duration.optional().describe('The longest it may hold an output'),
  perHour: z.int().min(1).max(1000).default(20).describe('Commands within an hour'),
  key: z
    .string()
    .regex(/^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+-----END PUBLIC KEY-----\n?$/, {
      error: phraseKey('form-public-key'),
    })
    .optional()
    .describe('Its public key (Ed25519); then it must sign every command'),
});

const historySchema = z.strictObject({
  path: text.optional().meta({
    description:
      'SQLite file; not written: <site>-<station>.db in /var/lib/quietpost for a site file below /etc, else in .quietpost of the working folder',
    examples: ['/var/lib/quietpost/history.db'],
  }),
  seconds: duration.default(14 * DAY_MS).describe('How long every second of every channel is kept'),
  minutes: duration
    .default(400 * DAY_MS)
    .describe('How long minutes of sound, events and decisions are kept'),
  maxSizeMb: z
    .int()
    .min(50)
    .default(2000)
    .describe('The file does not grow beyond; then the oldest seconds go earlier, and minutes last'),
});

const pageSchema = z
  .strictObject({
    port: port.default(PAGE_PORT).describe('Where the browser finds it; the next free one where it is taken'),
    lan: z
      .boolean()
      .default(false)
      .describe('Reachable from the network, with the access code; else on this computer alone'),
    tokenFile: text.optional().meta({
      description: 'File that holds the access code; without one nothing can be changed from the page',
      examples: ['/etc/quietpost/page-code'],
    }),
  })
  .refine(({ lan, tokenFile }) => !lan || tokenFile !== undefined, {
    error: phraseKey('page-needs-code'),
    path: ['lan'],
  });

/** Sections whose entries have names of the technician's choice. */
export const entrySchemas = {
  buses: busSchema,
  devices: deviceSchema,
  cabinets: cabinetSchema,
  receptors: receptorSchema,
  levels: levelSchema,
  outputs: outputSchema,
} as const;

/** The whole file by its form alone; what its parts say of each other is checked in src/config/checks. */
export const siteSchema = z.strictObject({
  site: name.meta({ description: 'Operator or place; first level of the topics', examples: ['riverside'] }),
  station: stationSchema,
  zone: text.meta({ description: 'IANA time zone', examples: ['Asia/Shanghai'] }),
  clock: z
    .enum(['assumed', 'systemd-timesyncd'])
    .describe('Whether the clock is right is taken for granted, or asked of the operating system'),
  cycle: duration
    .refine((ms) => ms >= 200 && ms <= 10_000, { error: phraseKey('cycle-range') })
    .meta({ description: 'Period of control; 1s is usual' }),
  broker: brokerSchema,
  commands: z
    .record(text, issuerSchema)
    .default({})
    .describe(
      'Who may move outputs by MQTT, by the name of the issuer; without an entry only reading commands are taken',
    ),
  homeAssistant: z
    .strictObject({
      prefix: z
        .string()
        .regex(/^[\w-]+$/, { error: phraseKey('form-word') })
        .default('homeassistant'),
    })
    .optional()
    .describe('Announces the station to Home Assistant at the same broker, to be looked at; not written: no'),
  history: historySchema.prefault({}).describe('What is kept on this computer, and for how long'),
  page: pageSchema.optional().describe('The page of this station in a browser; not written: none'),
  buses: z.record(name, busSchema),
  devices: z.record(name, deviceSchema),
  cabinets: z.record(name, cabinetSchema),
  receptors: z.record(name, receptorSchema).describe('Places whose noise limit is kept'),
  levels: z.record(name, levelSchema).default({}).describe('Other sound level meters'),
  weather: z
    .strictObject({ temperature: name.optional(), wind: name.optional(), rain: name.optional() })
    .default({})
    .describe('Which device measures what outdoors'),
  mode: z
    .enum(['auto', 'advise'])
    .default('auto')
    .describe('advise: decides and publishes, and moves nothing'),
  fanTones: z
    .enum(['avoid', 'learn'])
    .default('avoid')
    .describe(
      'Speeds at which a fan has a tone, learned where it has `blades`: avoid steps over them, learn only tells them',
    ),
  night: z.strictObject({ start: timeOfDay, end: timeOfDay }),
  outputs: z.record(name, outputSchema),
  rules: ruleParamsSchema,
  schemaVersion: z
    .literal(SCHEMA_VERSION)
    .default(SCHEMA_VERSION)
    .describe('Form of this file; a quietpost that does not know it refuses the file'),
});

/** The same for editors. */
export const siteJsonSchema = jsonSchemaOf(siteSchema, 'quietpost site file');

/** The file after zod, durations in milliseconds, before the cross-checks. */
export type SiteFile = z.output<typeof siteSchema>;
/** A cabinet as checked, before the cross-checks. */
export type CabinetEntry = z.output<typeof cabinetSchema>;
/** An output of any kind as checked, before the cross-checks. */
export type OutputEntry = z.output<typeof outputSchema>;
