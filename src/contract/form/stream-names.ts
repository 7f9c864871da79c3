/** The names of the streams. */

/** Always in this order. */
export const streamNames = [
  'spl',
  'power',
  'thermal',
  'output',
  'minute',
  'bands',
  'attribution',
  'noise-events',
] as const;

export type StreamName = (typeof streamNames)[number];
