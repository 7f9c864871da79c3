/**
 * Whether the equipment's level may be used. `trusted`: it may. `learning`: the equipment was not yet measured moving for
 * long enough. `not-excited`: nothing has moved for a day. `undetermined`: measured, but the equipment cannot be told
 * apart. `no-meter`: there is no sample.
 */
export const gateStates = ['trusted', 'learning', 'not-excited', 'undetermined', 'no-meter'] as const;

/** One of `gateStates`. */
export type GateState = (typeof gateStates)[number];

/** Whether the equipment sounds otherwise than it did: `suspected` while the fans step to find out, then `found` for a while. */
export const equipmentChanges = ['none', 'suspected', 'found'] as const;

/** One of `equipmentChanges`. */
export type EquipmentChange = (typeof equipmentChanges)[number];

/** What was told from the rest of the sound in a minute, in the order of docs/acoustics.md. */
export const noiseKinds = ['people', 'traffic', 'impulse'] as const;

/** One of `noiseKinds`. */
export type NoiseKind = (typeof noiseKinds)[number];

/** What attribution knew of the equipment's level in a minute. */
export interface EquipmentCertainty {
  /** Expanded uncertainty (k = 2), dB. */
  readonly expandedDb: number;
  /** False: nothing was learned yet, and the level is that of the site file. */
  readonly isLearned: boolean;
  /** The worst of the minute. */
  readonly gate: GateState;
  /** The worst of the minute. */
  readonly change: EquipmentChange;
}
