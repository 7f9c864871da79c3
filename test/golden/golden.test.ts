/**
 * Every device definition against frames: captured ones where a source prints them, else computed outside this
 * project's code. Adding a model means adding its YAML and its JSON; no test is written for it.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { probeFits } from '../../src/commissioning/diagnosis/recognise.ts';
import { type DecodedPoint, decodeBlock } from '../../src/devices/modbus/decode.ts';
import type { DeviceDefinition, Point, Probe, ReadBlock } from '../../src/devices/modbus/definition.ts';
import { encodeRegisterCommand, encodeRelayCommand } from '../../src/devices/modbus/encode.ts';
import { planReads } from '../../src/devices/modbus/read-plan.ts';
import { registerTypeSpecs } from '../../src/devices/modbus/register-types.ts';
import { relocate } from '../../src/devices/modbus/relocate.ts';
import { failed, ok } from '../../src/model/result.ts';
import { bitsOf, bytesOf, crcOf, hexOf, isIntact, wordsOf } from './rtu-frame.ts';
import { shippedDefinitions } from './shipped-definitions.ts';

const described = { title: z.string(), origin: z.enum(['captured', 'computed']), source: z.string() };
const goldenSchema = z.strictObject({
  model: z.string(),
  /** Of the device that the frames belong to, where the definition counts from one. */
  base: z.int().optional(),
  /** What a scan asks, where no point stands there: a register that the source has. */
  probe: z.strictObject({ ...described, request: z.string(), response: z.string() }).optional(),
  reads: z
    .array(
      z.strictObject({
        ...described,
        request: z.string(),
        response: z.string(),
        /** Ratios that were read before. */
        ratios: z.record(z.string(), z.number()).default({}),
        values: z.record(z.string(), z.number()),
        faults: z.record(z.string(), z.enum(['sentinel', 'implausible', 'never-read'])).default({}),
      }),
    )
    .min(1),
  commands: z.array(
    z.strictObject({
      ...described,
      command: z.string(),
      unitId: z.int(),
      /** Register commands. */
      value: z.number().optional(),
      /** Commands of relays. */
      coil: z.int().optional(),
      on: z.boolean().optional(),
      leaseMs: z.number().optional(),
      request: z.string(),
    }),
  ),
});
type Golden = z.output<typeof goldenSchema>;
type GoldenRead = Golden['reads'][number];

const folder = fileURLToPath(new URL('.', import.meta.url));
const goldenNames = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''))
  .sort();
const shipped = shippedDefinitions();

test('every definition has golden frames and all golden frames have a definition', () => {
  expect(goldenNames).toEqual(shipped.map(({ name }) => name));
});

for (const { name, text, problems, ...one } of shipped.filter(({ name }) => goldenNames.includes(name))) {
  const golden = goldenSchema.parse(JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')));
  const definition = relocate(one.definition, golden.base ?? 0);
  describe(name, () => {
    test('is sound: named like its file, tied to the schema, no problem', () => {
      expect([definition.model, golden.model]).toEqual([name, name]);
      expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schema/device.schema.json');
      expect(problems).toEqual([]);
      expect(golden.base !== undefined).toBe(definition.base !== undefined);
    });

    test('each point and each command is shown by a frame', () => {
      const shown = golden.reads.flatMap((read) => Object.keys(read.values));
      expect(definition.points.map((point) => point.id).filter((id) => !shown.includes(id))).toEqual([]);
      const sent = golden.commands.map(({ command }) => command);
      expect(definition.commands.filter((command) => !sent.includes(command.name))).toEqual([]);
    });

    test('each planned request is one of the golden requests', () => {
      const requests = golden.reads.map((read) => hexOf(bytesOf(read.request).slice(1, 6)));
      for (const block of planReads(definition, 1000)) expect(requests).toContain(hexOf(pduOf(block)));
    });

    test('a scan asks a register of the source, whose answer it recognises', () => {
      if (definition.probe === undefined) return;
      const isPoint = pointAt(definition, definition.probe) !== undefined;
      expect(golden.probe === undefined).toBe(isPoint);
      if (golden.probe !== undefined) checkProbe(definition.probe, golden.probe);
    });

    test.each(golden.reads)('reads $title', (read) => checkRead(definition, read));

    test.each(golden.commands)('commands $command: $title', (command) => {
      expect(isIntact(bytesOf(command.request))).toBe(true);
      const frame = [command.unitId, ...commandPdu(definition, command)];
      expect(hexOf([...frame, ...crcOf(frame)])).toBe(command.request);
    });
  });
}

const captures = fileURLToPath(
  new URL('../../../shared/data/modbus_rtu_frames_decoded.csv', import.meta.url),
);

test.skipIf(!existsSync(captures))(
  'the checksum of this test agrees with frames captured on real lines (skipped without ../shared)',
  () => {
    const rows = readFileSync(captures, 'utf8').trim().split('\n').slice(1);
    const disagreeing = rows.filter((row) => {
      const [, , , , , , crcOk, hex] = row.split(',');
      return isIntact(bytesOf(hex ?? '')) !== (crcOk === '1');
    });
    expect(rows.length).toBeGreaterThan(500);
    expect(disagreeing).toEqual([]);
  },
);

function checkRead(definition: DeviceDefinition, read: GoldenRead): void {
  const request = bytesOf(read.request);
  const response = bytesOf(read.response);
  expect([isIntact(request), isIntact(response)]).toEqual([true, true]);
  expect(response.slice(0, 2)).toEqual(request.slice(0, 2));
  expect(response[2]).toBe(response.length - 5);

  const block = blockOf(definition, request);
  const payload = response.slice(3, -2);
  const isBits = block.table === 'coil' || block.table === 'discrete';
  const words = isBits ? bitsOf(payload, block.count) : wordsOf(payload);
  const decoded = decodeBlock(block, words, (id) => {
    const ratio = read.ratios[id];
    return ratio === undefined ? failed({ kind: 'never-read' }) : ok(ratio);
  });
  expect(outcomes(decoded)).toEqual({ ...read.values, ...read.faults });
}

/** The value or decimal point that stands where a probe asks. */
function pointAt({ points }: DeviceDefinition, { table, address }: Probe): Point | undefined {
  return points.find(
    (point) =>
      point.table === table &&
      (point.address === address || (typeof point.scale === 'object' && point.scale.register === address)),
  );
}

function checkProbe(probe: Probe, golden: { readonly request: string; readonly response: string }): void {
  const request = bytesOf(golden.request);
  const response = bytesOf(golden.response);
  expect([isIntact(request), isIntact(response)]).toEqual([true, true]);
  const count = registerTypeSpecs[probe.type].width;
  expect(hexOf(request.slice(1, 6))).toBe(hexOf(pduOf({ ...probe, count })));
  const words = wordsOf(response.slice(3, -2));
  expect(words).toHaveLength(count);
  expect(probeFits({ probe }, words)).toBe(true);
}

const tables: readonly Point['table'][] = ['coil', 'discrete', 'holding', 'input'];

function pduOf(block: Pick<ReadBlock, 'table' | 'address' | 'count'>): number[] {
  const functionCode = tables.indexOf(block.table) + 1;
  return [functionCode, block.address >> 8, block.address & 0xff, block.count >> 8, block.count & 0xff];
}

/** The block that a request reads, with every point that lies in it as a whole. */
function blockOf(definition: DeviceDefinition, request: readonly number[]): ReadBlock {
  const table = tables[(request[1] ?? 0) - 1];
  const [address, count] = wordsOf(request.slice(2, 6));
  if (table === undefined || address === undefined || count === undefined)
    throw new Error('not a read request');
  const isInside = (register: number) => register >= address && register < address + count;
  const points = definition.points.filter(
    (point) =>
      point.table === table &&
      isInside(point.address) &&
      isInside(point.address + point.width - 1) &&
      (typeof point.scale === 'number' || isInside(point.scale.register)),
  );
  return { table, address, count, everyMs: 1000, points };
}

/** Values exactly as decoded: a scale of one tenth has to give 53.6, not something near it. */
function outcomes(decoded: readonly DecodedPoint[]): Record<string, number | string> {
  return Object.fromEntries(
    decoded.map(({ point, result }) => [point.id, result.ok ? result.value : result.fault.kind]),
  );
}

function commandPdu(definition: DeviceDefinition, golden: Golden['commands'][number]): number[] {
  const command = definition.commands.find(({ name }) => name === golden.command);
  if (command?.kind === 'register' && golden.value !== undefined) {
    const word = encodeRegisterCommand(command, golden.value);
    return [6, command.address >> 8, command.address & 0xff, word >> 8, word & 0xff];
  }
  if (command !== undefined && command.kind !== 'register' && golden.coil !== undefined) {
    const write = encodeRelayCommand(command, golden.coil, golden.on === true, golden.leaseMs ?? 0);
    const functionCode = write.kind === 'write-coil' ? 5 : 6;
    return [functionCode, write.address >> 8, write.address & 0xff, write.value >> 8, write.value & 0xff];
  }
  throw new Error(`no command ${golden.command} for ${golden.title}`);
}
