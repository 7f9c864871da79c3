/** The names of a stream's columns, as the births on the way have told them. */

import { birthSchema } from '../../contract/birth.ts';
import type { LineContext } from '../../contract/form/topic.ts';
import { parseTopic } from '../../contract/topics.ts';

/** The columns of every stream of every station that was heard. */
export interface StreamColumns {
  /** Learns from a birth; gives what is known of the station of `topic`. */
  of(topic: string, payload: string): NonNullable<LineContext['columns']>;
}

/** Knows nothing yet: a stream without a birth has no names. */
export function createColumns(): StreamColumns {
  const known = new Map<string, Readonly<Record<string, { readonly columns: readonly string[] }>>>();
  return {
    of(topic, payload) {
      const parsed = parseTopic(topic);
      if (parsed === undefined) return () => [];
      const place = `${parsed.site}/${parsed.station}`;
      if (parsed.name === 'birth') {
        const birth = birthSchema.safeParse(jsonOf(payload));
        if (birth.success) known.set(place, birth.data.streams);
      }
      return (stream) => known.get(place)?.[stream]?.columns ?? [];
    },
  };
}

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    // What is no JSON is no birth.
    return undefined;
  }
}
