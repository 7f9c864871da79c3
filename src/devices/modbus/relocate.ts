/** Definitions whose addresses count from a base that differs from device to device (SunSpec models). */

import type { DeviceDefinition, Point } from './definition.ts';

/** The definition for one device: every address moved up by `base`. */
export function relocate(definition: DeviceDefinition, base: number): DeviceDefinition {
  if (base === 0) return definition;
  const { probe, forbidden } = definition;
  return {
    ...definition,
    points: definition.points.map((point) => ({
      ...point,
      address: point.address + base,
      scale: movedScale(point.scale, base),
    })),
    commands: definition.commands.map((command) => ({ ...command, address: command.address + base })),
    ...(probe === undefined ? {} : { probe: { ...probe, address: probe.address + base } }),
    ...(forbidden === undefined
      ? {}
      : {
          forbidden: forbidden.map((range) => ({ ...range, from: range.from + base, to: range.to + base })),
        }),
  };
}

/** The last address that the definition names. */
export function lastAddress({ points, commands }: DeviceDefinition): number {
  return Math.max(
    ...points.map(({ address, width }) => address + width - 1),
    ...points.map(({ scale }) => (typeof scale === 'object' ? scale.register : 0)),
    ...commands.map(({ address }) => address),
  );
}

function movedScale(scale: Point['scale'], base: number): Point['scale'] {
  return typeof scale === 'number' ? scale : { ...scale, register: scale.register + base };
}
