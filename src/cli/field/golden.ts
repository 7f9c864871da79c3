/**
 * `quietpost golden MODEL READS`: the golden file of a device model. A person writes the words and what they mean; this
 * command adds the frames around the words.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../config/load/package-folder.ts';
import { readDefinition } from '../../config/load/read-definition.ts';
import { isInstrument } from '../../devices/any-definition.ts';
import type { DeviceDefinition } from '../../devices/modbus/definition.ts';
import { type GoldenRead, goldenReadSchema, tableOfRead } from '../../devices/modbus/golden-read.ts';
import { encodeReply, encodeRequest } from '../../fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../fieldbus/modbus/rtu-framing.ts';
import { EXIT, type ExitCode } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { hexBytes } from '../terminal/columns.ts';
import { tell } from '../terminal/tell.ts';

/** The options as typed. */
export interface GoldenOptions {
  /** Golden file that gets the reads; without it all is printed. */
  readonly into?: string;
}

/** Runs the command. `reads`: a JSON file with one read, or a list of them. */
export function goldenCommand(model: string, reads: string, options: GoldenOptions): ExitCode {
  const definition = definitionOf(model);
  const texts = definition.ok ? goldenReads(definition.value, readFileSync(reads, 'utf8')) : definition;
  if (!texts.ok) {
    console.error(tell('command-says', { command: 'golden', why: texts.fault }));
    return EXIT.DATAERR;
  }
  const { into } = options;
  const before = into !== undefined && existsSync(into) ? readFileSync(into, 'utf8') : undefined;
  const text = goldenFile(model, before, texts.value);
  if (into === undefined) process.stdout.write(text);
  else writeFileSync(into, text);
  return EXIT.OK;
}

interface GoldenFrame {
  readonly title: string;
  readonly origin: GoldenRead['origin'];
  readonly source: string;
  readonly request: string;
  readonly response: string;
  readonly values: Readonly<Record<string, number>>;
}

/** The entries of a golden file for the reads in `json`, or what is wrong with the first bad one. */
export function goldenReads(
  definition: DeviceDefinition,
  json: string,
): Result<readonly GoldenFrame[], string> {
  const frames: GoldenFrame[] = [];
  const data = parsed(json);
  for (const [index, one] of (Array.isArray(data) ? data : [data]).entries()) {
    const read = goldenReadSchema.safeParse(one);
    if (!read.success) {
      const [issue] = read.error.issues;
      const why = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
      return failed(tell('golden-read', { number: index + 1, why }));
    }
    const place = tableOfRead(definition, read.data);
    if ('problem' in place) return failed(tell('golden-read', { number: index + 1, why: place.problem }));
    frames.push(frameOf(definition, read.data, place.table));
  }
  return ok(frames);
}

/** A golden file with these frames after those of `before`. */
export function goldenFile(
  model: string,
  before: string | undefined,
  frames: readonly GoldenFrame[],
): string {
  const golden = before === undefined ? { model, reads: [], commands: [] } : JSON.parse(before);
  return `${JSON.stringify({ ...golden, reads: [...golden.reads, ...frames] }, null, 2)}\n`;
}

function frameOf(
  definition: DeviceDefinition,
  { title, origin, source, unitId, address, words, values, ratios, faults }: GoldenRead,
  table: 'holding' | 'input',
): GoldenFrame {
  const request = { kind: 'read', table, address, count: words.length } as const;
  return {
    title:
      title ??
      Object.entries(values)
        .map(([id, value]) => `${id} ${value}`)
        .join(', '),
    origin,
    source: source ?? definition.source,
    request: hexBytes(rtuFraming.wrap(unitId, encodeRequest(request), 0)),
    response: hexBytes(rtuFraming.wrap(unitId, encodeReply(request, words), 0)),
    values,
    ...(ratios === undefined ? {} : { ratios }),
    ...(faults === undefined ? {} : { faults }),
  };
}

function definitionOf(model: string): Result<DeviceDefinition, string> {
  const file = join(packageFolder('config') ?? 'config', 'devices', `${model}.yaml`);
  if (!existsSync(file)) return failed(tell('golden-no-file', { file }));
  const { definition, problems } = readDefinition(model, { file, text: readFileSync(file, 'utf8') });
  if (definition === undefined) return failed(tell('golden-problems', { file, count: problems.length }));
  if (isInstrument(definition)) return failed(tell('golden-instrument', { model }));
  return ok(definition);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
