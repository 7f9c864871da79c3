/** What a site file says for the record of a measurement. */

import type { PlaceRecord, StationRecord } from '../../plan/station-record.ts';
import type { SiteFile } from '../site/site-schema.ts';
import { stationBlock } from '../site/station-schema.ts';

/** The record; what is not written is absent. */
export function stationRecord(file: SiteFile): StationRecord {
  const { id: _, instruments, ...rest } = stationBlock(file.station);
  const places = { ...file.receptors, ...file.levels };
  return written({
    ...rest,
    instruments: Object.entries(instruments).map(([device, papers]) => ({ device, ...papers })),
    places: Object.fromEntries(Object.entries(places).map(([id, place]) => [id, placeRecord(place)])),
  });
}

type Place = SiteFile['receptors'][string] | SiteFile['levels'][string];

function placeRecord(place: Place): PlaceRecord {
  const { names, heightM, distanceM, facade, picture } = { ...noPosition, ...place };
  return written({ names, heightM, distanceM, facade, picture });
}

/** A level that is not judged has a name alone. */
const noPosition = { heightM: undefined, distanceM: undefined, facade: undefined, picture: undefined };

/** JSON leaves out what is undefined, at every depth. */
function written<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
