/** What people call a station or a measuring point, in the language of the page; its id where nobody wrote a name. */

import type { Localizer } from '../../language/localizer.ts';
import type { Named } from '../../plan/station-record.ts';
import type { NightReport } from '../data/report-data.ts';

export function placeName({ record }: NightReport, id: string, localizer: Localizer): string {
  return nameIn(record?.places[id]?.names, localizer) ?? id;
}

export function stationName({ record, station }: NightReport, localizer: Localizer): string {
  return nameIn(record?.names, localizer) ?? station;
}

function nameIn(names: Named | undefined, { language }: Localizer): string | undefined {
  const written: Readonly<Record<string, string | undefined>> = { ...names };
  return written[language];
}
