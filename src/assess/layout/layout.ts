/** How a file of sound levels is laid out: what was taken for what, and why. */

import type { ConsoleText } from '../../language/console/console-text.ts';
import type { Edge, Flag } from '../columns/column-meaning.ts';
import type { Encoding } from '../text/encoding.ts';
import type { OrderProof } from '../time/date-order.ts';
import type { DateOrder } from '../time/stamp-text.ts';
import type { TimeColumns } from '../time/time-columns.ts';

/** Everything that reading a row needs, and the reasons. */
export interface Layout extends TimeColumns {
  /** The instrument or portal whose export this is; null: plain. */
  readonly reader: ConsoleText | null;
  /** Null: a workbook. */
  readonly encoding: Encoding | null;
  readonly separator: string;
  readonly decimalComma: boolean;
  /** Lines before the first row. */
  readonly headLines: number;
  /** Column names; `column 1` where the file has none. */
  readonly names: readonly string[];
  readonly dateOrder: OrderProof;
  readonly levelColumn: number;
  /** Why it is the level. */
  readonly levelBy: LevelReason;
  /** Column and unit as the file names them, for the answer. */
  readonly levelUnit: string;
  readonly peakColumn: number | null;
  /** How long a row lasts, where a column says so. */
  readonly durationColumn: number | null;
  /** The end of a row, where columns say it. */
  readonly endTime: TimeColumns | null;
  readonly flagColumns: readonly FlagColumn[];
  /** Columns that must not change, the sensor and the place, and what stands in them. */
  readonly firstKeys: readonly WhereClause[];
  /** Rows that are asked for. */
  readonly where: readonly WhereClause[];
  /** Minutes ahead of UTC that the stamps of the head carry; empty where they carry no zone. */
  readonly offsetsMin: readonly number[];
  /** True: the times carry no zone. */
  readonly isLocal: boolean;
  /** Of stamps without zone, minutes ahead of UTC, where it was asked for; null: they are on the clock of the place. */
  readonly stampOffsetMin: number | null;
  /** Zone that the head names: Europe/London, or UTC+08:00. */
  readonly headZone: string | null;
  readonly stamp: Edge;
  readonly stampBy: 'asked' | 'named' | 'head' | 'pattern' | 'granted';
  /** Most frequent distance of two rows, s. */
  readonly stepS: number;
  /** True: `stepS` was asked for and holds for every row. */
  readonly isStepAsked: boolean;
  /** A row lasts no longer than its level's name says, s: LAeq,1s. */
  readonly longestRowS: number | null;
  readonly isNewestFirst: boolean;
  readonly firstRow: FirstRow;
  /** The stamp is the middle of its stretch, as :30 is of a minute. */
  readonly isMiddle: boolean;
}

/** Why a column is taken as the level. */
export type LevelReason =
  | { readonly by: 'name' }
  | { readonly by: 'asked' }
  /** Named an equivalent level, not how it is weighted. */
  | { readonly by: 'reader'; readonly says: ConsoleText };

/** A column of marks and what they mean. */
export interface FlagColumn {
  readonly column: number;
  readonly flag: Flag;
}

/** A column and the value it must have. */
export interface WhereClause {
  readonly column: number;
  readonly value: string;
}

/** The first row as it stands and as it was read. */
export interface FirstRow {
  readonly line: number;
  readonly time: string;
  readonly level: string;
}

/** What the user states about the layout. */
export interface LayoutWishes {
  /** Column name or number; two for date and time of day. */
  readonly time?: readonly string[];
  readonly level?: string;
  readonly dateOrder?: DateOrder;
  readonly stamp?: Edge;
  /** Of stamps without zone, minutes ahead of UTC. */
  readonly stampOffsetMin?: number;
  /** `column=value`, each. */
  readonly where?: readonly string[];
}
