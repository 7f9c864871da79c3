// All measurements, one table: node bench/run.mjs [--smoke]. Each figure stands with its conditions and its target;
// in full mode a missed target ends with exit code 1. Smoke mode only proves that every measurement still runs.
// Results go to bench/results/, one JSON file a run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

const measurements = [
  'ledger',
  'tick',
  'append',
  'decode',
  'line',
  'simulate',
  'assessed',
  'year',
  'attribution',
  'control',
  'fieldbus',
  'gateway',
  'wire',
  'backlog',
  'flood',
  'latency',
  'soak',
  'mutation',
];

const smoke = process.argv.includes('--smoke');
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = only.filter((name) => !measurements.includes(name));
if (unknown.length > 0) {
  console.error(`bench: no measurement "${unknown[0]}"; there are ${measurements.join(', ')}`);
  process.exit(64);
}

const figures = [];
for (const name of only.length > 0 ? only : measurements) {
  process.stderr.write(`bench: ${name} ...\n`);
  const { measure } = await import(`./${name}.mjs`);
  figures.push(...(await measure({ smoke })));
}

console.log(tableOf(figures));
console.log(`\nresults: ${save(figures)}`);
const missed = figures.filter((figure) => isMet(figure) === false);
if (missed.length > 0 && !smoke) {
  console.error(`bench: ${missed.length} targets missed: ${missed.map((figure) => figure.name).join(', ')}`);
  process.exitCode = 1;
}

/** Undefined for a figure that nobody has set a target for. */
function isMet({ value, atMost, atLeast }) {
  if (atMost !== undefined) return value <= atMost;
  return atLeast === undefined ? undefined : value >= atLeast;
}

function tableOf(rows) {
  const cells = rows.map((figure) => [
    figure.name,
    `${significant(figure.value)} ${figure.unit}`,
    targetText(figure),
    // A short cold run proves nothing about the target.
    smoke ? '' : { true: 'met', false: 'MISSED', undefined: '' }[isMet(figure)],
    figure.conditions,
  ]);
  const lines = [['figure', 'value', 'target', '', 'conditions'], ...cells];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function targetText({ atMost, atLeast, unit }) {
  if (atMost !== undefined) return `<= ${atMost} ${unit}`;
  return atLeast === undefined ? '' : `>= ${atLeast} ${unit}`;
}

function significant(value) {
  return Math.abs(value) >= 1000 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}

function save(rows) {
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const at = new Date().toISOString();
  const path = join(folder, `${smoke ? 'smoke' : 'full'}-${at.replaceAll(/[:.]/g, '-')}.json`);
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    load: loadavg(),
    node: process.versions.node,
  };
  writeFileSync(path, `${JSON.stringify({ at, smoke, machine, figures: rows }, null, 2)}\n`);
  return path;
}
