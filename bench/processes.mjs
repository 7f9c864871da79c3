// The simulated station and the gateway as processes of their own, for the measurements that watch them from outside.
import { createInterface } from 'node:readline';

/** Where each bus of the simulated station listens, once it does. */
export async function readyLinks(station) {
  for await (const line of createInterface({ input: station.stdout })) {
    const message = JSON.parse(line);
    if (message.ready === true) return message.links;
  }
  throw new Error('the simulated station did not start');
}

export function stopped(child, signal = 'SIGINT') {
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill(signal);
  });
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
