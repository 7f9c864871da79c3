import type { ConfigPayload } from '../../contract/config.ts';
import { messageOf } from '../../contract/topics.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Message } from '../../ports/publisher.ts';

/** How the last reading of the settings went, before it has a session. */
export type SettingsReport = Omit<ConfigPayload, 'v' | 'session' | 'config_hash' | 'site'>;

/** `config/reported`; `hash` is that of what is in force. */
export function settingsMessage(report: SettingsReport, hash: string, session: string): Message {
  const payload: ConfigPayload = { v: 1, session, config_hash: hash, ...report };
  return messageOf('config', 'reported', JSON.stringify(payload));
}

/** `config/site`: the site file in force, for whoever asked for it; not retained. */
export function siteMessage(
  { siteText = '', hash }: Pick<SitePlan, 'siteText' | 'hash'>,
  report: SettingsReport,
  session: string,
): Message {
  const payload: ConfigPayload = { v: 1, session, config_hash: hash, ...report, site: siteText };
  return { ...messageOf('config', 'site', JSON.stringify(payload)), retain: false };
}
