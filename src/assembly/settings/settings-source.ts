/** Where the settings of a running gateway come from: read by whoever knows the files, never by the cycle. */

import type { MessageValues } from '../../model/message.ts';
import type { SitePlan } from '../../plan/site-plan.ts';

/** A plan that passed every check, or why there is none. */
export type LoadedSettings =
  | { readonly ok: true; readonly plan: SitePlan }
  | { readonly ok: false; readonly report: FileReport };

/** All mistakes, as `check` prints them in each language. */
export type FileReport = MessageValues['file-report'];

/** Files of settings that can be read again at any time. */
export interface SettingsSource {
  /** The site file, for people. */
  readonly path: string;
  /** Folders in which something may change. */
  readonly folders: readonly string[];
  /** A fingerprint of everything that is read; it differs as soon as one byte does. */
  fingerprint(): string;
  /** Beside the cycle; `done` is called once. */
  load(done: (loaded: LoadedSettings) => void): void;
}
