/** `quietpost watch`: prints the messages of a broker's stations as they arrive. */

import { subscribeMqtt } from '../../adapters/mqtt/mqtt-subscriber.ts';
import { plain, type Style, type Styled } from '../../contract/form/styled.ts';
import { formatMessage } from '../../contract/format-message.ts';
import { EXIT } from '../../model/exit-code.ts';
import { tell } from '../terminal/tell.ts';
import { createKnownStations } from './known-stations.ts';
import { createLeases } from './watch-leases.ts';

/** Options of `quietpost watch`. */
export interface WatchOptions {
  readonly url: string;
  /** Start of the topics to follow; all stations when absent. */
  readonly root?: string;
  /** Prints `{topic, retained, payload}` as received, one JSON text per line. */
  readonly json?: boolean;
  /** A topic filter instead of everything below the root. */
  readonly topics?: string;
  /** Keeps trying when no broker answers, instead of giving up at once. */
  readonly wait?: boolean;
}

/** Where the lines go. */
export interface WatchOutput {
  write(line: string): void;
  /** Gets what is wrong with the connection; `write` when absent. */
  complain?(line: string): void;
  /** True on a terminal. */
  readonly colour?: boolean;
}

/** Follows the broker until `signal` fires; resolves to the exit code. */
export function watch(options: WatchOptions, output: WatchOutput, signal: AbortSignal): Promise<number> {
  const filter = options.topics ?? `${options.root ?? 'quietpost/v1/'}#`;
  const complain = (line: string): void => (output.complain ?? output.write)(line);
  if (!/^mqtts?:\/\/./.test(options.url)) {
    complain(tell('watch-address', { url: options.url }));
    return Promise.resolve(EXIT.USAGE);
  }
  const styled = output.colour === true ? ansi : plain;
  const writeLine = (text: string): void => {
    if (options.json !== true) output.write(text);
  };
  return new Promise((resolve) => {
    let everConnected = false;
    let lastReason = '';
    const stations = createKnownStations();
    const leases = createLeases((topic, payload) => subscription.publish(topic, payload));
    // Only whoever prints everything sees the latest values.
    const cancel = options.json === true ? leases.start() : () => {};
    const end = (code: number): void => {
      cancel();
      subscription.close();
      signal.removeEventListener('abort', stop);
      resolve(code);
    };
    const stop = (): void => end(EXIT.OK);
    const subscription = subscribeMqtt(options.url, filter, {
      connected: () => {
        everConnected = true;
        lastReason = '';
        writeLine(styled(tell('watch-watching', { topics: filter, url: options.url }), 'faint'));
      },
      failed: (reason) => {
        if (reason !== lastReason)
          complain(styled(failureText(reason, everConnected || options.wait === true), 'bad'));
        lastReason = reason;
        if (!everConnected && options.wait !== true) end(EXIT.UNAVAILABLE);
      },
      message: (topic, payload, retained) => {
        leases.see(topic);
        if (options.json === true)
          output.write(JSON.stringify({ topic, retained, payload: jsonOf(payload) }));
        else {
          const { columns, zone } = stations.of(topic, payload);
          for (const line of formatMessage(topic, payload, styled, columns, zone)) output.write(line);
        }
      },
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}

/** The command on this process's terminal, until Ctrl-C. */
export async function watchCommand(options: {
  readonly url: string;
  readonly topic?: string;
  readonly json?: boolean;
  readonly wait?: boolean;
}): Promise<number> {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  // `watch | head` closes the pipe: the end, not an error.
  process.stdout.once('error', () => interrupt.abort());
  const { topic, ...rest } = options;
  const output: WatchOutput = {
    write: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
    colour: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  };
  return await watch(topic === undefined ? rest : { ...rest, topics: topic }, output, interrupt.signal);
}

function failureText(reason: string, goesOn: boolean): string {
  return tell(goesOn ? 'watch-trying' : 'watch-none', { reason });
}

/** Escape codes of ECMA-48: colours of the text, and faint. */
const codes: Readonly<Record<Style, number>> = { good: 32, warn: 33, bad: 31, faint: 2 };

const ansi: Styled = (text, style) => `\u001b[${codes[style]}m${text}\u001b[0m`;

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
