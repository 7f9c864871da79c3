/** Puts the real parts together: clock, links, broker, console. The order of these calls is the whole container. */

import { randomBytes } from 'node:crypto';
import { lineMax } from '../../firmware-bridge/protocol/messages.ts';
import { createConsoleLog } from '../adapters/console-log.ts';
import { createFileSink } from '../adapters/file-sink.ts';
import { startEmbeddedBroker } from '../adapters/mqtt/aedes-broker.ts';
import { MqttPublisher } from '../adapters/mqtt/mqtt-publisher.ts';
import { createLineLink } from '../adapters/serial/line-link.ts';
import { createSerialLink } from '../adapters/serial/serial-link.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { createTcpLink } from '../adapters/tcp-link.ts';
import { lastWillOf } from '../backoffice/telemetry/birth.ts';
import { commandFilterOf } from '../contract/topics.ts';
import type { SealedRule } from '../control/rule.ts';
import type { TickResult } from '../control/tick.ts';
import { createGateway, type Gateway } from '../gateway/gateway.ts';
import { stationHealth } from '../gateway/health.ts';
import type { ProcessImage } from '../model/image.ts';
import type { ControlMode } from '../plan/control-plan.ts';
import type { BoardPlan, BrokerPlan, BusPlan, SitePlan } from '../plan/site-plan.ts';
import type { ByteLink } from '../ports/byte-link.ts';
import type { Clock } from '../ports/clock.ts';
import type { LineLink } from '../ports/line-link.ts';
import type { Log } from '../ports/log.ts';
import { createRecorder } from '../recording/recorder.ts';
import { openBanks } from './gpio-banks.ts';
import { instrumentLinkOf } from './instrument-links.ts';
import { createNorthbound } from './northbound.ts';
import { openHistory } from './open-history.ts';
import { statusLine } from './status-line.ts';
import { version } from './version.ts';

const STATUS_EVERY_MS = 10_000;
const RECORDING_BYTES_MAX = 2e9;
const HISTORY_CLOSE_MS = 2000;
/** Nothing may keep the process alive longer than this once it was asked to stop. */
const STOP_DEADLINE_MS = 2500;
const LINGER_MS = 300;

export interface RunGatewayOptions {
  readonly record?: string | undefined;
  /** Another file than the site names; `off`: none. */
  readonly history?: string | undefined;
  /** Called once the gateway and its broker run. */
  readonly started?: (brokerUrl: string) => void;
  /** Other rules than our own: for commissioning. */
  readonly rules?: readonly SealedRule[];
  /** Sees every cycle. */
  readonly onCycle?: (image: ProcessImage, result: TickResult) => void;
  /** Ends by itself then. */
  readonly until?: Promise<void>;
  /** Called last, before the process ends. */
  readonly stopped?: () => void;
}

/** Runs until SIGINT or SIGTERM; resolves with the exit code. */
export async function runGateway(plan: SitePlan, options: RunGatewayOptions): Promise<number> {
  const log = createConsoleLog(plan.zone);
  const clock = createSystemClock({ wallSync: plan.clock });
  const broker =
    plan.broker.kind === 'embedded'
      ? await startEmbeddedBroker({ port: plan.broker.port, host: '127.0.0.1' })
      : undefined;
  if (broker?.why !== undefined) log.warn(broker.why);
  const brokerUrl = plan.broker.kind === 'mqtt' ? plan.broker.url : `mqtt://127.0.0.1:${broker?.port}`;
  const sink = options.record === undefined ? undefined : createFileSink(options.record, RECORDING_BYTES_MAX);
  const opened =
    options.history === 'off'
      ? undefined
      : await openHistory(plan, options.history ?? plan.history.path, clock, log);
  const startMs = clock.nowMs();
  let latest: { image: ProcessImage; result: TickResult } | undefined;

  const identity = {
    session: randomBytes(6).toString('hex'),
    boot: randomBytes(4).toString('hex'),
    firmware: version,
  };
  const northbound = createNorthbound({
    plan,
    identity,
    publisher: createPublisher(plan, brokerUrl, identity.session, clock.wallMs()),
    clock,
    log,
    health: () => stationHealth(gateway, rssMb(), clock.nowMs() - startMs),
  });
  const gateway: Gateway = createGateway({
    plan,
    clock,
    links: Object.fromEntries(plan.buses.map((bus) => [bus.id, linkOf(bus, clock, log)])),
    instruments: Object.fromEntries(plan.ports.map((port) => [port.id, instrumentLinkOf(port, clock)])),
    boardLinks: Object.fromEntries(plan.boards.map((board) => [board.id, boardLinkOf(board, clock, log)])),
    banks: openBanks(plan.banks),
    jitter: Math.random,
    log,
    northbound,
    ...(sink === undefined
      ? {}
      : { recorder: (state) => createRecorder(sink, plan.control, plan.hash, state) }),
    ...opened,
    rules: options.rules,
    onCycle: (image, result) => {
      latest = { image, result };
      options.onCycle?.(image, result);
    },
  });
  northbound.session.start();
  gateway.start();
  options.started?.(brokerUrl);
  const status = setInterval(() => {
    if (latest === undefined || options.until !== undefined) return;
    const { count, overruns } = gateway.cycle.counters();
    const link = northbound.session.connected ? 'connected' : 'no broker';
    const tail = `mqtt ${link} | cycle ${count}${overruns > 0 ? `, ${overruns} late` : ''}`;
    console.log(statusLine(latest.image, latest.result, plan.control, tail));
    if (sink?.trouble !== undefined) log.warn(sink.trouble);
  }, STATUS_EVERY_MS);

  const asked = untilAskedToStop(log, plan.control.mode);
  const code = await (options.until === undefined
    ? asked
    : Promise.race([asked, options.until.then(() => 0)]));
  clearInterval(status);
  await farewell([
    (done) => gateway.stop(done),
    (done) => northbound.session.stop('shutdown', done),
    (done) => (sink === undefined ? done() : sink.close(done)),
    (done) => (opened === undefined ? done() : opened.history.close(HISTORY_CLOSE_MS, done)),
  ]);
  options.stopped?.();
  // What still holds the process now, a port that does not close or a client that does not leave, does not count.
  setTimeout(() => process.exit(code), LINGER_MS).unref();
  await broker?.close();
  return code;
}

function createPublisher(plan: SitePlan, url: string, session: string, wallMs: number): MqttPublisher {
  return new MqttPublisher({
    url,
    clientId: `quietpost-${plan.site}-${plan.station}`,
    will: lastWillOf(plan, session, wallMs),
    subscribe: [commandFilterOf(plan)],
    ...credentialsOf(plan.broker),
  });
}

function credentialsOf(broker: BrokerPlan): Omit<Extract<BrokerPlan, { kind: 'mqtt' }>, 'kind' | 'url'> {
  if (broker.kind !== 'mqtt') return {};
  const { kind: _kind, url: _url, ...credentials } = broker;
  return credentials;
}

function linkOf(bus: BusPlan, clock: Clock, log: Log): ByteLink {
  return bus.kind === 'modbus-rtu'
    ? createSerialLink(bus, clock, (text) => log.warn(text))
    : createTcpLink(bus, clock);
}

function boardLinkOf({ end }: BoardPlan, clock: Clock, log: Log): LineLink {
  const link =
    end.kind === 'tcp'
      ? createTcpLink(end, clock)
      : createSerialLink({ ...end, format: '8N1' }, clock, (text) => log.warn(text));
  return createLineLink(link, lineMax);
}

function rssMb(): number {
  return Math.round(process.memoryUsage().rss / 1e5) / 10;
}

/**
 * Resolves with the exit code: 0 when asked, 70 after a programmer error, which must also leave the field safe. It goes
 * on listening: a second Ctrl-C, which npm passes on by itself, must not end the process before the field is safe.
 */
function untilAskedToStop(log: Log, mode: ControlMode): Promise<number> {
  const outputs = mode === 'advise' ? 'outputs left as they stand' : 'outputs to fail-safe';
  return new Promise((resolve) => {
    let isStopping = false;
    const stop = (code: number, say: () => void): void => {
      if (!isStopping) say();
      isStopping = true;
      resolve(code);
    };
    const asked = (how: string) => () => stop(0, () => log.info(`${how}: ${outputs}, then links closed.`));
    const broken = (error: unknown): void => {
      const text = error instanceof Error ? error.stack : error;
      stop(70, () => log.error(`programming error, stopping, ${outputs}: ${text}`));
    };
    process.on('SIGINT', asked('interrupted'));
    process.on('SIGTERM', asked('terminated'));
    process.on('uncaughtException', broken);
    process.on('unhandledRejection', broken);
  });
}

/** Runs all parting steps at once; ends at the deadline even if one of them hangs. */
function farewell(steps: readonly ((done: () => void) => void)[]): Promise<unknown> {
  const all = Promise.all(steps.map((step) => new Promise<void>((resolve) => step(resolve))));
  const deadline = new Promise<void>((resolve) => setTimeout(resolve, STOP_DEADLINE_MS).unref());
  return Promise.race([all, deadline]);
}
