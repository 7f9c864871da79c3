/** What helps whoever helps, in one file: settings, state, events, lines. Passwords and access codes are not in it. */

import { tarGzOf } from '../../adapters/files/tar-file.ts';
import { inEnglish } from '../../language/say.ts';
import { withoutSecrets } from '../../service/without-secrets.ts';
import type { PageFeed } from '../../web/live/page-feed.ts';
import { fieldView } from '../../web/view/device-view.ts';
import { metricsText } from '../../web/view/metrics.ts';

/** What goes into the file, as it is now. */
export interface BundleParts {
  readonly feed: Pick<PageFeed, 'seen' | 'events' | 'now' | 'clients'>;
  /** The site file as it stands there. */
  readonly siteText: string;
  /** What must not be in it, whatever it stands in. */
  readonly secrets: readonly string[];
  readonly version: string;
  readonly wallMs: number;
}

/** A tar file, packed. */
export async function supportBundle(parts: BundleParts): Promise<Uint8Array<ArrayBuffer>> {
  const files = filesOf(parts).map(({ name, text }) => [
    `quietpost/${name}`,
    withoutSecrets(text, parts.secrets),
  ]);
  return new Uint8Array(await tarGzOf(Object.fromEntries(files), Math.floor(parts.wallMs / 1000)));
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
    { name: 'about.json', text: json({ ...about, madeMs: wallMs, usage: process.resourceUsage() }) },
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
