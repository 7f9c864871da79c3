/**
 * One Modbus conversation on one link: one request in flight, each settled once by its deadline, answers matched
 * exactly. Function codes and limits: MODBUS Application Protocol V1.1b3, section 6.
 */

import type { Fault } from '../../model/fault.ts';
import type { Result } from '../../model/result.ts';

/** A table that can be read. */
export type ReadTable = 'coil' | 'discrete' | 'holding' | 'input';

/** One request, as the function code it becomes. */
export type ModbusRequest =
  | { readonly kind: 'read'; readonly table: ReadTable; readonly address: number; readonly count: number }
  /** FC 05. `value` is the raw word: 0xFF00, 0x0000, or a board's own (Waveshare flash: tenths of a second). */
  | { readonly kind: 'write-coil'; readonly address: number; readonly value: number }
  /** FC 06. */
  | { readonly kind: 'write-register'; readonly address: number; readonly value: number }
  /** FC 16. */
  | { readonly kind: 'write-registers'; readonly address: number; readonly values: readonly number[] };

/** Registers as 16-bit words; coils and discrete inputs as 0 or 1, exactly `count` of them; empty for writes. */
export type ModbusReply = readonly number[];

/** One Modbus master on one link. */
export interface ModbusClient {
  /** True when a request may be made now: link open, nothing in flight, silent interval and drain over. */
  readonly ready: boolean;
  /** Legal only while `ready`. `done` is called exactly once, at the latest `timeoutMs` after the last byte left. */
  request(
    unitId: number,
    request: ModbusRequest,
    timeoutMs: number,
    done: (reply: Result<ModbusReply, Fault>) => void,
  ): void;
}
