/**
 * A GPIO chip behind the tools of libgpiod: `gpiodetect`, `gpioset` and `gpioget` as small shell programs over files,
 * in the syntax of version 1 or 2. A line belongs to one gpioset at a time, and keeps its level when that one ends.
 *
 *   lines/17    level on the wire, 0 or 1      held/17/pid  the gpioset that has the line
 *   stuck       while it is there, gpioset takes no line and says nothing
 *   log         "17 1" each time a level is set, "17 free" when the line is released, in order
 */

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A simulated chip. */
export interface FakeChip {
  /** Folder of the tools. */
  readonly folder: string;
  /** Level on the wire; a line that was never set has the level of its resistor. */
  level(line: number): boolean;
  /** Every event of the lines, in order. */
  log(): readonly string[];
  /** True while a gpioset has the line. */
  isHeld(line: number): boolean;
  /** Unplugs the chip, or plugs it in again. */
  setPresent(isPresent: boolean): void;
}

/** The chip: its label, and whose syntax its tools have (libgpiod 1 or 2). */
export interface FakeChipOptions {
  readonly label: string;
  readonly version: 1 | 2;
  /** Lines that a resistor pulls high. */
  readonly pulledHigh?: readonly number[];
}

/** Writes the tools into `folder`, which must exist. */
export function createFakeChip(folder: string, options: FakeChipOptions): FakeChip {
  const { label, version, pulledHigh = [] } = options;
  for (const name of ['lines', 'claims', 'held']) mkdirSync(join(folder, name), { recursive: true });
  for (const line of pulledHigh) writeFileSync(join(folder, 'lines', String(line)), '1');
  writeFileSync(join(folder, 'log'), '');
  writeFileSync(join(folder, 'chip'), label);
  const tools = {
    gpiodetect,
    gpioset: version === 1 ? gpioset1 : gpioset2,
    gpioget: gpioget(version),
    gpioinfo: version === 1 ? gpioinfo1 : gpioinfo2,
  };
  for (const [name, text] of Object.entries(tools)) {
    writeFileSync(join(folder, name), `#!/bin/sh\nhere=\${0%/*}\n${text}`);
    chmodSync(join(folder, name), 0o755);
  }
  const textOf = (...path: string[]): string => {
    const file = join(folder, ...path);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  };
  return {
    folder,
    level: (line) => textOf('lines', String(line)) === '1',
    log: () => textOf('log').split('\n').filter(Boolean),
    isHeld: (line) => existsSync(join(folder, 'held', String(line))),
    setPresent: (isPresent) => writeFileSync(join(folder, 'chip'), isPresent ? label : ''),
  };
}

const gpiodetect = `
label=$(cat "$here/chip")
[ -z "$label" ] || echo "gpiochip0 [$label] (54 lines)"
`;

/** All lines of the chip, as version 1 lists them. */
const gpioinfo1 = `
[ -n "$(cat "$here/chip")" ] || { echo "gpioinfo: No such device" >&2; exit 1; }
echo "gpiochip0 - 54 lines:"
line=0; while [ $line -lt 54 ]; do
  if [ -d "$here/held/$line" ]; then echo "	line  $line:	unnamed	\\"gpioset\\"	output	active-high [used]"
  else echo "	line  $line:	unnamed	unused	input	active-high"; fi
  line=$((line + 1))
done
`;

/** One line, as version 2 shows it. */
const gpioinfo2 = `
while [ $# -gt 0 ]; do case $1 in
  --chip) shift;;
  *) line=$1;;
esac; shift; done
[ -n "$(cat "$here/chip")" ] || { echo "gpioinfo: No such device" >&2; exit 1; }
if [ -d "$here/held/$line" ]; then echo "gpiochip0 $line	unnamed	output consumer=\\"gpioset\\""
else echo "gpiochip0 $line	unnamed	input"; fi
`;

/**
 * Takes the line or fails as the kernel does, and holds it if asked to. Nobody sees a line as held before its level
 * stands: the kernel gives both at once.
 */
const take = `
[ "$chip" = gpiochip0 ] || { echo "gpioset: cannot find a GPIO chip character device $chip" >&2; exit 1; }
[ -n "$(cat "$here/chip")" ] || { echo "gpioset: No such device" >&2; exit 1; }
[ ! -e "$here/stuck" ] || exec sleep 60
line=\${pair%=*}; value=\${pair#*=}
stop=no; trap 'stop=yes' TERM
busy() { echo "gpioset: unable to request lines: Device or resource busy" >&2; exit 1; }
mkdir "$here/claims/$line" 2>/dev/null || busy
[ ! -d "$here/held/$line" ] || { rmdir "$here/claims/$line"; busy; }
[ "$(cat "$here/lines/$line" 2>/dev/null)" = "$value" ] || echo "$value" > "$here/lines/$line"
echo "$line $value" >> "$here/log"
echo $$ > "$here/claims/$line/pid"
mv "$here/claims/$line" "$here/held/$line"
free() { rm -r "$here/held/$line"; echo "$line free" >> "$here/log"; }
[ "$hold" = yes ] || { free; exit 0; }
trap 'kill $nap; free; exit $ended' TERM
[ $stop = no ] || { free; exit $ended; }
sleep 2147483 & nap=$!
wait $nap
`;

const gpioset1 = `
hold=no ended=0
for word; do case $word in
  --version) echo "gpioset (libgpiod) v1.6.3"; exit 0;;
  --mode=signal) hold=yes;;
  --mode=exit) ;;
  *=*) pair=$word;;
  -*) echo "gpioset: unrecognized option '$word'" >&2; exit 1;;
  *) chip=$word;;
esac; done
${take}`;

const gpioset2 = `
hold=yes ended=143
while [ $# -gt 0 ]; do case $1 in
  --version) echo "gpioset (libgpiod) v2.1.3"; exit 0;;
  --toggle) [ "$2" = 0 ] && hold=no; shift;;
  --chip) chip=$2; shift;;
  *=*) pair=$1;;
  *) echo "gpioset: unrecognized option '$1'" >&2; exit 1;;
esac; shift; done
${take}`;

/** Version 1 makes the line an input, which changes its level: that shows in the log. */
function gpioget(version: 1 | 2): string {
  if (version === 1) return 'echo "forced to input" >> "$here/log"; echo 0\n';
  return `
while [ $# -gt 0 ]; do case $1 in
  --as-is|--numeric) ;;
  --chip) shift;;
  -*) echo "gpioget: unrecognized option '$1'" >&2; exit 1;;
  *) [ -d "$here/held/$1" ] && { echo "gpioget: unable to request lines: Device or resource busy" >&2; exit 1; }
     [ -n "$(cat "$here/chip")" ] || { echo "gpioget: No such device" >&2; exit 1; }
     values="$values$(cat "$here/lines/$1" 2>/dev/null || echo 0) ";;
esac; shift; done
echo $values
`;
}
