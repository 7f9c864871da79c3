// The field bus beside other clients, in one run: 30 units of 20 registers as fast as the line allows. A slave in C spends
// the time of the wire and counts whoever breaks the silent interval (fieldbus/slave.c). Absolute shares need an idle
// machine; ratios hold on a busy one. What is not installed is left out, saying so. Linux only.
import { createLine, createPrograms } from './fieldbus/programs.mjs';
import { measureStation } from './fieldbus/station.mjs';

const bauds = [9600, 115_200];
const targetPct = { 9600: 98.5, 115200: 97 };
const full = { seconds: 15, settleS: 12, stationS: 40 };
const short = { seconds: 1, settleS: 1, stationS: 3 };

export async function measure({ smoke }) {
  const programs = createPrograms();
  if (programs.missing !== undefined) {
    process.stderr.write(`bench: fieldbus left out: ${programs.missing}\n`);
    return [];
  }
  try {
    const { seconds, settleS, stationS } = smoke ? short : full;
    const peers = smoke ? [] : programs.peers;
    const figures = [];
    for (const baud of smoke ? [115_200] : bauds) {
      const line = createLine({ baud, adapter: 'fifo', programs, seconds });
      figures.push(...compared(baud, await line.runAll(peers)));
      if (smoke) continue;
      for (const adapter of ['pl011', 'ftdi1', 'ftdi16'])
        figures.push(...(await behind(adapter, createLine({ baud, adapter, programs, seconds }))));
      figures.push(...(await withOneDead(createLine({ baud, programs, seconds, dead: 17, settleS }))));
    }
    figures.push(...tcpFigures(await createLine({ programs, seconds }).runAll(peers)));
    figures.push(await measureStation(stationS));
    return figures;
  } finally {
    programs.remove();
  }
}

function compared(baud, runs) {
  const [ours, ...others] = runs;
  const plain = others.find(({ name }) => name === 'modbus-serial');
  const at = `${baud} baud`;
  const beside = others.map(
    ({ name, ofLimitPct, violations, asked }) =>
      `${name} ${ofLimitPct.toFixed(1)} %, ${((100 * violations) / asked).toFixed(0)} % of gaps broken`,
  );
  const cpu = others.map(({ name, cpuMs }) => `${name} ${cpuMs.toFixed(0)}`);
  const figures = [
    {
      name: `RTU ${at}, of the limit`,
      value: ours.ofLimitPct,
      unit: '%',
      atLeast: targetPct[baud],
      conditions: [`${ours.perS.toFixed(1)} transactions/s, 30 units, 20 registers`, ...beside].join('; '),
    },
    {
      name: `RTU ${at}, silent intervals broken`,
      value: ours.violations,
      unit: '',
      atMost: 0,
      conditions: `of ${ours.asked}; shortest ${(ours.shortestGapUs / 1000).toFixed(2)} ms`,
    },
    {
      name: `RTU ${at}, CPU of 1,000 transactions`,
      value: ours.cpuMs,
      unit: 'ms',
      conditions: `${ours.rssMb.toFixed(0)} MB; beside ${cpu.join(', ')} ms`,
    },
  ];
  if (plain !== undefined)
    figures.push({
      name: `RTU ${at}, CPU against plain modbus-serial`,
      value: ours.cpuMs / plain.cpuMs,
      unit: 'times',
      atMost: baud === 9600 ? 0.4 : 1,
      conditions: `modbus-serial ${plain.cpuMs.toFixed(0)} ms, ${plain.rssMb.toFixed(0)} MB`,
    });
  return figures;
}

const adapters = { pl011: 'a PL011 UART', ftdi1: 'an FTDI adapter, 1 ms', ftdi16: 'an FTDI adapter, 16 ms' };

/** No target: the latency is the adapter's. */
async function behind(adapter, line) {
  const [ours, plain] = await line.runAll(line.programs.peers.filter(({ name }) => name === 'modbus-serial'));
  return [
    {
      name: `RTU ${line.baud} baud behind ${adapters[adapter]}, of the limit`,
      value: ours.ofLimitPct,
      unit: '%',
      conditions: `${ours.violations} gaps broken, CPU ${ours.cpuMs.toFixed(0)} ms; modbus-serial ${plain.ofLimitPct.toFixed(1)} %, ${((100 * plain.violations) / plain.asked).toFixed(0)} % of gaps broken, CPU ${plain.cpuMs.toFixed(0)} ms`,
    },
  ];
}

async function withOneDead(line) {
  const runs = await line.runAll(line.programs.peers.filter(({ name }) => name !== 'pymodbus'));
  const [ours, ...others] = runs;
  return [
    {
      name: `RTU ${line.baud} baud, one of 30 dead, of the limit`,
      value: ours.ofLimitPct,
      unit: '%',
      atLeast: 95,
      conditions: `after ${line.settleS} s; ${others.map(({ name, ofLimitPct }) => `${name} ${ofLimitPct.toFixed(1)} %`).join(', ')}`,
    },
  ];
}

function tcpFigures(runs) {
  const [ours, ...others] = runs;
  const told = others.map(
    ({ name, perS, cpuMs }) => `${name} ${perS.toFixed(0)}/s at ${cpuMs.toFixed(1)} ms`,
  );
  return [
    {
      name: 'Modbus TCP, transactions',
      value: ours.perS,
      unit: '/s',
      conditions: `one in flight, loopback; CPU of 1,000 ${ours.cpuMs.toFixed(1)} ms, ${ours.rssMb.toFixed(0)} MB; ${told.join(', ')}`,
    },
  ];
}
