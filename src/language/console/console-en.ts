/** What the commands say to whoever runs them, in English. The keys are the keys of every language. */

import { assessEn } from './en/assess.ts';
import { assessedEn } from './en/assessed.ts';
import { diagnosisEn } from './en/diagnosis.ts';
import { fieldEn } from './en/field.ts';
import { keepingEn } from './en/keeping.ts';
import { levelColumnsEn } from './en/level-columns.ts';
import { levelFilesEn } from './en/level-files.ts';
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
