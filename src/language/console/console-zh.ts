/** What the commands say to whoever runs them, in Chinese. */

import type { ConsoleTexts } from './console-text.ts';
import { assessZh } from './zh/assess/assess.ts';
import { assessedZh } from './zh/assess/assessed.ts';
import { levelColumnsZh } from './zh/assess/level-columns.ts';
import { levelFilesZh } from './zh/assess/level-files.ts';
import { diagnosisZh } from './zh/diagnosis.ts';
import { evidenceZh } from './zh/evidence.ts';
import { fieldZh } from './zh/field.ts';
import { keepingZh } from './zh/keeping.ts';
import { lookbackZh } from './zh/lookback.ts';
import { recordsZh } from './zh/records.ts';
import { registersZh } from './zh/registers.ts';
import { serviceZh } from './zh/service.ts';
import { settingsZh } from './zh/settings.ts';
import { simulateZh } from './zh/simulate.ts';
import { stationZh } from './zh/station.ts';
import { terminalZh } from './zh/terminal.ts';
import { writeZh } from './zh/write.ts';

export const consoleZh: ConsoleTexts = {
  ...terminalZh,
  ...stationZh,
  ...settingsZh,
  ...serviceZh,
  ...keepingZh,
  ...recordsZh,
  ...evidenceZh,
  ...fieldZh,
  ...writeZh,
  ...registersZh,
  ...diagnosisZh,
  ...lookbackZh,
  ...simulateZh,
  ...assessZh,
  ...assessedZh,
  ...levelFilesZh,
  ...levelColumnsZh,
};
