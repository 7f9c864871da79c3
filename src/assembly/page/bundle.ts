/** What helps whoever helps, in one file: settings, state, events, lines. Passwords and access codes are not in it. */

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { inEnglish } from '../../language/say.ts';
import type { PageFeed } from '../../web/live/page-feed.ts';
import { fieldView } from '../../web/view/device-view.ts';
import { metricsText } from '../../web/view/metrics.ts';

/** What goes into the file, as it is now. */
export interface BundleParts {
  readonly feed: Pick<PageFeed, 'seen' | 'events' | 'now' | 'clients'>;
  /** The site file as it stands there. */
  readonly siteText: string;
  readonly version: string;
  readonly wallMs: number;
}

/** A tar file, packed. */
export async function supportBundle(parts: BundleParts): Promise<Uint8Array<ArrayBuffer>> {
  const files = filesOf(parts).map(({ name, text }) => ({ name, text: withoutPasswords(text) }));
  const packed = await promisify(gzip)(tarOf(files, Math.floor(parts.wallMs / 1000)));
  return new Uint8Array(packed);
}

interface BundleFile {
  readonly name: string;
  readonly text: string;
}

function filesOf({ feed, siteText, version, wallMs }: BundleParts): readonly BundleFile[] {
  const { seen } = feed;
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const about = { version, node: process.version, platform: process.platform, arch: process.arch };
  return [
    { name: 'about.json', text: json({ ...about, madeMs: wallMs, memory: process.memoryUsage() }) },
    { name: 'site.yaml', text: siteText },
    { name: 'now.json', text: json(feed.now('en') ?? null) },
    { name: 'events.txt', text: feed.events.map(eventLine).join('') },
    ...(seen === undefined
      ? []
      : [
          { name: 'devices.json', text: json(fieldView(seen, 'en')) },
          { name: 'health.json', text: json(seen.health ?? null) },
          { name: 'metrics.txt', text: metricsText(seen, feed.clients) },
        ]),
  ];
}

function eventLine({ wallMs, severity, message }: PageFeed['events'][number]): string {
  return `${new Date(wallMs).toISOString()} ${severity} ${inEnglish(message)}\n`;
}

/** A password has no place in a site file; where one stands in an address, or under such a name, it is not passed on. */
export function withoutPasswords(text: string): string {
  return text
    .replaceAll(/(\w+:\/\/[^\s:/@]+):[^\s@/]+@/g, '$1:***@')
    .replaceAll(/\b(password|token|secret)(["']?\s*[:=]\s*)[^\s,}#]+/gi, '$1$2***');
}

const BLOCK = 512;

/** POSIX ustar: a head and the text of each file, filled up to blocks, and two empty blocks. */
function tarOf(files: readonly BundleFile[], timeS: number): Buffer {
  const blocks = files.flatMap(({ name, text }) => {
    const content = Buffer.from(text);
    return [
      headOf(name, content.length, timeS),
      content,
      Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
    ];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function headOf(name: string, bytes: number, timeS: number): Buffer {
  const head = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  head.write(`quietpost/${name}`, 0);
  head.write(octal(0o644, 8), 100);
  head.write(octal(0, 8), 108);
  head.write(octal(0, 8), 116);
  head.write(octal(bytes, 12), 124);
  head.write(octal(timeS, 12), 136);
  head.write('        0', 148);
  head.write('ustar\u000000', 257);
  const sum = head.reduce((all, byte) => all + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return head;
}
