/** Waits for the retained health message of a gateway on a broker, and follows it on a terminal. */

import { subscribeMqtt } from '../../adapters/mqtt/mqtt-subscriber.ts';
import { type HealthPayload, healthSchema } from '../../contract/health.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { Person } from '../../ports/person.ts';
import { tell } from '../terminal/tell.ts';

/** A retained message comes at once, or there is none. */
const WAIT_MS = 5000;

/** Prints `table` of each health message; resolves with the exit code after the first one without a terminal. */
export function listenToHealth(
  url: string,
  topic: string,
  person: Person,
  table: (health: HealthPayload, ageS: number) => readonly string[],
): Promise<number> {
  if (!/^mqtts?:\/\/./.test(url)) {
    person.complain(tell('health-url', { given: url }));
    return Promise.resolve(EXIT.USAGE);
  }
  return new Promise((resolve) => {
    const end = (code: number): void => {
      clearTimeout(patience);
      subscription.close();
      resolve(code);
    };
    const patience = setTimeout(() => {
      person.complain(tell('health-none', { topic, url }));
      end(EXIT.UNAVAILABLE);
    }, WAIT_MS);
    const subscription = subscribeMqtt(url, topic, {
      connected: () => {},
      failed(reason) {
        person.complain(tell('health-broker', { why: reason }));
        end(EXIT.UNAVAILABLE);
      },
      message(_, payload) {
        const health = healthSchema.safeParse(parsed(payload));
        if (!health.success) return;
        clearTimeout(patience);
        const lines = table(health.data, (Date.now() - health.data.ts) / 1000);
        if (person.redraw !== undefined) return person.redraw(lines);
        for (const line of lines) person.write(line);
        end(EXIT.OK);
      },
    });
    person.signal.addEventListener('abort', () => end(EXIT.OK), { once: true });
  });
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
