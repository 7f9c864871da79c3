/** The way to what stands behind a port that is no Modbus line. */

import type { ByteLink } from './byte-link.ts';
import type { LineLink } from './line-link.ts';
import type { SensorFiles } from './sensor-files.ts';

export type InstrumentLink =
  | { readonly kind: 'lines'; readonly link: LineLink }
  | { readonly kind: 'bytes'; readonly link: ByteLink }
  | { readonly kind: 'files'; readonly files: SensorFiles };
