/** What a device entry says of its device beyond its place: ratios in the place of registers, channels. */

import type { DeviceDefinition } from '../../devices/modbus/definition.ts';
import { ratiosToState } from '../../devices/modbus/state-ratios.ts';
import { phrase } from '../../model/phrase.ts';
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
      const fix =
        known.length === 0
          ? phrase('leave-out', { what: 'ratios' })
          : suggestion(part, known, 'nouns-ratios');
      return [error(place, phrase('no-such-ratio', { model, part }), fix, 'key')];
    }
    const stated = definition?.ratios?.[part];
    if (stated?.oneOf === undefined || stated.oneOf.includes(value)) return [];
    const text = phrase('ratio-impossible', { value, part, model });
    return [
      error(
        place,
        text,
        phrase('write-ratio', { values: stated.oneOf, about: { english: stated.about, frame: '. {}' } }),
      ),
    ];
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
    const text = most === 1 ? phrase('one-unit-id', { model }) : phrase('most-unit-ids', { model, most });
    return [
      error(
        place,
        text,
        most === 1 ? phrase('leave-out', { what: 'channels' }) : phrase('write-at-most', { most }),
      ),
    ];
  }
  if (unitIds !== undefined) {
    const text = phrase('group-names-channels');
    return [error(place, text, phrase('leave-channels-to-group'))];
  }
  if (unitId === undefined || unitId + channels - 1 <= 247) return [];
  return [
    error(
      place,
      phrase('channels-beyond', { unitId }),
      phrase('give-meter-unit-id', { unitId: 248 - channels }),
    ),
  ];
}
