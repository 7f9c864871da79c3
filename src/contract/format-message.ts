/** A message of a station as lines for a person: what `quietpost watch` prints. */

import { type Styled, timesIn } from './form/styled.ts';
import type { LineContext } from './form/topic.ts';
import { messagesInPack } from './pack.ts';
import { parseTopic, rootOf, topics } from './topics.ts';

/** No line for topics of others, and a line that says so for a payload that does not fit its schema. */
export function formatMessage(
  topic: string,
  payload: string,
  styled: Styled,
  columns?: LineContext['columns'],
  zone?: string,
): readonly string[] {
  const parsed = parseTopic(topic);
  if (parsed === undefined) return [];
  const { station, name } = parsed;
  if (name === 'pack')
    return messagesInPack(payload).flatMap(([below, text]) =>
      formatMessage(rootOf(parsed) + below, text, styled, columns, zone),
    );
  const lines = topics[name].format(parseJson(payload), {
    station,
    styled,
    timeOf: timesIn(zone),
    ...(columns === undefined ? {} : { columns }),
  });
  return lines ?? [styled(`${topic}: a payload that does not fit its schema`, 'bad')];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
