/**
 * Instruments against what they really say where a source shows it (`captured`), else what follows from the source
 * (`computed`), both ways: what is sent, and what is made of the answer.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { asciiLanguage } from '../../src/devices/instruments/ascii-language.ts';
import { binaryLanguage } from '../../src/devices/instruments/binary-language.ts';
import type { InstrumentDefinition } from '../../src/devices/instruments/instrument.ts';
import type { DecodedValue, Language } from '../../src/devices/instruments/language.ts';
import { decodeOneWire } from '../../src/devices/instruments/one-wire.ts';
import { inEnglish } from '../../src/language/say.ts';
import { bytesOf, hexOf } from './rtu-frame.ts';
import { shippedInstruments } from './shipped-definitions.ts';

/** Lines as text without their ends, bytes in hex; for a file its whole text. */
const goldenSchema = z.strictObject({
  model: z.string(),
  readings: z
    .array(
      z.strictObject({
        title: z.string(),
        origin: z.enum(['captured', 'computed']),
        source: z.string(),
        /** What is sent and what comes back, in turn. */
        exchange: z.array(
          z.strictObject({ send: z.string().optional(), received: z.array(z.string()).default([]) }),
        ),
        values: z.record(z.string(), z.number()).default({}),
        faults: z.record(z.string(), z.string()).default({}),
        /** The whole is no answer. */
        mismatch: z.string().optional(),
      }),
    )
    .min(1),
});
type GoldenReading = z.output<typeof goldenSchema>['readings'][number];

const folder = fileURLToPath(new URL('lines/', import.meta.url));
const shipped = shippedInstruments();

test('every instrument has golden answers and all golden answers have an instrument', () => {
  const names = readdirSync(folder).map((file) => file.replace('.json', ''));
  expect(names.sort()).toEqual(shipped.map(({ name }) => name));
});

describe.each(shipped)('$name', ({ name, text, definition, problems }) => {
  const golden = goldenSchema.parse(JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')));

  test('is sound: named like its file, tied to the schema, no problem', () => {
    expect([definition.model, golden.model, problems]).toEqual([name, name, []]);
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schema/device.schema.json');
    const shown = golden.readings.flatMap(({ values }) => Object.keys(values));
    expect(definition.points.map(({ id }) => id).filter((id) => !shown.includes(id))).toEqual([]);
  });

  test.each(golden.readings)('$origin: $title', (reading) => {
    expect(outcomeOf(definition, reading)).toEqual({
      sent: reading.exchange.flatMap(({ send }) => send ?? []),
      ...(reading.mismatch === undefined
        ? { values: { ...reading.values, ...reading.faults } }
        : { mismatch: reading.mismatch }),
    });
  });
});

function outcomeOf(definition: InstrumentDefinition, { exchange }: GoldenReading) {
  const received = exchange.map((one) => one.received);
  switch (definition.kind) {
    case 'one-wire':
      return { sent: [], values: valuesOf(decodeOneWire(definition, received.flat().join('\n'))) };
    case 'ascii': {
      const lines = received.map((answer) => answer.map((line) => `${line}\r`));
      return converse(asciiLanguage(definition), lines, (line) => line.trimEnd());
    }
    case 'binary':
      return converse(
        binaryLanguage(definition),
        received.map((answer) => answer.map((hex) => Uint8Array.from(bytesOf(hex)))),
        (bytes) => hexOf([...bytes]),
      );
  }
}

/** Questions with their answers, or a stream that was started. */
function converse<Chunk, Answer>(
  language: Language<Chunk, Answer>,
  received: Chunk[][],
  shown: (chunk: Chunk) => string,
) {
  const { ask, stream } = language;
  if (stream !== undefined) {
    const receive = stream.receiver(() => {});
    const pieces = received
      .flat()
      .map(receive)
      .filter((piece) => piece !== undefined);
    const sent = stream.start === undefined ? [] : [shown(stream.start)];
    const newest = pieces.at(-1);
    return newest === undefined
      ? { sent, mismatch: 'nothing' }
      : { sent, values: valuesOf(language.decode([newest])) };
  }
  const answers: Answer[] = [];
  const sent = ask.map(({ send }) => shown(send));
  for (const [index, question] of ask.entries()) {
    const receive = question.receiver((one) => answers.push(one));
    for (const chunk of received[index] ?? []) {
      const progress = receive(chunk);
      if (progress.kind === 'mismatch') return { sent, mismatch: inEnglish(progress.detail) };
      if (progress.kind === 'refused') return { sent, mismatch: progress.fault.kind };
    }
  }
  return { sent, values: valuesOf(language.decode(answers)) };
}

function valuesOf(decoded: readonly DecodedValue[]): Record<string, number | string> {
  return Object.fromEntries(
    decoded.map(({ point, result }) => [point.id, result.ok ? result.value : result.fault.kind]),
  );
}
