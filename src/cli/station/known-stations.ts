/** What the births on the way have told: the names of a stream's columns, the time zone of a station. */

import { type BirthPayload, birthSchema } from '../../contract/birth.ts';
import type { LineContext } from '../../contract/form/topic.ts';
import { parseTopic } from '../../contract/topics.ts';

/** What is known of the stations on a broker. */
export interface KnownStations {
  /** Learns from a birth; gives what is known of the station of `topic`. */
  of(
    topic: string,
    payload: string,
  ): {
    readonly columns: NonNullable<LineContext['columns']>;
    /** Undefined before a birth, and of an older station. */
    readonly zone: string | undefined;
  };
}

/** Knows nothing yet. */
export function createKnownStations(): KnownStations {
  const known = new Map<string, BirthPayload>();
  return {
    of(topic, payload) {
      const parsed = parseTopic(topic);
      if (parsed === undefined) return { columns: () => [], zone: undefined };
      const place = `${parsed.site}/${parsed.station}`;
      if (parsed.name === 'birth') {
        const birth = birthSchema.safeParse(jsonOf(payload));
        if (birth.success) known.set(place, birth.data);
      }
      const birth = known.get(place);
      return { columns: (stream) => birth?.streams[stream]?.columns ?? [], zone: birth?.zone };
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
