/** How the service stands, in words, from the properties of `systemctl show`. */

import { type ConsoleText, consoleText } from '../language/console/console-text.ts';

/** Lines for a technician, the most important first. */
export function statusText(
  usual: Readonly<Record<string, string>>,
  safe: Readonly<Record<string, string>>,
): readonly ConsoleText[] {
  const count = Number(usual['NRestarts'] ?? 0);
  const again = count === 0 ? consoleText('status-not-again') : consoleText('status-again', { count });
  if (safe['ActiveState'] === 'active')
    return [
      consoleText('status-safe-mode', { since: `${safe['ActiveEnterTimestamp']}` }),
      consoleText('status-safe-mode-why'),
    ];
  switch (usual['ActiveState']) {
    case 'active':
      return [consoleText('status-runs', { since: `${usual['ActiveEnterTimestamp']}`, again })];
    case 'activating':
      return [consoleText('status-starts', { state: `${usual['SubState']}`, again })];
    case 'failed':
      return [consoleText('status-failed', { why: failure(usual), again })];
    default:
      return [consoleText('status-stopped')];
  }
}

function failure({ Result: result, ExecMainStatus: code }: Readonly<Record<string, string>>): ConsoleText {
  if (code === '78') return consoleText('failed-site');
  if (result === 'watchdog') return consoleText('failed-watchdog');
  if (result === 'start-limit-hit') return consoleText('failed-start-limit');
  return consoleText('failed-otherwise', { result: `${result}`, code: `${code}` });
}
