/** JSON in which no key stands twice: of two values a reader may take the one and a checker the other. */

/** Undefined for what is no JSON, and for a key that stands twice in an object. */
export function strictJson(text: string): unknown {
  const parsed = parse(text);
  return parsed === undefined || hasRepeatedKey(text) ? undefined : parsed;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** Walks a text that is known to be JSON. A key is a string before a colon, as it is meant: `"\u0061"` is `a`. */
function hasRepeatedKey(text: string): boolean {
  const open: Set<string>[] = [];
  let string: string | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && string !== undefined) {
      const keys = open.at(-1);
      if (keys?.has(string) === true) return true;
      keys?.add(string);
    }
    string = token.startsWith('"') ? textOf(token) : undefined;
  }
  return false;
}

function textOf(token: string): string {
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}
