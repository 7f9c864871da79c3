/** The settings of a site as a running gateway reads them again: in a thread of its own, with the options of its start. */

import { workerThread } from '../../adapters/worker-thread.ts';
import type { LoadedSettings, SettingsSource } from '../../assembly/settings/settings-source.ts';
import { settingsFingerprint, settingsFolders } from '../../config/load/site-fingerprint.ts';
import type { PlanOverrides } from '../terminal/site-argument.ts';
import type { LoadRequest } from './load-thread.ts';

/** Reads a site file in a thread of its own, under the overrides of the command line. */
export function watchedSettings(site: string, options: PlanOverrides): SettingsSource {
  return {
    path: site,
    folders: settingsFolders(site),
    fingerprint: () => settingsFingerprint(site),
    load(done) {
      const thread = workerThread(new URL('./load-thread.js', import.meta.url))({
        message: (loaded) => {
          thread.stop();
          done(loaded as LoadedSettings);
        },
        ended: (why) => done({ ok: false, report: { en: why } }),
      });
      const { link, broker } = options;
      thread.post({
        site,
        options: { ...(link === undefined ? {} : { link }), ...(broker === undefined ? {} : { broker }) },
      } satisfies LoadRequest);
    },
  };
}
