// One second of one sound channel into all its running ledgers: minute, hour, night, both rolling levels.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  advanceTrack,
  emptyTrack,
  rollingLevel,
  trackSample,
} from '../dist/src/acoustics/periods/level-track.js';
import { addSpectrum, emptySpectrumLedger } from '../dist/src/acoustics/spectra/spectrum-ledger.js';
import { thirdsHz } from '../dist/src/model/sound/bands.js';
import { cpuMicroseconds, percentile } from './shipped.mjs';

const night = { startMin: 22 * 60, endMin: 6 * 60 };
const startMs = Date.UTC(2026, 6, 15, 12);
const batch = 100;

export function measure({ smoke }) {
  const hours = smoke ? 1 : 24;
  costPerSecond(1);
  spectrumCost(1);
  return [...costPerSecond(hours), ...spectrumCost(hours), ...memoryPerTrack(smoke ? 2 : 24, 64)];
}

function costPerSecond(hours) {
  let track = emptyTrack();
  let second = 0;
  const addedUs = perSecond(hours, () => {
    track = next(track, second);
    second += 1;
  });
  let heard = 0;
  const readUs = perSecond(1, () => {
    heard += rollingLevel(track, 60) ?? 0;
  });
  if (!(heard > 0)) throw new Error('the ledgers heard nothing');
  const conditions = `CPU for ${hours} h of 1-s samples in batches of ${batch}`;
  return [
    { name: 'ledger second, median', value: percentile(addedUs, 0.5), unit: 'us', atMost: 2, conditions },
    { name: 'ledger second, p99', value: percentile(addedUs, 0.99), unit: 'us', conditions },
    { name: 'rolling minute read, median', value: percentile(readUs, 0.5), unit: 'us', conditions },
  ];
}

/** One spectrum of 32 thirds a second into the ledger of its minute. */
function spectrumCost(hours) {
  const spectra = Array.from({ length: 60 }, (_, second) =>
    thirdsHz.map((_hz, band) => 50 - band + 5 * Math.sin(second + band)),
  );
  let ledger = emptySpectrumLedger();
  let second = 0;
  const takenUs = perSecond(hours, () => {
    if (second % 60 === 0) ledger = emptySpectrumLedger();
    ledger = addSpectrum(ledger, spectra[second % 60], 55, 1);
    second += 1;
  });
  if (!(ledger.bandS > 0)) throw new Error('the ledger of spectra heard nothing');
  const conditions = `CPU for ${hours} h of 1-s spectra of ${thirdsHz.length} thirds in batches of ${batch}`;
  return [
    {
      name: 'ledger second of a band meter, median',
      value: percentile(takenUs, 0.5),
      unit: 'us',
      atMost: 5,
      conditions,
    },
    { name: 'ledger second of a band meter, p99', value: percentile(takenUs, 0.99), unit: 'us', conditions },
  ];
}

/** CPU microseconds of `work`, called once for each second of so many hours. */
function perSecond(hours, work) {
  const batches = Math.floor((hours * 3600) / batch);
  return cpuMicroseconds(() => {
    for (let index = 0; index < batch; index += 1) work();
  }, batches).map((batchUs) => batchUs / batch);
}

function memoryPerTrack(hours, count) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  for (let time = 0; time < 3; time += 1) collect();
  const before = process.memoryUsage().heapUsed;
  const tracks = Array.from({ length: count }, (_, index) => {
    let track = emptyTrack();
    for (let second = 0; second < hours * 3600; second += 1) track = next(track, second, index);
    return track;
  });
  collect();
  const kib = (process.memoryUsage().heapUsed - before) / 1024 / tracks.length;
  const conditions = `heap after ${hours} h, mean of ${count} tracks`;
  return [{ name: 'memory per track', value: kib, unit: 'KiB', atMost: 64, conditions }];
}

/** A level that wanders over 30 dB, as a street does. */
function next(track, second, phase = 0) {
  const wallMs = startMs + second * 1000;
  const levelDb = 50 + 15 * Math.sin(second / 97 + phase) + ((second * 7919) % 100) / 50;
  const sample = { levelDb, peakDb: levelDb + 6, seconds: 1, wallMs, utcOffsetMin: 480, night };
  return advanceTrack(trackSample(track, sample).track, wallMs - 3000, 480, night).track;
}
