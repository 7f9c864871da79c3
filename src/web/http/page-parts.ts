/** What the routes of the page need, and what they share. */

import type { Context, Hono } from 'hono';
import { isLanguage, type Language } from '../../language/languages.ts';
import type { Result } from '../../model/result.ts';
import type { HistoryReader } from '../../ports/history.ts';
import type { PageFeed } from '../live/page-feed.ts';
import type { Access, Right } from './access.ts';

/** A file of the page as it is sent. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
}

/** What is served, who may see it, and where it comes from; `undefined`: no history is kept. */
export interface PageParts {
  readonly feed: PageFeed;
  readonly access: Access;
  /** By path: `/`, `/app.js`. */
  readonly files: ReadonlyMap<string, PageFile>;
  readonly history: HistoryReader | undefined;
  /** The report of a night as a page, as the command makes it. */
  readonly report: NightPages | undefined;
  readonly settings: (language: Language) => SettingsView;
  readonly bundle: () => Promise<Uint8Array<ArrayBuffer>>;
  readonly wallMs: () => number;
  /** Settles when what was taken until now is on the medium; false: it did not get there in time. */
  readonly recorded: () => Promise<boolean>;
}

/**
 * HTML of one night (date of the evening), or why there is none. `time`: the time of day that a neighbour
 * asks about.
 */
export interface NightPages {
  full(night: string, language: Language): Promise<Result<string, string>>;
  neighbour(night: string, time: string | null, language: Language): Promise<Result<string, string>>;
}

/** The site file and how its last reading went. */
export interface SettingsView {
  readonly path: string;
  readonly text: string;
  readonly hash: string;
  readonly since: string;
  readonly isWatched: boolean;
  readonly result: 'good' | 'refused' | 'restart';
  readonly report: string;
  readonly changes: readonly string[];
}

/** What the server in front hands over with each request. */
export interface Peer {
  readonly address: string;
}

/** A request with its peer's address and the right it has. */
export type PageContext = Context<{ Bindings: Peer; Variables: { right: Right } }>;
/** The app whose routes get such requests. */
export type PageApp = Hono<{ Bindings: Peer; Variables: { right: Right } }>;

/** `?lang=zh`, else the first that the browser asks for and that there is, else English. */
export function languageOf(context: PageContext): Language {
  const asked = context.req.query('lang') ?? '';
  if (isLanguage(asked)) return asked;
  const wanted = (context.req.header('accept-language') ?? '').split(',').map(primaryTag);
  return wanted.find(isLanguage) ?? 'en';
}

/** "zh" of " zh-Hans-CN;q=0.9", RFC 9110 section 12.5.4. Browsers name the preferred language first. */
function primaryTag(range: string): string {
  return (range.split(/[-;]/)[0] ?? '').trim().toLowerCase();
}
