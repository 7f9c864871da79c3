import { expect, test } from 'vitest';
import { holderIn } from '../../../../src/adapters/gpio/gpio-tools.ts';
import { message } from '../../../../src/model/message.ts';

/** gpioinfo of libgpiod 1.6.3. */
const version1 = `gpiochip0 - 54 lines:
	line   0:     "ID_SDA"       unused   input  active-high
	line   2:      unnamed  "gpioset"  output  active-high [used]
	line   7:      unnamed "spi0 CS1"  output   active-low [used open-drain]
	line  20:     "GPIO20"       unused   input  active-high
`;

test.each([
  [version1, 2, 'gpioset'],
  [version1, 0, undefined],
  [version1, 20, undefined],
  [version1, 7, 'spi0'],
  ['gpiochip0 17\t"GPIO17"        \toutput consumer="gpioset"\n', 17, 'gpioset'],
  ['gpiochip0 17\t"GPIO17"        \tinput\n', 17, undefined],
])('who holds a line stands in the list of gpioinfo', (listing, line, holder) => {
  expect(holderIn(listing, line)).toBe(holder);
});

test('a line that is not in the list is said', () => {
  expect(() => holderIn(version1, 3)).toThrow(
    expect.objectContaining({ problem: message('gpio-line-unlisted', { line: 3 }) }),
  );
});
