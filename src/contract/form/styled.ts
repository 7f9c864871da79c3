/** How parts of a line are marked for a person, and how values are written in it. */

/** What a part of a line means. */
export type Style = 'good' | 'warn' | 'bad' | 'faint';

/** The text in a style; plain text where there is no terminal. */
export type Styled = (text: string, style: Style) => string;

/** No style: for a pipe, a file, a test. */
export const plain: Styled = (text) => text;

/** Times in a zone, `21:04:59`; without one, or one that is unknown here, those of the reader. */
export function timesIn(zone: string | undefined): (wallMs: number) => string {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const format = new Intl.DateTimeFormat('en-GB', {
    ...options,
    ...(zone !== undefined && isZone(zone) ? { timeZone: zone } : {}),
  });
  return (wallMs) => format.format(wallMs);
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    // A station with newer rules of time than this computer.
    return false;
  }
}
