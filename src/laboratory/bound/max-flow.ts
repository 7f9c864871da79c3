/**
 * Largest flow through a network (Dinic 1970): shortest augmenting paths level by level. Capacities are whole numbers
 * below 2^53, so that the answer is exact.
 */

interface FlowNetwork {
  /** Adds a node; gives its number. */
  addNode(): number;
  addArc(from: number, to: number, capacity: number): void;
  /** The value of the largest flow. May be called once. */
  maxFlow(source: number, sink: number): number;
}

/** Arcs are in pairs: arc `a` and its reverse `a ^ 1`. */
interface Arcs {
  /** First arc of each node, and after each arc the next of its node; -1 ends. */
  readonly first: number[];
  readonly next: number[];
  readonly to: number[];
  readonly left: number[];
}

/** A network without nodes. */
export function createFlowNetwork(): FlowNetwork {
  const arcs: Arcs = { first: [], next: [], to: [], left: [] };
  return {
    addNode: () => arcs.first.push(-1) - 1,
    addArc(from, to, capacity) {
      if (!Number.isSafeInteger(capacity) || capacity < 0)
        throw new Error(`assertion: ${capacity} is no capacity`);
      push(arcs, from, to, capacity);
      push(arcs, to, from, 0);
    },
    maxFlow(source, sink) {
      let flow = 0;
      for (;;) {
        const levels = levelsFrom(arcs, source, sink);
        if ((levels[sink] ?? -1) < 0) return flow;
        flow += blockingFlow(arcs, levels, source, sink);
      }
    },
  };
}

function push(arcs: Arcs, from: number, to: number, capacity: number): void {
  arcs.next.push(arcs.first[from] ?? -1);
  arcs.to.push(to);
  arcs.first[from] = arcs.left.push(capacity) - 1;
}

/** Number of arcs from the source to each node over remaining capacity; -1 where no path leads. */
function levelsFrom({ first, next, to, left }: Arcs, source: number, sink: number): Int32Array {
  const levels = new Int32Array(first.length).fill(-1);
  const queue = [source];
  levels[source] = 0;
  for (let head = 0; head < queue.length && (levels[sink] ?? -1) < 0; head++) {
    const node = queue[head] ?? 0;
    for (let arc = first[node] ?? -1; arc >= 0; arc = next[arc] ?? -1) {
      const target = to[arc] ?? 0;
      if ((left[arc] ?? 0) <= 0 || (levels[target] ?? 0) >= 0) continue;
      levels[target] = (levels[node] ?? 0) + 1;
      queue.push(target);
    }
  }
  return levels;
}

/** Sends flow along paths that rise one level per arc, until none is left. `tries` marks arcs that are used up. */
function blockingFlow(arcs: Arcs, levels: Int32Array, source: number, sink: number): number {
  const { next, to, left } = arcs;
  const tries = Int32Array.from(arcs.first);
  const path: number[] = [];
  let node = source;
  let flow = 0;
  for (;;) {
    if (node === sink) {
      let amount = Number.POSITIVE_INFINITY;
      for (const arc of path) amount = Math.min(amount, left[arc] ?? 0);
      flow += amount;
      let cut = -1;
      path.forEach((arc, index) => {
        left[arc] = (left[arc] ?? 0) - amount;
        left[arc ^ 1] = (left[arc ^ 1] ?? 0) + amount;
        if (cut < 0 && left[arc] === 0) cut = index;
      });
      node = to[(path[cut] ?? 0) ^ 1] ?? source;
      path.length = cut;
    }
    let arc = tries[node] ?? -1;
    while (arc >= 0 && !((left[arc] ?? 0) > 0 && levels[to[arc] ?? 0] === (levels[node] ?? 0) + 1)) {
      arc = next[arc] ?? -1;
    }
    tries[node] = arc;
    if (arc >= 0) {
      path.push(arc);
      node = to[arc] ?? sink;
      continue;
    }
    const back = path.pop();
    if (back === undefined) return flow;
    node = to[back ^ 1] ?? source;
    tries[node] = next[back] ?? -1;
  }
}
