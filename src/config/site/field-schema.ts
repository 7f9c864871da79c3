/** The sections `buses` and `devices` of the site file: what hangs on which wire. */

import { z } from 'zod';
import { phraseKey } from '../../model/phrase.ts';
import { gpioDrivers } from '../../plan/site-plan.ts';
import { duration, name, quantity } from '../../schema/fields.ts';

const text = z.string().min(1);
const address = text.regex(/^[^\s[\]/]+$/, {
  error: phraseKey('form-address'),
});
const host = address.meta({ description: 'Address of the gateway or device', examples: ['192.168.1.20'] });
const port = z.int().min(1).max(65_535);

/** The rates that adapters and devices share, slowest first. */
export const bauds = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200] as const;

const serialFormat = z.enum(['8N1', '8E1', '8O1', '8N2']);
const serialPath = text.meta({
  description: 'Serial port; names in /dev/serial/by-id stay the same after a restart',
  examples: ['/dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0'],
});

/** One entry under `buses`, by its kind. */
export const busSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('modbus-tcp'),
    host,
    port: port.meta({ description: 'TCP port', examples: [502] }),
  }),
  z.strictObject({
    kind: z.literal('modbus-rtu'),
    path: serialPath,
    baud: z.literal(bauds),
    format: serialFormat,
  }),
  z.strictObject({
    kind: z.literal('rtu-over-tcp'),
    host,
    port: port.meta({ description: 'TCP port of the converter', examples: [4001] }),
    baud: z.literal(bauds).describe('Of the line behind the converter, as set in it'),
    format: serialFormat,
  }),
  z.strictObject({
    kind: z
      .literal('meter-serial')
      .describe('A port with one instrument that speaks lines or frames of its own'),
    path: serialPath,
    baud: z.literal(bauds).optional().describe('Not written: the factory setting. USB instruments ignore it'),
    format: serialFormat.optional(),
  }),
  z.strictObject({
    kind: z
      .literal('meter-tcp')
      .describe('The same by network: the instrument itself, or a serial device server'),
    host: address.meta({ description: 'Address of the instrument or server', examples: ['192.168.1.43'] }),
    port: port.meta({ description: 'TCP port', examples: [2255] }),
  }),
  z.strictObject({
    kind: z.literal('one-wire').describe('Temperature sensors on a 1-wire bus of this computer'),
    path: text
      .default('/sys/bus/w1/devices')
      .describe('The folder in which the operating system shows the sensors'),
  }),
  z.strictObject({
    kind: z.literal('board').describe('An enclosure board (firmware-bridge), alone on its serial line'),
    path: text.meta({
      description: 'Serial port of the board',
      examples: ['/dev/serial/by-id/usb-Raspberry_Pi_Pico_E66058388371-if00'],
    }),
    baud: z.literal(bauds).default(115_200).describe('USB boards do not look at it'),
    fans: z.int().min(0).max(4).describe('How many the board has'),
    relays: z.int().min(0).max(8).describe('How many the board has'),
  }),
  z.strictObject({
    kind: z.literal('gpio').describe('Lines of this computer that drive relays'),
    chip: text.meta({
      description: 'Label of the chip in the kernel; raspberry-pi: that of the 40-pin header, Pi 0 to 5',
      examples: ['raspberry-pi', 'pinctrl-rp1'],
    }),
    driver: z
      .enum(gpioDrivers)
      .default('auto')
      .describe('auto: sysfs where the kernel has it, else the tools of libgpiod (Debian package gpiod)'),
  }),
]);

/** One entry under `devices`: a device, or with `unitIds` a group of equal ones. */
export const deviceSchema = z.strictObject({
  bus: name.meta({ description: 'Name of one of the buses' }),
  model: name.meta({
    description:
      'Name of a file in config/devices, without .yaml; on a board board-fan, board-temperature, board-relays or board-contacts; on GPIO gpio-relays',
    examples: ['eastron-sdm630'],
  }),
  unitId: z
    .int()
    .min(1)
    .max(247)
    .optional()
    .describe('Modbus address of one device; on a board the number of the fan or sensor'),
  unitIds: z
    .string({ error: phraseKey('form-unit-ids-text') })
    .regex(/^\d{1,3}-\d{1,3}$/, { error: phraseKey('form-unit-ids') })
    .optional()
    .describe('Modbus addresses of a group of equal devices, which become <name>-01, <name>-02, ...'),
  base: z
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .meta({
      description: 'Where the addresses of the definition begin in this device, for models that ask for it',
      examples: [40_069],
    }),
  ratios: z
    .record(name, z.number().positive())
    .optional()
    .meta({
      description:
        'What values of the device are multiplied by, by name: in the place of a register of it, or where no register tells',
      examples: ['{ full-speed: 2500 }', '{ energy-count: 0.1 }'],
    }),
  channels: z
    .int()
    .min(1)
    .max(4)
    .optional()
    .describe(
      'How many channels the meter has, each under a unit id of its own counted from unitId; not written: 1. Only the first is read: write unitIds for all',
    ),
  sensor: z
    .string()
    .regex(/^[0-9a-f]{2}-[0-9a-f]{12}$/, {
      error: phraseKey('form-sensor'),
    })
    .optional()
    .describe('Number of a 1-wire sensor, as "ls /sys/bus/w1/devices" shows it'),
  fields: z
    .partialRecord(quantity, z.int().min(0).max(255))
    .optional()
    .meta({
      description:
        'Place of each quantity in the list that the instrument sends, where its display is set otherwise; the first is 0',
      examples: ['{ sound.laf: 1 }'],
    }),
  lines: z
    .array(z.int().min(0).max(511))
    .min(1)
    .max(16)
    .optional()
    .meta({
      description: 'GPIO numbers (BCM) of the relays: the first is relay 1, the second relay 2',
      examples: ['[17, 27, 22]'],
    }),
  activeLow: z.boolean().optional().describe('A low level energises the relay, as on most relay modules'),
  poll: duration.describe('How often the device is read'),
  valid: duration.optional().describe('Older readings are stale. Not written: three polls, at least 5s'),
});

/** A bus as checked, durations in milliseconds. */
export type BusEntry = z.output<typeof busSchema>;
/** A device or group as checked, durations in milliseconds. */
export type DeviceEntry = z.output<typeof deviceSchema>;
