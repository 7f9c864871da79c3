/** The places that the polls and looks of a bus have before the freeze; given again as its devices become known. */

import type { FreezeGrid } from './freeze-grid.ts';
import { type LeadOptions, type Owner, placePolls } from './lead-times.ts';
import type { Poll } from './poll-schedule.ts';
import { createLooks, type Look, noteNumber, placeLooks } from './second-look.ts';

/** The plan of one bus; everything that changes in it is changed here. */
export interface Places<One extends Owner> {
  readonly polls: readonly Poll<One>[];
  looks: readonly Look<One>[];
  /** Undefined where no cycle goes on beside. */
  readonly freeze: FreezeGrid | undefined;
  readonly leads: LeadOptions;
  /** When they are given again. */
  placingMs: number;
}

/** Soon after the start, then now and then. */
const FIRST_PLACING_MS = 2500;
const PLACING_MS = 10_000;

/** Gives all polls their first places on the line, before anything is known of the answers. */
export function startPlaces<One extends Owner>(places: Places<One>, nowMs: number): void {
  places.looks = createLooks(places.polls);
  if (places.freeze === undefined) return;
  givePlaces(places, nowMs);
  places.placingMs = nowMs + FIRST_PLACING_MS;
}

/** Gives the polls places anew, from the response times and phases seen since. */
export function givePlaces<One extends Owner>(places: Places<One>, nowMs: number): void {
  const { polls, looks, leads } = places;
  placePolls(polls, leads);
  placeLooks(looks, polls, leads, nowMs);
  places.placingMs = nowMs + PLACING_MS;
}

/** What an answer to a poll, or to a look beside it, says of the meter's clock. */
export function noteAnswer(
  { looks }: Pick<Places<Owner>, 'looks'>,
  { block }: Poll<Owner>,
  words: readonly number[],
  isLook: boolean,
  nowMs: number,
): void {
  const look = looks.find((one) => one.block === block);
  if (look !== undefined) noteNumber(look, words, isLook, nowMs);
}
