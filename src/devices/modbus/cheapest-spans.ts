/**
 * Which spans of registers to read, and how often, so that everything needed is read and the line is taken for the
 * least time. One sweep over the register addresses, with a pen for each period: at every edge of a need a pen may be
 * put down (a request), kept down (its registers) or lifted. Of two states that can continue in the same ways the
 * dearer is dropped, so the cheapest plan is found without trying all.
 *
 * Several pens may be down at once: a slow read may run over registers that a fast one reads too, and a slow need may
 * be served by a fast read where that is cheaper than a request of its own. A period has one pen, or more where needs
 * overlap (values with one decimal point register) that do not fit one request.
 */

/** Registers from `start` up to before `end`, to be read in one request at least every `periodMs`. */
export interface Need {
  readonly start: number;
  readonly end: number;
  readonly periodMs: number;
  /** Every reading counts (a sound level that is integrated), so it is never read more often. */
  readonly isExact: boolean;
}

/** One request: registers from `start` up to before `end`, every `periodMs`. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly periodMs: number;
}

/** Costs and limits of the reads. */
export interface Terms {
  /** Cost of a request, and of each register in it. */
  readonly requestMs: number;
  readonly registerMs: number;
  /** The most registers that one request may read. */
  readonly countMax: number;
  /** Whether a read may run over the registers from `start` up to before `end`. */
  maySpan(start: number, end: number): boolean;
}

interface Sweep extends Terms {
  readonly needs: readonly Need[];
  /** The period of each pen, fastest first. */
  readonly pens: readonly number[];
}

interface State {
  /** Share of the time for which the line is taken. */
  readonly cost: number;
  /** Where each pen was put down; `up` for one that is not down. */
  readonly starts: readonly number[];
  readonly done: Done | undefined;
}

interface Done {
  readonly span: Span;
  readonly before: Done | undefined;
}

const up = -1;
/** Costs closer than this are equal (a line without pace): then fewer registers win. */
const TIE_MS = 1e-6;

/** The cheapest spans that cover all needs; undefined where a need cannot be read at all. */
export function cheapestSpans(needs: readonly Need[], terms: Terms): readonly Span[] | undefined {
  const sweep: Sweep = { ...terms, needs, pens: pensFor(needs, terms.countMax) };
  const edges = distinct(needs.flatMap(({ start, end }) => [start, end]));
  let states: readonly State[] = [{ cost: 0, starts: sweep.pens.map(() => up), done: undefined }];
  edges.forEach((at, index) => {
    const next = edges[index + 1];
    const ending = needs.filter((need) => need.end === at);
    const served = states.filter((state) => ending.every((need) => isServed(sweep, need, state)));
    states = undominated(
      sweep,
      served.flatMap((state) => moves(sweep, state, at, next)),
      next ?? at,
    );
  });
  const [best] = states;
  return best && spansOf(best.done);
}

/** Whether a request every `periodMs` may read this need. */
export function serves(need: Need, periodMs: number): boolean {
  return need.isExact ? periodMs === need.periodMs : periodMs <= need.periodMs;
}

function pensFor(needs: readonly Need[], countMax: number): number[] {
  return distinct(needs.map((need) => need.periodMs)).flatMap((periodMs) => {
    const own = needs.filter((need) => need.periodMs === periodMs);
    const rivals = own.map(({ start, end }) => {
      const overlapping = own.filter((other) => other.start < start && start < other.end);
      return overlapping.filter((other) => Math.max(end, other.end) - other.start > countMax).length;
    });
    const pens = 1 + Math.max(...rivals) + (hasLongChain(own, countMax) ? 1 : 0);
    return new Array<number>(pens).fill(periodMs);
  });
}

/** Whether needs that overlap one after the other are together too long for a request, though each two may fit one. */
function hasLongChain(needs: readonly Need[], countMax: number): boolean {
  let [start, end] = [0, Number.NEGATIVE_INFINITY];
  for (const need of needs.toSorted((a, b) => a.start - b.start)) {
    if (need.start >= end) start = need.start;
    end = need.start >= end ? need.end : Math.max(end, need.end);
    if (end - start > countMax) return true;
  }
  return false;
}

/** Whether some pen has been down since the start of the need or before. */
function isServed({ pens }: Sweep, need: Need, { starts }: State): boolean {
  return pens.some((periodMs, pen) => {
    const start = starts[pen] ?? up;
    return start !== up && start <= need.start && serves(need, periodMs);
  });
}

/**
 * All moves from the edge `at` to `next`; after the last edge all pens are up. A pen is put down only where a need that
 * it serves begins, and lifted only where one ends: any other move costs registers for nothing.
 */
function moves(sweep: Sweep, from: State, at: number, next: number | undefined): State[] {
  let states = [from];
  for (const [pen, periodMs] of sweep.pens.entries()) {
    const registers = next === undefined ? 0 : next - at;
    const mayDraw = next !== undefined && registers <= sweep.countMax && sweep.maySpan(at, next);
    const drawCost = (registers * (sweep.registerMs + TIE_MS)) / periodMs;
    const begins = mayDraw && sweep.needs.some((need) => need.start === at && serves(need, periodMs));
    const ends = sweep.needs.some((need) => need.end === at && serves(need, periodMs));
    states = states.flatMap((state) => {
      const start = state.starts[pen] ?? up;
      const isDown = start !== up;
      const ways: State[] = [];
      if (isDown && mayDraw && at + registers - start <= sweep.countMax)
        ways.push(moved(state, pen, start, drawCost));
      if (isDown && !ends) return ways;
      const lifted = isDown ? moved(state, pen, up, 0, { start, end: at, periodMs }) : state;
      ways.push(lifted);
      if (begins) ways.push(moved(lifted, pen, at, sweep.requestMs / periodMs + drawCost));
      return ways;
    });
  }
  return states;
}

function moved(state: State, pen: number, start: number, cost: number, span?: Span): State {
  const done = span === undefined ? state.done : { span, before: state.done };
  return { cost: state.cost + cost, starts: state.starts.with(pen, start), done };
}

/**
 * The states worth continuing, cheapest first. With the same pens down, a pen put down later can be kept down longer,
 * unless it is too late for a need that is half read at `at`.
 */
function undominated(sweep: Sweep, states: readonly State[], at: number): readonly State[] {
  const open = sweep.needs.filter((need) => need.start < at && at <= need.end);
  const halfReadFrom = Math.min(at, ...open.map((need) => need.start));
  const isAsGood = (start: number, other: number) =>
    start === other || (start !== up && other !== up && start > other && start <= halfReadFrom);
  const kept: State[] = [];
  for (const state of states.toSorted((a, b) => a.cost - b.cost)) {
    const isBeaten = kept.some((other) =>
      other.starts.every((start, pen) => isAsGood(start, state.starts[pen] ?? up)),
    );
    if (!isBeaten) kept.push(state);
  }
  return kept;
}

function spansOf(done: Done | undefined): Span[] {
  const spans: Span[] = [];
  for (let one = done; one !== undefined; one = one.before) spans.unshift(one.span);
  return spans;
}

function distinct(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
