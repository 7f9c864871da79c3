/** The table of all device models, generated from their definitions: config/devices/README.md. */

import type { Command } from '../devices/command.ts';
import type { DeviceDefinition } from '../devices/definition.ts';

const head = `# Device models

Generated from the files in this folder by \`npm run schema\`; do not edit. One file is one model. What stands in it comes
from the source it names, and golden frames (\`test/golden\`) show what is made of a device's words. How to add one, and
what the keys mean: [config/README.md](../README.md).

How far a model may be trusted:

| | |
|---|---|
| A | the manufacturer's manual was read |
| B | a working driver was read, or two independent sources agree |
| C | one statement of a third party: plausible, check on the bench first |
| U | unconfirmed, or our own register map |

"Checked" says whether somebody has compared it with a real device. Do so, then write \`verified: true\`.
`;

const columns = ['Model', 'What it is', 'Shows', 'Is told', 'Factory line', 'Trust', 'Checked'] as const;

const foot = `
Temperature sensors on a 1-wire bus of the computer itself (DS18B20) are no Modbus devices and not in this table.
`;

/** The whole file. */
export function deviceTable(definitions: readonly DeviceDefinition[]): string {
  const rows = definitions.map(rowOf);
  const table = [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${head}\n${table.join('\n')}\n${foot}`;
}

function rowOf(definition: DeviceDefinition): readonly string[] {
  const { model, title, points, commands, serial, confidence, verified } = definition;
  const shown = new Set(points.filter((point) => point.quantity !== 'ratio').map((point) => point.quantity));
  return [
    `[\`${model}\`](${model}.yaml)`,
    title,
    [...shown].join(', '),
    toldOf(commands),
    `${serial.baud} ${serial.format}`,
    confidence,
    verified ? 'yes' : 'no',
  ];
}

/** Equal commands once, with their number: "8 relays, timed by the board". */
function toldOf(commands: readonly Command[]): string {
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
