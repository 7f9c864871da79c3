/** Lines and columns of a text, both from 1. */

/** Where an offset stands, and what stands on a line. */
export interface TextLines {
  readonly placeOf: (offset: number) => { readonly line: number; readonly column: number };
  /** Without its end; empty for a line that is not there. */
  readonly line: (line: number) => string;
}

/** Finds the lines once; each question is then a search among them. */
export function textLines(text: string): TextLines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return {
    placeOf: (offset) => {
      let [low, high] = [0, starts.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      return { line: low, column: offset - (starts[low - 1] ?? 0) + 1 };
    },
    line: (line) => {
      const start = starts[line - 1];
      if (start === undefined) return '';
      return text.slice(start, starts[line] === undefined ? undefined : starts[line] - 1).replace(/\r$/, '');
    },
  };
}
