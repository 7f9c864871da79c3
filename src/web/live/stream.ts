/** Server-sent events with a bounded queue: a phone that takes nothing for some seconds is cut off, and comes back by itself. */

import type { Language } from '../../language/languages.ts';
import type { PageFeed } from './page-feed.ts';

/** Messages that may wait for a client: as many seconds. */
const WAITING_MAX = 8;

/** The stream of one client. */
export function streamOf(feed: PageFeed, language: Language): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end = (): void => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode('retry: 2000\n\n'));
        end = feed.follow(language, (event, data) => {
          if ((controller.desiredSize ?? 0) <= -WAITING_MAX) {
            controller.error(new Error('the client is too slow'));
            return false;
          }
          controller.enqueue(encoder.encode(`event: ${event}\ndata: ${data}\n\n`));
          return true;
        });
      },
      cancel: () => end(),
    },
    { highWaterMark: 2 },
  );
}
