/** What the commands say to whoever runs them, in English. The keys are the keys of every language. */

import { assessEn } from './en/assess/assess.ts';
import { assessedEn } from './en/assess/assessed.ts';
import { levelColumnsEn } from './en/assess/level-columns.ts';
import { levelFilesEn } from './en/assess/level-files.ts';
import { diagnosisEn } from './en/diagnosis.ts';
import { evidenceEn } from './en/evidence.ts';
import { fieldEn } from './en/field.ts';
import { keepingEn } from './en/keeping.ts';
import { lookbackEn } from './en/lookback.ts';
import { recordsEn } from './en/records.ts';
import { registersEn } from './en/registers.ts';
import { serviceEn } from './en/service.ts';
import { settingsEn } from './en/settings.ts';
import { simulateEn } from './en/simulate.ts';
import { stationEn } from './en/station.ts';
import { terminalEn } from './en/terminal.ts';
import { writeEn } from './en/write.ts';

export const consoleEn = {
  ...terminalEn,
  ...stationEn,
  ...settingsEn,
  ...serviceEn,
  ...keepingEn,
  ...recordsEn,
  ...evidenceEn,
  ...fieldEn,
  ...writeEn,
  ...registersEn,
  ...diagnosisEn,
  ...lookbackEn,
  ...simulateEn,
  ...assessEn,
  ...assessedEn,
  ...levelFilesEn,
  ...levelColumnsEn,
};
