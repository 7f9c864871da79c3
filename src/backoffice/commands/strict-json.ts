/** JSON in which no key stands twice: of two values a reader may take the one and a checker the other. */

/** Undefined for what is no JSON, for a key that stands twice in an object, and for what is too deep to be walked through. */
export function strictJson(text: string): unknown {
  // To throw costs more than all else that is done about a command: of a flood of halves nothing is thrown.
  if (!LOOKS_WHOLE.test(text)) return undefined;
  const { keys, depth } = writtenIn(text);
  if (depth > DEPTH_MAX) return undefined;
  const parsed = parse(text);
  return parsed === undefined || keysOf(parsed) < keys ? undefined : parsed;
}

/** It ends as what it begins with must. */
const LOOKS_WHOLE = /^\s*(?:\{.*\}|\[.*\]|".*"|-?\d[\d.eE+-]*|true|false|null)\s*$/s;
/** No command is deeper than two; who signs or checks one walks through it by recursion. */
const DEPTH_MAX = 32;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keys that are written in it, each with a colon behind it, and how deep it is: outside of strings. */
function writtenIn(text: string): { readonly keys: number; readonly depth: number } {
  let [keys, depth, open] = [0, 0, 0];
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (char === ':') keys += 1;
    else if (char === '{' || char === '[') {
      open += 1;
      depth = Math.max(depth, open);
    } else if (char === '}' || char === ']') open -= 1;
  }
  return { keys, depth };
}

/** Keys that were read from it. */
function keysOf(parsed: unknown): number {
  if (typeof parsed !== 'object' || parsed === null) return 0;
  const values: readonly unknown[] = Object.values(parsed);
  return values.reduce<number>((sum, one) => sum + keysOf(one), Array.isArray(parsed) ? 0 : values.length);
}
