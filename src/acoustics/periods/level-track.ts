/**
 * The running ledgers of one level point: minute, hour, night or day, and the rolling minute and hour. Plain JSON, so
 * it survives a restart; every step returns a new state and shares what did not change.
 *
 *   second -> minute -> hour
 *                    -> night or day
 *
 * Only the minute changes every second; hour, period and their histograms are updated when it closes. A second belongs
 * to the period in which it began. Time without a sample is a gap: the span grows, the valid time does not.
 */

import { DAY_MS, MINUTE_MS } from '../../model/duration.ts';
import { addLevels, emptyHistogram } from '../levels/histogram.ts';
import { addSample, emptyLedger, type Ledger, ledgerLevel, mergeLedgers } from '../levels/leq.ts';
import { energyOf, levelOf } from '../levels/level.ts';
import { exceededLevel } from '../levels/percentile.ts';
import {
  type ClosedPeriod,
  close,
  type OpenMinute,
  type OpenPeriods,
  openAt,
  type Site,
  succeed,
  takeOver,
} from './open-period.ts';
import type { NightHours } from './periods.ts';

/** A sample may begin this long before the time already covered; earlier, the clock was set back. */
const LATE_MS = 3000;
/** A clock set back by more starts new periods; by less, the sound goes into the minute that is open. */
const SMALL_STEP_MS = 60_000;
/** A longer gap is not added minute by minute: the clock was wrong, or the controller off for more than a day. */
const LONGEST_HOLE_MS = DAY_MS;
/** Together with the open minute they are the rolling hour. */
const CLOSED_MINUTES = 59;

/** One sample of a level point. */
export interface LevelSample {
  /** LAeq of the sample, dB; null when it failed. */
  readonly levelDb: number | null;
  /** LAFmax in the sample, dB. */
  readonly peakDb: number | null;
  readonly seconds: number;
  /** When the sample began, UTC. */
  readonly wallMs: number;
  readonly utcOffsetMin: number;
  readonly night: NightHours;
}

/** The running ledgers of one level point. */
export interface LevelTrack {
  /** Latest moment seen, UTC; the rolling minute ends here. */
  readonly nowMs: number;
  /** Every moment before is covered, as sound or as gap. */
  readonly coveredMs: number;
  /** Null before the first sample. */
  readonly open: OpenPeriods | null;
  /** Valid samples of the last 60 s and of the open minute. */
  readonly recent: readonly RecentSample[];
  /** The latest closed minutes, oldest first. */
  readonly minutes: readonly Ledger[];
}

/** A valid sample in the rolling minute. */
export interface RecentSample {
  readonly atMs: number;
  readonly levelDb: number;
  readonly seconds: number;
  /** Duration times energy; stored because the rolling minute needs it every second. */
  readonly energyS: number;
}

/** A track after a step, and what closed in it. */
export interface TrackStep {
  readonly track: LevelTrack;
  /** Oldest first; a minute comes before the hour and the period that it ends. */
  readonly closed: readonly ClosedPeriod[];
}

interface OpenTrack extends LevelTrack {
  readonly open: OpenPeriods;
}

/** The state before the first sample. */
export function emptyTrack(): LevelTrack {
  return { nowMs: 0, coveredMs: 0, open: null, recent: [], minutes: [] };
}

/** Adds one sample and closes the periods that ended before it began. */
export function trackSample(track: LevelTrack, sample: LevelSample): TrackStep {
  const closed: ClosedPeriod[] = [];
  return { track: addToMinute(cover(track, sample.wallMs, sample, closed), sample), closed };
}

/**
 * Advances to `wallMs` without a sample: a gap. Call it with a time before which no sample can come any more.
 */
export function advanceTrack(
  track: LevelTrack,
  wallMs: number,
  utcOffsetMin: number,
  night: NightHours,
): TrackStep {
  const closed: ClosedPeriod[] = [];
  const reached = cover(track, wallMs, { utcOffsetMin, night }, closed);
  return { track: wallMs > reached.nowMs ? { ...reached, nowMs: wallMs } : reached, closed };
}

/**
 * Follows the wall clock when it was set on by `stepMs`: no time passed, so none is booked. Set back, the samples that come
 * show it by themselves.
 */
export function stepTrack(
  track: LevelTrack,
  stepMs: number,
  utcOffsetMin: number,
  night: NightHours,
): TrackStep {
  const closed: ClosedPeriod[] = [];
  if (!isOpen(track) || stepMs <= 0) return { track, closed };
  const coveredMs = track.coveredMs + stepMs;
  if (coveredMs >= minuteEnd(track))
    return { track: jump(track, coveredMs, { utcOffsetMin, night }, closed), closed };
  const minute = { ...track.open.minute, clockStepped: true };
  const recent = track.recent.map((sample) => ({ ...sample, atMs: sample.atMs + stepMs }));
  const nowMs = track.nowMs + stepMs;
  return { track: { ...track, nowMs, coveredMs, open: { ...track.open, minute }, recent }, closed };
}

/**
 * LAeq of the last 60 s, or of the open minute and those before it that make 5, 15 or 60 minutes, dB; null without
 * valid sound.
 */
export function rollingLevel(track: LevelTrack, seconds: 60 | 300 | 900 | 3600): number | null {
  if (seconds > 60) {
    const closed = track.minutes.slice(1 - seconds / 60);
    return ledgerLevel(closed.reduce(mergeLedgers, minuteLedger(track)));
  }
  let energyS = 0;
  let validS = 0;
  for (const sample of track.recent) {
    if (sample.atMs < track.nowMs - MINUTE_MS) continue;
    energyS += sample.energyS;
    validS += sample.seconds;
  }
  return validS > 0 ? levelOf(energyS / validS) : null;
}

/** The running night or day up to now. */
export function periodLedger(track: LevelTrack): Ledger {
  return track.open === null ? emptyLedger() : mergeLedgers(track.open.period.ledger, minuteLedger(track));
}

function minuteLedger(track: LevelTrack): Ledger {
  return track.open === null ? emptyLedger() : track.open.minute.ledger;
}

/** Covers the time up to `toMs` as a gap and closes what ends on the way. */
function cover(track: LevelTrack, toMs: number, site: Site, closed: ClosedPeriod[]): OpenTrack {
  if (!Number.isFinite(toMs)) throw new Error(`assertion: ${toMs} is no time`);
  if (!isOpen(track)) return { ...track, nowMs: toMs, coveredMs: toMs, open: openAt(toMs, site) };
  if (toMs < track.coveredMs - SMALL_STEP_MS) return jump(track, toMs, site, closed);
  const reachMs = Math.min(toMs, track.coveredMs + LONGEST_HOLE_MS);
  let reached = track;
  for (let endMs = minuteEnd(reached); endMs <= reachMs; endMs = minuteEnd(reached)) {
    reached = closeMinute(coverMinute(reached, endMs), endMs, site, closed);
  }
  reached = coverMinute(reached, reachMs);
  return reachMs < toMs ? jump(reached, toMs, site, closed) : reached;
}

/** Adds one sample to the open minute, which is the one it began in unless the clock was set back. */
function addToMinute(track: OpenTrack, sample: LevelSample): LevelTrack {
  const { minute, hour, period } = track.open;
  const { ledger } = minute;
  const stepped = sample.wallMs < Math.max(minute.startWallMs, track.coveredMs - LATE_MS);
  const endMs = sample.wallMs + sample.seconds * 1000;
  const coveredMs = stepped
    ? track.coveredMs
    : Math.max(track.coveredMs, Math.min(endMs, minute.startWallMs + MINUTE_MS));
  // A stepped sample is new time although the clock has covered it; of any other sample part may be covered already.
  const spanS = stepped ? sample.seconds : (coveredMs - track.coveredMs) / 1000;
  const next = addSample(ledger, sample.levelDb, sample.seconds, sample.peakDb);
  // Written out, not spread: this runs every second for every meter, and a spread costs it four times as much.
  const open: OpenMinute = {
    kind: minute.kind,
    id: minute.id,
    startWallMs: minute.startWallMs,
    ledger: {
      energyS: next.energyS,
      validS: next.validS,
      maxDb: next.maxDb,
      count: next.count,
      spanS: ledger.spanS + spanS,
    },
    clockStepped: minute.clockStepped || stepped,
  };
  return {
    nowMs: Math.max(track.nowMs, endMs),
    coveredMs,
    open: { minute: open, hour, period },
    recent: remember(track, sample, coveredMs),
    minutes: track.minutes,
  };
}

function remember(track: OpenTrack, sample: LevelSample, coveredMs: number): readonly RecentSample[] {
  const { levelDb, seconds, wallMs } = sample;
  if (levelDb === null || !Number.isFinite(levelDb)) return track.recent;
  const firstRecent = track.recent.findIndex((old) => old.atMs >= coveredMs - MINUTE_MS);
  const recent = firstRecent < 0 ? [] : track.recent.slice(firstRecent);
  const atMs = Math.max(wallMs, track.open.minute.startWallMs);
  recent.push({ atMs, levelDb, seconds, energyS: seconds * energyOf(levelDb) });
  return recent;
}

/** Lengthens the open minute's span to `toMs`, which lies in it or is its end. */
function coverMinute(track: OpenTrack, toMs: number): OpenTrack {
  if (toMs <= track.coveredMs) return track;
  const { minute } = track.open;
  const ledger = { ...minute.ledger, spanS: minute.ledger.spanS + (toMs - track.coveredMs) / 1000 };
  return { ...track, coveredMs: toMs, open: { ...track.open, minute: { ...minute, ledger } } };
}

/** Closes the open minute and opens the one of `nextMs`, with a new hour and period where these end as well. */
function closeMinute(track: OpenTrack, nextMs: number, site: Site, closed: ClosedPeriod[]): OpenTrack {
  const { minute, hour, period } = track.open;
  const levelsDb = track.recent
    .filter((sample) => sample.atMs >= minute.startWallMs)
    .map((sample) => sample.levelDb);
  const histogram = addLevels(emptyHistogram(), levelsDb);
  closed.push(close(minute, histogram, (exceededPct) => exceededLevel(levelsDb, exceededPct)));
  const next = openAt(nextMs, site);
  return {
    ...track,
    nowMs: Math.max(track.nowMs, nextMs),
    open: {
      minute: next.minute,
      hour: succeed(takeOver(hour, minute, levelsDb), next.hour, closed),
      period: succeed(takeOver(period, minute, levelsDb), next.period, closed),
    },
    minutes: [...track.minutes.slice(1 - CLOSED_MINUTES), minute.ledger],
  };
}

/** The wall clock moved too far for a gap or a late sample: new periods begin at the new time, marked as stepped. */
function jump(track: OpenTrack, toMs: number, site: Site, closed: ClosedPeriod[]): OpenTrack {
  const { open, minutes } = closeMinute(track, toMs, site, closed);
  const { minute, hour, period } = open;
  const marked = {
    minute: { ...minute, clockStepped: true },
    hour: { ...hour, clockStepped: true },
    period: { ...period, clockStepped: true },
  };
  return { nowMs: toMs, coveredMs: toMs, open: marked, recent: [], minutes };
}

function isOpen(track: LevelTrack): track is OpenTrack {
  return track.open !== null;
}

function minuteEnd(track: OpenTrack): number {
  return track.open.minute.startWallMs + MINUTE_MS;
}
