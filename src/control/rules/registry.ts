/** All rules, in the order they are evaluated. A new rule: its file, its parameters, its line here. */

import { ceaseUse } from './cease-use.ts';
import { fanDither } from './fan-dither.ts';
import { fanFailure } from './fan-failure.ts';
import { lostInput } from './lost-input.ts';
import { nightNoise } from './night-noise.ts';
import { operatorRequest } from './operator-request.ts';
import { overTemperature } from './over-temperature.ts';
import { plantHealth } from './plant-health.ts';
import { quietLamp } from './quiet-lamp.ts';
import { quietWindow } from './quiet-window.ts';
import { relayHold } from './relay-hold.ts';
import { type SealedRule, sealed } from './rule.ts';
import { thermalFan } from './thermal-fan.ts';

export const rules: readonly SealedRule[] = [
  sealed(overTemperature),
  sealed(fanFailure),
  sealed(lostInput),
  sealed(operatorRequest),
  sealed(relayHold),
  sealed(nightNoise),
  sealed(ceaseUse),
  sealed(quietWindow),
  // Before thermalFan, because the first of two bounds of one rank holds.
  sealed(fanDither),
  sealed(thermalFan),
  sealed(quietLamp),
  sealed(plantHealth),
];
