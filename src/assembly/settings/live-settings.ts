/** The settings of a running gateway: watched, brought into force, and told to everybody. */

import { watchFolders } from '../../adapters/files/folder-watch.ts';
import type { StationSession } from '../../backoffice/delivery/station-session.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ByteLink } from '../../ports/field/byte-link.ts';
import { changeMessage, createSettingsReload, type Reading, type SettingsReload } from './settings-reload.ts';
import type { SettingsSource } from './settings-source.ts';

/** The settings of the start, where newer ones come from, and everybody who must know of them. */
export interface LiveSettingsParts {
  readonly source: SettingsSource;
  readonly plan: SitePlan;
  readonly clock: Clock;
  readonly gateway: Pick<Gateway, 'reload' | 'note'>;
  readonly northbound: Pick<StationSession, 'planChanged' | 'reportSettings'>;
  /** A new link for a bus of the plan. */
  readonly linkOf: (plan: SitePlan, bus: string) => ByteLink | undefined;
  /** Others that show the plan in force. */
  readonly changed: (plan: SitePlan) => void;
}

/** The settings in force and the last reading; `path` is the site file. */
export interface LiveSettings extends SettingsReload {
  readonly path: string;
}

/**
 * Watches the folders of the settings and brings each sound change into force between cycles; every reading
 * is noted and reported.
 */
export function watchSettings(parts: LiveSettingsParts): LiveSettings {
  const { source, plan, clock, gateway, northbound, linkOf, changed } = parts;
  const reload = createSettingsReload({
    source,
    plan,
    clock,
    apply: (next, lines) => {
      const relinked = lines.flatMap((bus) => {
        const link = linkOf(next, bus);
        return link === undefined ? [] : [{ bus, link }];
      });
      gateway.reload(next, relinked);
      changed(next);
      northbound.planChanged(next);
    },
    tell: (event, reading) => {
      gateway.note(event);
      northbound.reportSettings(reportOf(reading));
    },
  });
  const unwatch = watchFolders(source.folders, reload.look);
  return {
    path: source.path,
    look: reload.look,
    readAgain: reload.readAgain,
    get inForce() {
      return reload.inForce;
    },
    get sinceMs() {
      return reload.sinceMs;
    },
    get last() {
      return reload.last;
    },
    stop() {
      unwatch();
      reload.stop();
    },
  };
}

function reportOf({
  wallMs,
  result,
  report,
  changes,
}: Reading): Parameters<StationSession['reportSettings']>[0] {
  return {
    ts: Math.max(0, Math.round(wallMs)),
    result,
    report: report?.en ?? '',
    changes: changes.map((change) => {
      const { values } = changeMessage(change);
      const { from, to } = values as { readonly from: string; readonly to: string };
      return { key: change.key, from, to, effect: change.effect };
    }),
  };
}
