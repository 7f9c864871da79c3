/** What a bus reports about itself and its devices, on change only. */

import type { Fault } from '../../model/fault.ts';
import type { ReadTable } from '../../ports/field/modbus-client.ts';

/** A change on a bus. */
export type BusChange =
  | { readonly kind: 'link-up' }
  | { readonly kind: 'link-down'; readonly fault: Fault }
  | { readonly kind: 'device-silent'; readonly device: string; readonly fault: Fault }
  | { readonly kind: 'device-back'; readonly device: string }
  /** Our own questions come back on this line before the answers. */
  | { readonly kind: 'echo-heard' }
  | { readonly kind: 'echo-gone' }
  /** Other processes have the port open and take bytes of the answers. Told once for each set of them. */
  | { readonly kind: 'port-shared'; readonly users: readonly string[] }
  /**
   * The far end ends the connection after each answer, so it is opened for each question from now on. Reported once.
   */
  | { readonly kind: 'hangs-up' }
  /** The device gives no answer to this block and is read in smaller ones from now on. Reported once per device. */
  | {
      readonly kind: 'block-split';
      readonly device: string;
      readonly table: ReadTable;
      readonly address: number;
      readonly count: number;
      readonly fault: Fault;
    }
  /** The device answers questions for other tables and none for this one. Reported once per table of a device. */
  | { readonly kind: 'table-silent'; readonly device: string; readonly table: ReadTable }
  /** The device does not give these points, and they cannot be read in smaller parts. Reported once per block. */
  | {
      readonly kind: 'points-refused';
      readonly device: string;
      readonly points: readonly string[];
      readonly table: ReadTable;
      readonly address: number;
      readonly count: number;
      readonly fault: Fault;
    };
