/**
 * The simulated microcontroller of an enclosure: it speaks firmware-bridge/PROTOCOL.md and answers line for line as
 * firmware-bridge/firmware does (a test runs both side by side).
 */

import { decode, encode, type Refusal } from '../../firmware-bridge/protocol/codec.ts';
import {
  isReport,
  LINE_MAX,
  type Message,
  type MessageOf,
  type NakReason,
  protocolVersions,
  type Request,
  type ResetCause,
  STATE_PERIOD_MS,
  type Why,
} from '../../firmware-bridge/protocol/messages.ts';
import type { Cancel, Clock } from '../../src/ports/clock.ts';
import type { ServerEnd } from '../links/memory-link.ts';
import { type BoardBody, type BoardFacts, isSameOutputs, type Outputs } from './board-body.ts';

/** A board that runs, its fault switches, and what it has set. */
export interface SimulatedBoard {
  /** Connects a wire; bytes sent while nothing is connected are lost. */
  serve(end: ServerEnd): void;
  /** A reset by `cause`: relays released, then fail-safe. The stored fail-safe stays. */
  reset(cause: ResetCause): void;
  /** Ends all timers. */
  stop(): void;
  readonly applied: Outputs;
  readonly why: Why;
  /** Fault switch: the lines that are really sent for each line of the board; an empty list loses it. */
  tamper: (line: string) => readonly string[];
  /** Fault switch: the memory of the fail-safe cannot be written. */
  isStorageBroken: boolean;
}

/** A board that was just switched on. */
export function createSimulatedBoard(facts: BoardFacts, body: BoardBody, clock: Clock): SimulatedBoard {
  return new Board(facts, body, clock);
}

type SetRequest = MessageOf<'set'>;
type Told = SetRequest | MessageOf<'keep'>;

class Board implements SimulatedBoard {
  tamper = (line: string): readonly string[] => [line];
  isStorageBroken = false;
  why: Why = 'boot';
  applied: Outputs;
  readonly #facts: BoardFacts;
  readonly #body: BoardBody;
  readonly #clock: Clock;
  #end: ServerEnd | undefined;
  #failSafe: Outputs;
  #cause: ResetCause = 'power';
  #bootMs = 0;
  #leaseEndMs = 0;
  #setSeq = 0;
  #lastSeq = 0;
  #badLines = 0;
  #isAgreed = false;
  #isUpdating = false;
  #received = '';
  #cancelLease: Cancel = () => {};
  #cancelState: Cancel = () => {};

  constructor(facts: BoardFacts, body: BoardBody, clock: Clock) {
    this.#facts = facts;
    this.#body = body;
    this.#clock = clock;
    const relays = Array.from({ length: facts.relays }, () => false);
    this.#failSafe = { fansPct: Array.from({ length: facts.fans }, () => 100), relays };
    this.applied = this.#failSafe;
    this.#start('power');
  }

  serve(end: ServerEnd): void {
    this.#end = end;
    end.onData = (bytes) => this.#take(bytes);
  }

  reset(cause: ResetCause): void {
    // The pull-downs of the relays act before any code runs.
    this.#body.setRelays(this.#failSafe.relays.map(() => false));
    this.#start(cause);
  }

  stop(): void {
    this.#cancelLease();
    this.#cancelState();
  }

  #start(cause: ResetCause): void {
    this.stop();
    this.#cause = cause;
    this.why = cause === 'brown-out' ? 'brown-out' : 'boot';
    this.#bootMs = this.#clock.nowMs();
    this.#setSeq = 0;
    this.#lastSeq = 0;
    this.#badLines = 0;
    this.#isAgreed = false;
    this.#isUpdating = false;
    this.#received = '';
    this.applied = this.#failSafe;
    this.#body.setRelays(this.applied.relays);
    for (const [fan, pct] of this.applied.fansPct.entries()) this.#body.setFan(fan, pct);
    this.#sayHello(0);
    this.#keepReporting(this.#bootMs + STATE_PERIOD_MS);
  }

  #keepReporting(atMs: number): void {
    this.#cancelState = this.#clock.at(atMs, () => {
      this.#endLease();
      this.#sayState(0);
      this.#saySense(0);
      this.#keepReporting(atMs + STATE_PERIOD_MS);
    });
  }

  #take(bytes: Uint8Array): void {
    if (!this.#isUpdating) this.#endLease();
    for (const byte of bytes) {
      if (this.#isUpdating) return;
      if (byte !== 0x0a) {
        if (this.#received.length <= LINE_MAX) this.#received += String.fromCharCode(byte);
        continue;
      }
      const line = this.#received;
      this.#received = '';
      if (line !== '') this.#takeLine(line);
    }
  }

  #takeLine(line: string): void {
    const decoded = decode(line);
    if (!decoded.ok) this.#refuse(decoded.fault, line);
    else if (isReport(decoded.value)) return;
    else if (decoded.value.seq === 0) this.#sayNak(0, 'range');
    else this.#obey(decoded.value);
  }

  #refuse({ reason, seq }: Refusal, line: string): void {
    if (seq === undefined) this.#badLines++;
    else if (!echoes.test(line)) this.#sayNak(seq, seq === 0 && reason !== 'kind' ? 'range' : reason);
  }

  #obey(request: Request): void {
    const { seq } = request;
    switch (request.kind) {
      case 'who':
        this.#isAgreed =
          request.versionMin <= protocolVersions.max && request.versionMax >= protocolVersions.max;
        this.#lastSeq = seq;
        this.#sayHello(seq);
        return;
      case 'ping':
        this.#send({ kind: 'ack', seq });
        return;
      case 'get':
        if (request.what === 'state') this.#sayState(seq);
        else if (request.what === 'sense') this.#saySense(seq);
        else this.#send({ kind: 'failsafe', seq, ...this.#failSafe });
        return;
      case 'update':
        this.#update(request);
        return;
      case 'set':
      case 'keep': {
        const reason = this.#objection(request);
        if (reason !== undefined) this.#sayNak(seq, reason);
        else if (request.kind === 'set') this.#set(request);
        else this.#keep(request);
      }
    }
  }

  #objection({ seq, fansPct, relays }: Told): NakReason | undefined {
    if (fansPct.length !== this.#facts.fans || relays.length !== this.#facts.relays) return 'count';
    return this.#refusal(seq);
  }

  #refusal(seq: number): NakReason | undefined {
    if (!this.#isAgreed) return 'greet';
    const ahead = (seq - this.#lastSeq) & 0xffff;
    return ahead >= 1 && ahead <= 0x7fff ? undefined : 'stale';
  }

  /** Starts the boot loader: from here on it reads and sends nothing until a reset. */
  #update({ seq, board }: MessageOf<'update'>): void {
    const isOther = board !== this.#facts.board;
    const reason = isOther
      ? 'range'
      : (this.#refusal(seq) ?? (this.why === 'commanded' ? 'busy' : undefined));
    if (reason !== undefined) {
      this.#sayNak(seq, reason);
      return;
    }
    this.#lastSeq = seq;
    this.#send({ kind: 'ack', seq });
    this.#isUpdating = true;
    this.#cancelState();
  }

  #set({ seq, leaseMs, fansPct, relays }: SetRequest): void {
    const wasCommanded = this.why === 'commanded';
    this.#lastSeq = seq;
    this.#setSeq = seq;
    this.why = 'commanded';
    this.#leaseEndMs = this.#clock.nowMs() + leaseMs;
    this.#cancelLease();
    this.#cancelLease = this.#clock.at(this.#leaseEndMs, () => this.#endLease());
    this.#apply({ fansPct, relays });
    this.#send({ kind: 'ack', seq });
    if (!wasCommanded) this.#sayState(0);
  }

  #keep({ seq, fansPct, relays }: MessageOf<'keep'>): void {
    this.#lastSeq = seq;
    const outputs = { fansPct, relays };
    if (!isSameOutputs(outputs, this.#failSafe)) {
      if (this.isStorageBroken) {
        this.#sayNak(seq, 'storage');
        return;
      }
      this.#failSafe = outputs;
      if (this.why !== 'commanded') this.#apply(outputs);
    }
    this.#send({ kind: 'failsafe', seq, ...this.#failSafe });
  }

  #endLease(): void {
    if (this.why !== 'commanded' || this.#clock.nowMs() < this.#leaseEndMs) return;
    this.why = 'lease-expired';
    this.#setSeq = 0;
    this.#apply(this.#failSafe);
    this.#sayState(0);
  }

  #apply(outputs: Outputs): void {
    const before = this.applied;
    this.applied = outputs;
    if (String(outputs.relays) !== String(before.relays)) this.#body.setRelays(outputs.relays);
    for (const [fan, pct] of outputs.fansPct.entries())
      if (pct !== before.fansPct[fan]) this.#body.setFan(fan, pct);
  }

  #sayHello(seq: number): void {
    this.#send({ kind: 'hello', seq, version: protocolVersions.max, ...this.#facts, reset: this.#cause });
  }

  #sayState(seq: number): void {
    const { why, applied } = this;
    const leaseMs = why === 'commanded' ? Math.floor(this.#leaseEndMs - this.#clock.nowMs()) : 0;
    const badLines = this.#badLines & 0xffff;
    this.#send({
      kind: 'state',
      seq,
      upMs: this.#upMs(),
      why,
      leaseMs,
      set: this.#setSeq,
      ...applied,
      badLines,
    });
  }

  #saySense(seq: number): void {
    const { fans, temperatures, doors, inputs } = this.#facts;
    this.#send({
      kind: 'sense',
      seq,
      upMs: this.#upMs(),
      fansRpm: Array.from({ length: fans }, (_, fan) => this.#body.fanRpm(fan)),
      tempsC: Array.from({ length: temperatures }, (_, sensor) => this.#body.tempC(sensor)),
      door: doors === 0 ? 'none' : this.#body.door(),
      inputs: this.#body.inputs().slice(0, inputs),
    });
  }

  #sayNak(seq: number, reason: string): void {
    this.#send({ kind: 'nak', seq, reason: reason as NakReason });
  }

  #send(message: Message): void {
    for (const line of this.tamper(encode(message))) this.#end?.send(new TextEncoder().encode(`${line}\n`));
  }

  #upMs(): number {
    return Math.floor(this.#clock.nowMs() - this.#bootMs) % 2 ** 32;
  }
}

/** The reports of a board, by which it knows its own echo, whatever the fields. */
const echoes = /^(hello|state|sense|failsafe|ack|nak) /;
