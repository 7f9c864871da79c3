/** The table of all device models, generated from their definitions: config/devices/README.md. */

import { type AnyDefinition, isInstrument } from '../devices/any-definition.ts';
import type { InstrumentDefinition } from '../devices/instruments/instrument.ts';
import type { Command } from '../devices/modbus/command.ts';

const head = `# Device models

Generated from the files in this folder by \`npm run schema\`; do not edit. One file is one model. What stands in it comes
from the source it names, and golden answers (\`test/golden\`) show what is decoded from a device's
answers. How to add one, and what the keys mean: [config/README.md](../README.md).

How far a model may be trusted:

| | |
|---|---|
| A | the manufacturer's manual was read |
| B | a working driver was read, or two independent sources agree |
| C | one statement of a third party: plausible, check on the bench first |
| U | unconfirmed, or our own register map |

"Checked" says whether somebody has compared it with a real device. Do so, then write \`verified: true\`.

## Modbus devices
`;

const columns = [
  'Model',
  'What it is',
  'Quantities',
  'Commands',
  'Factory line',
  'Trust',
  'Checked',
] as const;

const instrumentHead = `
## Instruments with a language of their own

Each has a port for itself (\`meter-serial\`, \`meter-tcp\`), but 1-wire sensors, which share one (\`one-wire\`).
`;

const instrumentColumns = [
  'Model',
  'What it is',
  'Quantities',
  'Protocol',
  'Factory line',
  'Trust',
  'Checked',
] as const;

/** The whole file. */
export function deviceTable(definitions: readonly AnyDefinition[]): string {
  const devices = definitions.flatMap((one) =>
    isInstrument(one) ? [] : [rowOf(one, commandsOf(one.commands))],
  );
  const instruments = definitions.flatMap((one) => (isInstrument(one) ? [rowOf(one, protocolOf(one))] : []));
  const tables = [head, table(columns, devices), instrumentHead, table(instrumentColumns, instruments)];
  return `${tables.join('\n')}\n`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rowOf(definition: AnyDefinition, control: string): readonly string[] {
  const { model, title, points, confidence, verified } = definition;
  const quantities = new Set(
    points.map(({ quantity }) => quantity).filter((quantity) => quantity !== 'ratio'),
  );
  const line = 'serial' in definition ? `${definition.serial.baud} ${definition.serial.format}` : '1-wire';
  return [
    `[\`${model}\`](${model}.yaml)`,
    title,
    [...quantities].join(', '),
    control,
    line,
    confidence,
    verified ? 'yes' : 'no',
  ];
}

function protocolOf(definition: InstrumentDefinition): string {
  if (definition.kind === 'one-wire') return 'a file of the operating system';
  const what = definition.kind === 'ascii' ? 'lines' : 'bytes';
  return definition.stream === undefined ? `${what}, when asked` : `${what}, by itself`;
}

/** Equal commands once, with their number: "8 relays, timed by the board". */
function commandsOf(commands: readonly Command[]): string {
  const counts = new Map<string, number>();
  for (const command of commands) {
    const [count, what] =
      command.kind === 'register' ? [1, setValue(command)] : [command.count, relays(command)];
    counts.set(what, (counts.get(what) ?? 0) + count);
  }
  return [...counts].map(([what, count]) => (count === 1 ? what : `${count} ${what}`)).join(', ');
}

function setValue({ quantity, lease }: Extract<Command, { kind: 'register' }>): string {
  return lease === undefined ? `${quantity}, held for ever` : `${quantity}, with a fail-safe of its own`;
}

function relays({ lease }: Exclude<Command, { kind: 'register' }>): string {
  return lease === undefined ? 'relays, held for ever' : 'relays, timed by the board';
}
