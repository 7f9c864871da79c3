/**
 * The page as the gateway sees it: an observer of every cycle, and a source of requests. While nobody looks it keeps
 * the last cycle and what happened lately. To those who look it sends the whole view once, then the sections that have
 * changed. Nothing is waited for: a client that does not take what it gets is dropped (stream.ts).
 */

import type { TickResult } from '../../control/tick.ts';
import type { Language } from '../../language/languages.ts';
import type { Acknowledgement, Command, Refusal } from '../../model/command.ts';
import type { Event } from '../../model/event.ts';
import type { Result } from '../../model/result.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { FinishedCycle, GatewayHealth, Observer } from '../../ports/observer.ts';
import type { RequestSource, TakeCommand } from '../../ports/request-source.ts';
import type { StationState } from '../view/box-view.ts';
import type { Seen } from '../view/moment.ts';
import { type NowView, nowView } from '../view/now-view.ts';
import { createRecent, type Recent } from './recent.ts';

/** Takes one message of a stream; false when the client has fallen too far behind and is gone. */
export type SendMessage = (event: 'whole' | 'change', data: string) => boolean;

/** What the routes ask of the running gateway. */
export interface PageFeed extends Observer<TickResult>, RequestSource {
  /** The last cycle; undefined before the first. Valid within the call that asks. */
  readonly seen: Seen | undefined;
  readonly events: readonly Event[];
  readonly clients: number;
  now(language: Language): NowView | undefined;
  /** From now on `send` gets the view in this language. The returned function ends it. */
  follow(language: Language, send: SendMessage): () => void;
  /** The first acknowledgement of a command, or undefined before the gateway listens. */
  ask(command: Result<Command, Refusal>): Acknowledgement | undefined;
  /** The settings were read anew. */
  planChanged(plan: SitePlan): void;
}

/** The plan of the start, and what only the assembly knows, asked anew each time. */
export interface PageFeedParts {
  readonly plan: SitePlan;
  readonly station: () => StationState;
}

/** More streams than any site has people; each costs the cycle a little. */
export const CLIENTS_MAX = 24;

interface Follower {
  readonly language: Language;
  readonly send: SendMessage;
}

interface State {
  readonly parts: PageFeedParts;
  readonly recent: Recent;
  plan: SitePlan;
  last: FinishedCycle<TickResult> | undefined;
  health: (() => GatewayHealth) | undefined;
  take: TakeCommand | undefined;
  followers: readonly Follower[];
  /** The sections as they were sent last, by language. */
  readonly sent: Map<Language, Readonly<Record<string, string>>>;
}

/** Shows nothing before the first cycle. */
export function createPageFeed(parts: PageFeedParts): PageFeed {
  const state: State = {
    parts,
    recent: createRecent(),
    plan: parts.plan,
    last: undefined,
    health: undefined,
    take: undefined,
    followers: [],
    sent: new Map(),
  };
  return {
    name: 'page',
    listen: (take) => {
      state.take = take;
    },
    started: (health) => {
      state.health = health;
    },
    cycle: (finished) => cycle(state, finished),
    get seen() {
      return seenOf(state);
    },
    get events() {
      return state.recent.events;
    },
    get clients() {
      return state.followers.length;
    },
    now: (language) => viewOf(state, language),
    follow: (language, send) => follow(state, { language, send }),
    ask: (command) => ask(state, command),
    planChanged: (plan) => {
      state.plan = plan;
    },
  };
}

function cycle(state: State, finished: FinishedCycle<TickResult>): void {
  state.last = finished;
  state.recent.add(finished.events, finished.result.noiseEvents, finished.image.wallMs);
  for (const language of new Set(state.followers.map((one) => one.language))) tell(state, language);
}

/** Sends what has changed since the cycle before. */
function tell(state: State, language: Language): void {
  const sections = sectionsOf(state, language);
  if (sections === undefined) return;
  const before = state.sent.get(language) ?? {};
  const changed = Object.entries(sections).filter(([name, text]) => before[name] !== text);
  state.sent.set(language, sections);
  const data = jsonOf(changed);
  state.followers = state.followers.filter((one) => one.language !== language || one.send('change', data));
}

function follow(state: State, follower: Follower): () => void {
  const sections = sectionsOf(state, follower.language);
  // What others got last is not what this one has: all of it once, the differences from the next cycle on.
  if (sections !== undefined) follower.send('whole', jsonOf(Object.entries(sections)));
  if (sections !== undefined && !state.followers.some(({ language }) => language === follower.language))
    state.sent.set(follower.language, sections);
  state.followers = [...state.followers, follower];
  return () => {
    state.followers = state.followers.filter((one) => one !== follower);
  };
}

function sectionsOf(state: State, language: Language): Readonly<Record<string, string>> | undefined {
  const view = viewOf(state, language);
  if (view === undefined) return undefined;
  return Object.fromEntries(Object.entries(view).map(([name, section]) => [name, JSON.stringify(section)]));
}

function jsonOf(sections: readonly (readonly [string, string])[]): string {
  return `{${sections.map(([name, text]) => `"${name}":${text}`).join(',')}}`;
}

function viewOf(state: State, language: Language): NowView | undefined {
  const seen = seenOf(state);
  return seen === undefined ? undefined : nowView(seen, state.recent, state.parts.station(), language);
}

function seenOf({ last, plan, health }: State): Seen | undefined {
  return last === undefined
    ? undefined
    : { plan, image: last.image, result: last.result, health: health?.() };
}

function ask({ take }: State, command: Result<Command, Refusal>): Acknowledgement | undefined {
  let first: Acknowledgement | undefined;
  take?.(command, (ack) => {
    first ??= ack;
  });
  return first;
}
