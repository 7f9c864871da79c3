/** How the service stands, in words, from the properties of `systemctl show`. */

/** Lines for a technician, the most important first. */
export function statusText(
  usual: Readonly<Record<string, string>>,
  safe: Readonly<Record<string, string>>,
): readonly string[] {
  const restarts = Number(usual['NRestarts'] ?? 0);
  const again = restarts === 0 ? '' : ` Started again by itself ${restarts} times: journalctl -u quietpost`;
  if (safe['ActiveState'] === 'active')
    return [
      `SAFE MODE since ${safe['ActiveEnterTimestamp']}: the service was started too often; outputs are in fail-safe.`,
      'Why: journalctl -u quietpost. Try again now: sudo systemctl start quietpost',
    ];
  switch (usual['ActiveState']) {
    case 'active':
      return [`runs since ${usual['ActiveEnterTimestamp']}.${again}`];
    case 'activating':
      return [`is starting (${usual['SubState']}).${again}`];
    case 'failed':
      return [`FAILED: ${failure(usual)}.${again}`];
    default:
      return ['does not run. Start it with: sudo systemctl start quietpost'];
  }
}

function failure({ Result: result, ExecMainStatus: status }: Readonly<Record<string, string>>): string {
  if (status === '78') return 'the site file has errors: quietpost check /etc/quietpost/site.yaml';
  if (result === 'watchdog') return 'the watchdog ended it, because the control cycle or a bus stood still';
  if (result === 'start-limit-hit') return 'started too often in a short time';
  return `${result}, exit code ${status}`;
}
