/**
 * What `npm test` leaves to `npm run test:long`: nights of virtual time, and real processes that die, wait and come back.
 * Each takes six seconds of an idle core or more, or a quarter of a minute of waiting. `.ci/run` runs both.
 */

/** Virtual time: bound by the processor. */
export const longVirtual: readonly string[] = [
  'test/scenario/advise.test.ts',
  'test/scenario/background-limits.test.ts',
  'test/scenario/field-truth.test.ts',
  'test/scenario/history.test.ts',
  'test/scenario/instruments.test.ts',
  'test/scenario/laboratory.test.ts',
  'test/scenario/lean.test.ts',
  'test/scenario/log.test.ts',
  'test/scenario/looking-back.test.ts',
  'test/scenario/loss.test.ts',
  'test/scenario/models.test.ts',
  'test/scenario/one-cover.test.ts',
  'test/scenario/other-devices.test.ts',
  'test/scenario/real-input.test.ts',
  'test/scenario/replay.test.ts',
  'test/scenario/restart-campaign.test.ts',
  'test/scenario/restart-worst.test.ts',
  'test/scenario/restart.test.ts',
  'test/scenario/score-night.test.ts',
  'test/scenario/spectra.test.ts',
  'test/scenario/station.test.ts',
  'test/scenario/sweep.test.ts',
  'test/scenario/upper-bound.test.ts',
  'test/unit/control/attribution/attribution.test.ts',
  'test/unit/gateway/inputs/each-second.test.ts',
  'test/unit/laboratory/bound/upper-bound.test.ts',
];

/** Real processes, sockets and disks: bound by the clock. */
export const longSystem: readonly string[] = [
  'test/contract/publisher.test.ts',
  'test/system/board-gateway.test.ts',
  'test/system/commissioning.test.ts',
  'test/system/console-and-signals.test.ts',
  'test/system/export-night.test.ts',
  'test/system/firmware-avr.test.ts',
  'test/system/firmware.test.ts',
  'test/system/gpio.test.ts',
  'test/system/healing-serial.test.ts',
  'test/system/healing-tcp.test.ts',
  'test/system/history-kill.test.ts',
  'test/system/history-wear.test.ts',
  'test/system/instruments.test.ts',
  'test/system/interoperation.test.ts',
  'test/system/kill-campaign.test.ts',
  'test/system/outage.test.ts',
  'test/system/page.test.ts',
  'test/system/report-command.test.ts',
  'test/system/report-page.test.ts',
  'test/system/restart-kill.test.ts',
  'test/system/secrets.test.ts',
  'test/system/service.test.ts',
  'test/system/station-commands.test.ts',
  'test/system/station-desktop.test.ts',
  'test/system/station.test.ts',
  'test/system/ten-steps.test.ts',
];
