/** The names of the streams. */

/** Always in this order. */
export const streamNames = [
  'spl',
  'power',
  'thermal',
  'energy',
  'position',
  'output',
  'minute',
  'bands',
  'attribution',
  'noise-events',
] as const;

/** The name of a stream, the last level of its topic. */
export type StreamName = (typeof streamNames)[number];
