/**
 * The seam between the station's physics and the wire. The physics knows devices by their id and speaks in the
 * quantities of src/model; the wire (simulated devices) turns that into registers by the devices' own definitions.
 */

export interface StationModel {
  /** Moves the physics forward to `simMs` (monotonic, from 0) in whole seconds. */
  advance(simMs: number): void;
  /**
   * What the device would show now for a point (`power.active`, `voltage.l1`), in the quantity's unit.
   * `null`: the device has no such value now; undefined: the physics does not know the point (register reads 0).
   */
  value(device: string, pointId: string): number | null | undefined;
  /** A device that does not answer at all now (a hole in recorded input, a fault switch of the physics). */
  isSilent(device: string): boolean;
  /** A set value written to a device: fan setpoint in percent. */
  command(device: string, command: string, value: number): void;
  /** The relays of a board as they stand now, bit 0 = coil 1. Called when they change, also when a lease ran out. */
  relays(device: string, mask: number): void;
}
