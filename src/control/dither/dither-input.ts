/** What forced steps of the fans need to know of a cycle. */

import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { ReceptorSound } from '../attribution/source-levels.ts';
import type { CabinetHeat } from '../heat/cabinet-heat.ts';

export interface DitherInput {
  readonly image: ProcessImage;
  readonly plan: ControlPlan;
  readonly decided: Readonly<Record<string, number>>;
  readonly sound: readonly ReceptorSound[];
  readonly heat: Readonly<Record<string, CabinetHeat>>;
}
