/** The page of a running gateway: its feed for the cycle, and what is served of it. */

import { readFileSync } from 'node:fs';
import type { Localizer } from '../../language/localizer.ts';
import type { Outlook } from '../../model/forecast/night-forecast.ts';
import { message } from '../../model/message.ts';
import { PAGE_PORT, type PagePlan, type SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HistoryReader } from '../../ports/history.ts';
import type { History } from '../../ports/history-writer.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import { secretFilesNamed, withoutPasswords } from '../../service/without-secrets.ts';
import { utcOffsetMin } from '../../time/local-time.ts';
import type { NightPages, SettingsView } from '../../web/http/page-parts.ts';
import { createPageFeed, type PageFeed } from '../../web/live/page-feed.ts';
import { localizerAt } from '../../web/view/moment.ts';
import { changeMessage, eventOf, type SettingsReload } from '../settings/settings-reload.ts';
import { supportBundle } from './bundle.ts';
import { openPage, type ServedPage } from './open-page.ts';

/** The page, beyond what the site file says of it. */
export interface PageOptions {
  /** Served although the site file has no entry. */
  readonly isAlways?: boolean;
  /** The access code of this run. */
  readonly token?: string;
  readonly nightPages?: (history: HistoryReader, path: string) => NightPages;
  /** The time shown is not that of the world. */
  readonly isShifted?: boolean;
}

/** The feed takes every cycle, also while no page is served. */
export interface StationPage {
  readonly feed: PageFeed;
  /** Gives the address for a browser on this computer; undefined: none is served. */
  open(): Promise<string | undefined>;
  close(): void;
}

/** What the page shows and asks, and how it is served. */
export interface StationPageParts {
  readonly plan: SitePlan;
  readonly options: { readonly site?: string; readonly page?: PageOptions };
  readonly northbound: { readonly connected: boolean };
  /** Undefined: they are those of the start. */
  readonly settings: () => SettingsReload | undefined;
  /** What the night will probably bring. */
  readonly outlook: () => Outlook;
  readonly version: string;
  /** The folder of the built page. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly history: (History & Pick<Journal, 'addWithCycle'>) | undefined;
  /** Of the history. */
  readonly path: string;
}

/** A cycle, and a slow disk. */
const RECORDED_MS = 5000;
const DEFAULT_PAGE: PagePlan = { port: PAGE_PORT, isLan: false };

/**
 * Makes the feed; serves nothing before `open`, and then only where the site or the options ask for a page.
 */
export function createStationPage(parts: StationPageParts): StationPage {
  const { plan, options, northbound, clock, log, history, path, version, folder } = parts;
  const startMs = clock.wallMs();
  const settingsMs = (): number => parts.settings()?.sinceMs ?? startMs;
  const pagePlan = plan.page ?? (options.page?.isAlways === true ? DEFAULT_PAGE : undefined);
  const feed = createPageFeed({
    plan,
    station: () => ({
      version,
      isBrokerConnected: northbound.connected,
      historyFault: history?.health().fault ?? null,
      hasHistory: history !== undefined,
      settingsMs: settingsMs(),
      isShifted: options.page?.isShifted === true,
      outlook: parts.outlook(),
      canCommand: pagePlan?.tokenFile !== undefined || options.page?.token !== undefined,
    }),
  });
  let served: ServedPage | undefined;
  return {
    feed,
    async open() {
      if (pagePlan === undefined) return undefined;
      served = await openPage({
        plan: pagePlan,
        token: options.page?.token,
        feed,
        history,
        report: history === undefined ? undefined : options.page?.nightPages?.(history, path),
        settings: (language) => settingsOf(parts, settingsMs(), localizerAt(language, offsetNow(parts))),
        folder,
        bundle: () => {
          const siteText = siteTextOf(options);
          const secrets = secretFilesNamed(siteText).map(textOf);
          return supportBundle({ feed, siteText, secrets, version, wallMs: clock.wallMs() });
        },
        wallMs: () => clock.wallMs(),
        recorded: () => recorded(history, clock),
        log,
      });
      return served.url;
    },
    close: () => served?.close(),
  };
}

/** With the next cycle, when that is on the medium. Where no history is kept there is nothing to wait for. */
function recorded(history: StationPageParts['history'], clock: Clock): Promise<boolean> {
  if (history === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    const cancel = clock.at(clock.nowMs() + RECORDED_MS, () => resolve(false));
    history.addWithCycle([], () => {
      cancel();
      resolve(true);
    });
  });
}

function offsetNow({ plan, clock }: StationPageParts): number {
  return utcOffsetMin(plan.zone, clock.wallMs());
}

function settingsOf(
  { plan, options, settings }: StationPageParts,
  settingsMs: number,
  words: Localizer,
): SettingsView {
  const reload = settings();
  const last = reload?.last;
  return {
    path: options.site ?? '',
    text: withoutPasswords(siteTextOf(options)),
    hash: (reload?.inForce ?? plan).hash,
    since: words.moment(settingsMs),
    isWatched: reload !== undefined,
    result: last?.result ?? 'good',
    report:
      last === undefined
        ? ''
        : words.tell(last.report === null ? eventOf(last).message : message('file-report', last.report)),
    changes: (last?.changes ?? []).map((change) => words.tell(changeMessage(change))),
  };
}

function siteTextOf({ site }: StationPageParts['options']): string {
  return site === undefined ? '' : textOf(site);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
