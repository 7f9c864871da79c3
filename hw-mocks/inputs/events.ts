/** What happens at a station beside its daily work, each from when to when. */

/** Level at 1 m, dB, and distance to each meter, m, by name of the receptor or level. */
export interface OutsideSource {
  readonly levelDb: number;
  readonly atM: Readonly<Record<string, number>>;
}

/** One event. */
export type StationEvent = {
  /** Seconds since the station started. */
  readonly fromS: number;
  readonly untilS: number;
} & (
  | ({ readonly kind: 'talkers'; readonly people: number } & OutsideSource)
  | ({ readonly kind: 'dog'; readonly barksPerMin: number } & OutsideSource)
  /** An idling diesel: steady with a slow drift. Its side reflects the equipment's sound to a receptor. */
  | ({ readonly kind: 'truck'; readonly reflectionDb: Readonly<Record<string, number>> } & OutsideSource)
  | ({ readonly kind: 'siren' } & OutsideSource)
  /** Building works and the like, as levels at the meters. */
  | { readonly kind: 'works'; readonly atDb: Readonly<Record<string, number>> }
  | { readonly kind: 'rain'; readonly mmPerH: number }
  /** Speeds spread evenly over the time, linear between them. */
  | { readonly kind: 'wind'; readonly mPerS: readonly number[] }
  /** Share of air that the fans of a cabinet still move, and how much louder they are at the same speed. */
  | {
      readonly kind: 'clogged-filter';
      readonly cabinet: string;
      readonly flowFactor: number;
      readonly louderDb: number;
    }
  | { readonly kind: 'dead-tacho' | 'stalled-fan'; readonly fan: string }
  /** The way from all equipment to a meter carries more, or less, dB by name of the receptor or level. */
  | { readonly kind: 'path-change'; readonly db: Readonly<Record<string, number>> }
  | {
      readonly kind: 'door-open';
      readonly cabinet: string;
      readonly louderDb: number;
      readonly quieterInsideDb: number;
    }
  | { readonly kind: 'hum-step'; readonly cabinet: string; readonly louderDb: number }
  | { readonly kind: 'fan-bearing'; readonly fan: string; readonly louderDb: number }
  /** A meter shows so much too much, and so much more every hour. */
  | { readonly kind: 'meter-bias'; readonly meter: string; readonly db: number; readonly driftDbPerH: number }
  | { readonly kind: 'sensor-bias'; readonly sensor: string; readonly biasK: number }
  /** The power limit of the cabinet does not act; its relays read back as commanded. */
  | { readonly kind: 'welded-relay'; readonly cabinet: string }
  | ({
      readonly kind: 'heat-pump';
      readonly onMin: number;
      readonly offMin: number;
      /** It runs when our fans run fast. */
      readonly withFans: boolean;
    } & OutsideSource)
);
