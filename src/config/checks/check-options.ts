/** What a device entry says of its device beyond its place: ratios in the place of registers, channels. */

import type { DeviceDefinition } from '../../devices/modbus/definition.ts';
import { ratiosToState } from '../../devices/modbus/state-ratios.ts';
import { error, type Finding, type Path } from '../problems/problem.ts';
import { suggestion } from '../problems/suggest.ts';
import { builtInModels } from '../site/built-in-models.ts';
import type { DeviceEntry } from '../site/field-schema.ts';
import type { Station } from '../site/site-draft.ts';

/** Whether ratios and channels mean something for the model. */
export function checkOptions({ draft, definitions, instruments }: Station): readonly Finding[] {
  return Object.entries(draft.devices).flatMap(([id, entry]) => {
    const path = ['devices', id];
    const definition = definitions.get(entry.model);
    // Nothing is known of a model that is broken or missing.
    const isKnown =
      definition !== undefined || instruments.has(entry.model) || builtInModels.includes(entry.model);
    if (!isKnown) return [];
    return [...checkRatios(path, entry, definition), ...checkChannels(path, entry, definition)];
  });
}

function checkRatios(
  path: Path,
  { model, ratios = {} }: DeviceEntry,
  definition: DeviceDefinition | undefined,
): readonly Finding[] {
  const known = definition === undefined ? [] : ratiosToState(definition);
  return Object.entries(ratios).flatMap(([part, value]) => {
    const place = [...path, 'ratios', part];
    if (!known.includes(part)) {
      const fix = known.length === 0 ? 'leave ratios out' : suggestion(part, known, 'ratios');
      return [error(place, `no value of ${model} is multiplied by "${part}"`, fix, 'key')];
    }
    const stated = definition?.ratios?.[part];
    if (stated?.oneOf === undefined || stated.oneOf.includes(value)) return [];
    const text = `${value} is no ${part} of ${model}`;
    return [error(place, text, `write ${stated.oneOf.join(' or ')}. ${stated.about}`)];
  });
}

/** Channels take unit ids: `checkUnitIds` sees that nobody else has them. */
function checkChannels(
  path: Path,
  { model, channels = 1, unitId, unitIds }: DeviceEntry,
  definition: DeviceDefinition | undefined,
): readonly Finding[] {
  if (channels === 1) return [];
  const place = [...path, 'channels'];
  const most = definition?.unitIds ?? 1;
  if (channels > most) {
    const text = most === 1 ? `${model} has one unit id` : `${model} takes ${most} unit ids at most`;
    return [error(place, text, most === 1 ? 'leave channels out' : `write at most ${most}`)];
  }
  if (unitIds !== undefined) {
    const text = 'a group of unit ids names every channel already';
    return [error(place, text, 'leave channels out, and let unitIds run over all channels')];
  }
  if (unitId === undefined || unitId + channels - 1 <= 247) return [];
  return [
    error(place, `channels from unit id ${unitId} run past 247`, `give the meter unit id ${248 - channels}`),
  ];
}
