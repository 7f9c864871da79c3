/** The link to an instrument on a port without Modbus. */

import type { ByteLink } from './byte-link.ts';
import type { LineLink } from './line-link.ts';
import type { SensorFiles } from './sensor-files.ts';

export type InstrumentLink =
  | { readonly kind: 'lines'; readonly link: LineLink }
  | { readonly kind: 'bytes'; readonly link: ByteLink }
  | { readonly kind: 'files'; readonly files: SensorFiles };
