/**
 * What a record of a measurement names beside levels (GB 22337-2008 5.6, GB 12348-2008 5.6, ISO 1996-2:2017 12): taken from
 * the `station` block of the site file as written there, nothing of it checked by the program.
 */

/** A name by the code of the language, in those in which somebody has written it. */
export type Named = Readonly<Record<string, string | undefined>>;

/** All of it may be absent; the report lists what is. */
export interface StationRecord {
  readonly names?: Named;
  readonly address?: string;
  readonly operatingState?: string;
  readonly contact?: Contact;
  readonly persons?: Persons;
  readonly instruments: readonly InstrumentRecord[];
  readonly calibrator?: CalibratorRecord;
  /** By receptor or other level. */
  readonly places: Readonly<Record<string, PlaceRecord>>;
}

/** Whom a neighbour calls. */
export interface Contact {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly reference?: string;
}

/** Who answers for the measurement, by name. */
export interface Persons {
  readonly measured?: string;
  readonly checked?: string;
  readonly approved?: string;
}

/** A sound level meter as its papers call it. */
export interface InstrumentRecord {
  readonly device: string;
  readonly maker?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly class?: string;
  readonly certificate?: string;
  readonly certificateDate?: string;
}

/** The sound calibrator, as its certificate names it. */
export interface CalibratorRecord {
  readonly model?: string;
  readonly serial?: string;
  readonly certificate?: string;
  readonly certificateDate?: string;
}

/** A measuring point. */
export interface PlaceRecord {
  readonly names?: Named;
  readonly heightM?: number;
  /** From the boundary, or from the facade where it stands before one. */
  readonly distanceM?: number;
  readonly facade?: 'free-field' | 'before-facade' | 'window-open';
  /** File of a sketch or a photo; its name is printed. */
  readonly picture?: string;
}
