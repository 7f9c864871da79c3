/**
 * The interface between the station's physics and the wire. The physics knows devices by their id and uses the
 * quantities of src/model; the wire (simulated devices) turns these into registers by the devices' definitions.
 */

/** The physics as the wire sees it. */
export interface StationModel {
  /** Moves the physics forward to `simMs` (monotonic, from 0) in whole seconds. */
  advance(simMs: number): void;
  /**
   * The value that the device would show now for a point (`power.active`, `voltage.l1`), in the quantity's unit.
   * `null`: the device has no value now; undefined: the physics does not know the point (register reads 0).
   */
  value(device: string, pointId: string): number | null | undefined;
  /** Whether the device does not answer at all now (a gap in recorded input, a fault switch of the physics). */
  isSilent(device: string): boolean;
  /** A set value written to a device: the speed of a fan in percent, the limit of a charger in W. */
  command(device: string, command: string, value: number): void;
  /** Sets the relays of a board, bit 0 = coil 1. Called on each change, also when a lease ends. */
  relays(device: string, mask: number): void;
}
