/** Creates the owner of an instrument port by the kind of its link. */

import { asciiLanguage } from '../../devices/instruments/ascii-language.ts';
import { binaryLanguage } from '../../devices/instruments/binary-language.ts';
import type { Language } from '../../devices/instruments/language.ts';
import type { PortPlan } from '../../plan/site-plan.ts';
import type { InstrumentLink } from '../../ports/field/instrument-link.ts';
import type { Bus } from '../bus/bus.ts';
import { byBytes, byLines, type ChunkLink } from './chunk-link.ts';
import { createOneWirePort } from './one-wire-port.ts';
import { createPolledPort } from './polled-port.ts';
import type { Sized } from './polled-state.ts';
import type { PortDeps } from './port-counters.ts';
import { createStreamingPort } from './streaming-port.ts';

/** The owner of this port; `way` must be the kind of link that the definition needs. */
export function createInstrumentPort(plan: PortPlan, way: InstrumentLink, deps: PortDeps): Bus {
  if (plan.kind === 'one-wire') {
    if (way.kind !== 'files') throw new Error(`assertion: ${plan.id} is read from files`);
    return createOneWirePort(plan, way.files, deps);
  }
  const { definition } = plan.meter;
  if (definition.kind === 'ascii' && way.kind === 'lines')
    return createPort(asciiLanguage(definition), byLines(way.link));
  if (definition.kind === 'binary' && way.kind === 'bytes')
    return createPort(binaryLanguage(definition), byBytes(way.link));
  throw new Error(`assertion: ${plan.id} speaks ${definition.kind}, its link ${way.kind}`);

  function createPort<Chunk extends Sized, Answer>(
    language: Language<Chunk, Answer>,
    link: ChunkLink<Chunk>,
  ): Bus {
    if (plan.kind === 'one-wire') throw new Error('assertion: sensors have no link');
    const { stream } = language;
    return stream === undefined
      ? createPolledPort(plan, language, link, deps)
      : createStreamingPort(plan, language, stream, link, deps);
  }
}
