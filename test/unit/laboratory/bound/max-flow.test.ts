import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFlowNetwork } from '../../../../src/laboratory/bound/max-flow.ts';

const NODES = 6;
const arcs = fc.array(
  fc.record({
    from: fc.integer({ min: 0, max: NODES - 1 }),
    to: fc.integer({ min: 0, max: NODES - 1 }),
    capacity: fc.integer({ min: 0, max: 20 }),
  }),
  { maxLength: 24 },
);
type Arcs = readonly { readonly from: number; readonly to: number; readonly capacity: number }[];

/** Node 0 is the source, the last one the sink; every way to part them is tried. */
function smallestCut(network: Arcs): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let inner = 0; inner < 1 << (NODES - 2); inner++) {
    const isNear = (node: number) => node === 0 || (node < NODES - 1 && ((inner >> (node - 1)) & 1) === 1);
    const cut = network.filter(({ from, to }) => isNear(from) && !isNear(to));
    smallest = Math.min(
      smallest,
      cut.reduce((sum, { capacity }) => sum + capacity, 0),
    );
  }
  return smallest;
}

test('the largest flow is as large as the smallest of all cuts', () => {
  fc.assert(
    fc.property(arcs, (network) => {
      const flow = createFlowNetwork();
      for (let node = 0; node < NODES; node++) flow.addNode();
      for (const { from, to, capacity } of network) flow.addArc(from, to, capacity);
      expect(flow.maxFlow(0, NODES - 1)).toBe(smallestCut(network));
    }),
    { numRuns: 500, seed: 20261125 },
  );
});

test('a capacity that is not a whole number is refused', () => {
  const flow = createFlowNetwork();
  const [from, to] = [flow.addNode(), flow.addNode()];
  expect(() => flow.addArc(from, to, 0.5)).toThrow('assertion');
});
