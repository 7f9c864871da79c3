/** A site file after all checks: what the gateway, the simulated station and the back office use. */

import type {
  InstrumentDefinition,
  MeterDefinition,
  OneWireDefinition,
} from '../devices/instruments/instrument.ts';
import type { DeviceDefinition } from '../devices/modbus/definition.ts';
import type { SwitchingOrder } from '../devices/modbus/relay-path.ts';
import type { ControlPlan } from './control-plan.ts';
import type { StationRecord } from './station-record.ts';

/** The whole site. */
export interface SitePlan {
  /** SHA-256 of the site file and of all definitions it uses, 12 hex digits. */
  readonly hash: string;
  /** The site file as it was written; absent in histories from before it was kept. */
  readonly siteText?: string;
  readonly site: string;
  readonly station: string;
  /** IANA zone of the site, for local time. */
  readonly zone: string;
  /** `assumed`: the operating system's clock counts as right; `systemd-timesyncd`: only after it has set the clock. */
  readonly clock: 'assumed' | 'systemd-timesyncd';
  readonly broker: BrokerPlan;
  /** By issuer: who may move what. Absent: nobody but on a desktop. */
  readonly commands?: Readonly<Record<string, IssuerPlan>>;
  /** Absent: Home Assistant is not told of the station. */
  readonly homeAssistant?: { readonly prefix: string };
  readonly history: HistoryPlan;
  /** Absent: no page is served. */
  readonly page?: PagePlan;
  readonly buses: readonly BusPlan[];
  readonly boards: readonly BoardPlan[];
  readonly banks: readonly BankPlan[];
  readonly devices: readonly DevicePlan[];
  /** Ports without Modbus: one instrument each, or 1-wire sensors. */
  readonly ports: readonly PortPlan[];
  readonly outputs: readonly OutputPlan[];
  readonly control: ControlPlan;
  /** What a record of a measurement names; absent in plans of before. */
  readonly record?: StationRecord;
  /** For the simulated station only: what is where. */
  readonly layout: LayoutPlan;
}

/** Where the history is and how much of it is kept. */
export interface HistoryPlan {
  /** SQLite file; relative to the working folder. */
  readonly path: string;
  /** How long seconds are kept; minutes, events and decisions. */
  readonly secondsMs: number;
  readonly minutesMs: number;
  readonly fileBytesMax: number;
}

/** What one issuer of commands may do. */
export interface IssuerPlan {
  /** Kinds of commands that move something. */
  readonly may: readonly ('limit' | 'manual' | 'release' | 'lamp')[];
  /** Lowest value, in the output's unit. */
  readonly floor?: number;
  readonly longestMs?: number;
  readonly perHour: number;
  /** PEM of an Ed25519 key; then every command must be signed. */
  readonly publicKey?: string;
}

/** Where the page is when the site file does not say. */
export const PAGE_PORT = 8080;

/** The page of the station. */
export interface PagePlan {
  readonly port: number;
  /** Reachable from the network, with the access code alone. */
  readonly isLan: boolean;
  /** File with the access code; absent: nothing can be changed from the page. */
  readonly tokenFile?: string;
}

/** The broker that the station publishes to. */
export type BrokerPlan =
  /** A broker inside this process, for a desktop. */
  | {
      readonly kind: 'embedded';
      readonly port: number;
      /** Also on a real station: nobody collects what it measures. */
      readonly onSite?: boolean;
    }
  | {
      readonly kind: 'mqtt';
      readonly url: string;
      readonly username?: string;
      readonly passwordFile?: string;
      readonly caFile?: string;
      /** Certificate of the station and its key: both or none. */
      readonly certFile?: string;
      readonly keyFile?: string;
      /** When the latest values of each device are published: `watched` (absent too) is when somebody asks for them. */
      readonly live?: 'always' | 'watched';
      /** Each byte costs. */
      readonly metered?: boolean;
    };

/** One Modbus bus. */
export type BusPlan =
  | {
      readonly id: string;
      readonly kind: 'modbus-tcp';
      readonly host: string;
      readonly port: number;
    }
  | {
      readonly id: string;
      readonly kind: 'modbus-rtu';
      readonly path: string;
      readonly baud: number;
      readonly format: '8N1' | '8E1' | '8O1' | '8N2';
    }
  /** RTU frames through a socket: a serial converter that passes bytes on unchanged. The line is the one behind it. */
  | {
      readonly id: string;
      readonly kind: 'rtu-over-tcp';
      readonly host: string;
      readonly port: number;
      readonly baud: number;
      readonly format: '8N1' | '8E1' | '8O1' | '8N2';
    };

/** An enclosure board, alone on its line. Its fans, sensors and relays are devices with this `bus`. */
export interface BoardPlan {
  readonly id: string;
  readonly end:
    | { readonly kind: 'serial'; readonly path: string; readonly baud: number }
    | { readonly kind: 'tcp'; readonly host: string; readonly port: number };
  /** The fail-safe that the board stores. The lengths say what it must have. */
  readonly failSafe: { readonly fansPct: readonly number[]; readonly relays: readonly boolean[] };
  readonly leaseMs: number;
}

/** How the lines of a GPIO chip can be driven; `auto`: by what the kernel supports. */
export const gpioDrivers = ['auto', 'sysfs', 'libgpiod'] as const;

/** One of these drivers. */
export type GpioDriver = (typeof gpioDrivers)[number];

/** The relays of one device on GPIO lines. */
export interface BankPlan {
  readonly device: string;
  readonly bus: string;
  readonly chip: string;
  readonly driver: GpioDriver;
  /** Folder of the tools of libgpiod; absent: those on the path. */
  readonly tools?: string;
  readonly lines: readonly number[];
  readonly isActiveLow: boolean;
  /** Energised in fail-safe, by position. */
  readonly failSafe: readonly boolean[];
  /** The shortest of its outputs. */
  readonly leaseMs: number;
  readonly pollMs: number;
}

/** One Modbus device. */
export interface DevicePlan {
  readonly id: string;
  readonly bus: string;
  readonly unitId: number;
  readonly definition: DeviceDefinition;
  readonly pollMs: number;
  /** Older readings are stale. */
  readonly validMs: number;
}

/** An instrument that is no Modbus device. */
export interface InstrumentPlan<Definition = InstrumentDefinition> {
  readonly id: string;
  readonly bus: string;
  readonly definition: Definition;
  readonly pollMs: number;
  /** Older readings are stale. */
  readonly validMs: number;
}

/** One 1-wire sensor. */
export interface SensorPlan extends InstrumentPlan<OneWireDefinition> {
  /** Its number: the name of its folder. */
  readonly sensor: string;
}

/** A port with one instrument. */
export type MeterPortPlan =
  | {
      readonly id: string;
      readonly kind: 'meter-serial';
      readonly path: string;
      readonly baud: number;
      readonly format: '8N1' | '8E1' | '8O1' | '8N2';
      readonly meter: InstrumentPlan<MeterDefinition>;
    }
  | {
      readonly id: string;
      readonly kind: 'meter-tcp';
      readonly host: string;
      readonly port: number;
      readonly meter: InstrumentPlan<MeterDefinition>;
    };

/** The 1-wire sensors of this computer. */
export interface OneWirePlan {
  readonly id: string;
  readonly kind: 'one-wire';
  /** The folder in which the operating system shows the sensors. */
  readonly path: string;
  readonly sensors: readonly SensorPlan[];
}

/** Any port without Modbus. */
export type PortPlan = MeterPortPlan | OneWirePlan;

/** The instruments behind a port. */
export function instrumentsOn(port: PortPlan): readonly InstrumentPlan[] {
  return port.kind === 'one-wire' ? port.sensors : [port.meter];
}

/** Whether each byte to the broker costs. */
export function isMetered({ broker }: Pick<SitePlan, 'broker'>): boolean {
  return broker.kind === 'mqtt' && broker.metered === true;
}

/** Everything that gives readings, whatever its protocol. */
export function readersOf({
  devices,
  ports,
}: Pick<SitePlan, 'devices' | 'ports'>): readonly (DevicePlan | InstrumentPlan)[] {
  return [...devices, ...ports.flatMap(instrumentsOn)];
}

/** How often within its lease an output is written again: two writes in a row may be lost. */
export const RENEWALS_PER_LEASE = 3;

/** The device and command behind an output of ControlPlan.outputs. */
export type OutputPlan = {
  readonly id: string;
  readonly device: string;
  readonly command: string;
  /** The far end returns to fail-safe by itself after this time without us. */
  readonly leaseMs: number;
} /** `fullW`: what 100 % of a power limit is, W; absent: the register takes percent. */ & (
  | { readonly kind: 'register'; readonly fullW?: number }
  /** Percent to the coils (1-based, as printed on the board) that are energised; coils not named are off. */
  | {
      readonly kind: 'relay-steps';
      readonly coils: readonly number[];
      readonly steps: Readonly<Record<string, readonly number[]>>;
      readonly order: SwitchingOrder;
      /** Pause between relays that open and relays that close. */
      readonly delayMs: number;
    }
);

/** Where each meter stands, for the simulated station. */
export interface LayoutPlan {
  readonly levels: readonly {
    readonly device: string;
    readonly place: 'boundary' | 'rest-area' | 'cover';
    readonly cabinet?: string;
  }[];
  readonly cabinets: readonly {
    readonly id: string;
    readonly meter: string;
    readonly temperatures: readonly string[];
    readonly fans: readonly string[];
    readonly guns: readonly string[];
    readonly limitOutput: string;
  }[];
  readonly weatherDevices: readonly string[];
  readonly lampOutput?: string;
}
