/** The boards that a case is run against: their relay edges must be the same. */

import { avr, canBuildFirmware } from './firmware-build.ts';
import { type BoardProcess, startAvrBoard, startBoard } from './firmware-process.ts';

export interface BoardKind {
  /** With what is missing, where it is skipped. */
  readonly name: string;
  readonly skip: boolean;
  readonly relays: number;
  /** What a brown-out looks like with a boot loader of 0.3 s before the program, where the board still tells it. */
  readonly bootLoader: readonly string[];
  readonly start: (...options: string[]) => Promise<BoardProcess>;
}

const isLinux = process.platform === 'linux';

export const boardKinds: readonly BoardKind[] = [
  {
    name: 'the host build (needs gcc, Linux)',
    skip: !canBuildFirmware || !isLinux,
    relays: 8,
    bootLoader: ['--boot-ms', '300'],
    start: startBoard,
  },
  {
    name: `the ATmega328P in simavr${avr.note}`,
    skip: avr.skip || !isLinux,
    relays: 4,
    bootLoader: [],
    start: startAvrBoard,
  },
];
