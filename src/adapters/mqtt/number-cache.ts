/**
 * The codec under mqtt.js makes 65,536 buffers with its first packet, one for each number of two bytes. A client that sends
 * a packet a second has no use for 7 MB of them.
 */

import { writeToStream } from 'mqtt-packet';

/** Before the first packet. */
export function useNoNumberCache(): void {
  writeToStream.cacheNumbers = false;
}
