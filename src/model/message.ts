/**
 * What quietpost reports, as data: a key and its values. Rules, gateway, store and back office give messages; text is
 * made at the edge, in every language from one table (src/language). A key that was once released keeps its meaning and
 * its values, because histories and recordings hold it for years.
 */

import type { NightFigure } from './forecast/night-forecast.ts';

/** A value of a message. */
export type Value = string | number | null | Message | readonly string[] | readonly Message[];

type None = Readonly<Record<never, never>>;
type Numbers<Name extends string> = Readonly<Record<Name, number>>;
type Words<Name extends string> = Readonly<Record<Name, string>>;
type Parts<Name extends string> = Readonly<Record<Name, Message>>;
type Maybe<Name extends string> = Readonly<Record<Name, number | null>>;

/** The values of each message by key. Numbers are rounded where they arise, as they are shown. */
export interface MessageValues {
  /** Text of people, of outside programs, and of records from before messages were data. */
  plain: Words<'text'>;

  // The arbiter and the start of control.
  'no-request': None;
  starting: Words<'channel'>;
  'starting-more': Words<'channel'> & Numbers<'more'>;
  standing: Words<'channel'>;
  'standing-more': Words<'channel'> & Numbers<'more'>;
  armed: None;
  'not-armed': Numbers<'seconds'> & { readonly channels: readonly string[] };
  moved: Words<'output'> & Numbers<'fromPct' | 'toPct'> & Parts<'reason'>;
  'would-move': Words<'output'> & Numbers<'fromPct' | 'toPct'> & Parts<'reason'>;
  stays: Words<'output'> & Numbers<'pct'> & Parts<'reason'>;

  // What a restart takes over (src/control/snapshot.ts).
  restarted: Parts<'age'> & { readonly taken: readonly Message[] };
  'restarted-partly': Parts<'age'> & {
    readonly taken: readonly Message[];
    readonly left: readonly Message[];
  };
  'restarted-anew': { readonly left: readonly Message[] };
  'known-seconds-ago': Numbers<'seconds'>;
  'known-some-time-ago': None;
  'snapshot-none': None;
  'snapshot-unread': None;
  'snapshot-version': Numbers<'found' | 'known'>;
  'snapshot-damaged': None;
  'part-changed': Parts<'part'> & { readonly of: readonly string[] };
  'part-unreadable': Parts<'part'>;
  'part-sound-ledgers': None;
  'part-attribution': None;
  'part-fan-loudness': None;
  'part-equipment-ledgers': None;
  'part-noise-events': None;
  'part-heat': None;
  'part-tachos': None;
  'part-relay-wear': None;
  'part-rain': None;
  'part-fan-tones': None;
  'part-backgrounds': None;
  'part-sound-characters': None;
  'part-exceedances': None;
  'part-trips': None;
  'part-plant-health': None;
  'part-quiet-window': None;
  'part-rules': None;
  'part-requests': None;
  'request-output-changed': Words<'output'>;
  'request-end-unknown': Words<'output'>;

  // Temperatures.
  'cabinet-at': Words<'cabinet'> & Numbers<'tempC'>;
  'cabinet-at-worst': Words<'cabinet'> & Numbers<'tempC'>;
  'held-for-night': Parts<'at'> & Numbers<'nightC'>;
  'cooled-ahead': Parts<'at'>;
  'cabinet-warm': Words<'cabinet'> & Numbers<'tempC' | 'tripC'>;
  'cabinet-tripped': Words<'cabinet'> & Numbers<'tripC' | 'resetC'> & Parts<'at'>;
  'trip-reached': Words<'cabinet'> & Numbers<'tripC' | 'powerPct'> & Parts<'at'>;
  'trip-left': Words<'cabinet'> & Numbers<'resetC'> & Parts<'at'>;
  'at-temperature': Numbers<'tempC'>;
  'without-temperature': None;
  'temperature-lost': Words<'cabinet'>;
  'temperature-lost-limits': Words<'cabinet'> & Numbers<'fanPct' | 'powerPct'>;
  'temperature-back': Words<'cabinet'>;

  // Fans, relays, alarms for a technician.
  'fan-never-seen': Words<'fan' | 'cabinet' | 'channel'> & Numbers<'seconds'>;
  'fan-not-turning': Words<'fan' | 'cabinet'>;
  'fan-failed': Words<'fan' | 'cabinet'> & Numbers<'powerPct'>;
  'fan-turns-again': Words<'fan'>;
  'tacho-dead': Words<'fan'>;
  'tacho-back': Words<'fan'>;
  'cabinet-colder': Words<'cabinet'> & Numbers<'powerPct' | 'apartK'>;
  'cabinet-warmer': Words<'cabinet'> & Numbers<'powerPct' | 'apartK'>;
  'heat-explained': Words<'cabinet'>;
  'air-lost': Words<'cabinet'> & Numbers<'lostPct'>;
  'air-back': Words<'cabinet'>;
  'fans-louder': Words<'cabinet'> & Numbers<'louderDb'>;
  'fans-usual': Words<'cabinet'>;
  'converters-louder': Words<'cabinet'> & Numbers<'louderDb'>;
  'converters-usual': Words<'cabinet'>;
  'lamp-spared': Words<'lamp'> & Numbers<'changes'>;
  'relays-without-effect': Words<'output' | 'cabinet'> & Numbers<'powerPct' | 'limitPct'>;
  'relays-with-effect': Words<'output' | 'cabinet'>;
  'steps-for-change': Words<'receptor'>;
  'steps-for-fans': Words<'receptor'>;
  'learns-again': Numbers<'minutes'>;
  'path-carries-more': Words<'receptor'> & Numbers<'louderDb'>;
  'meter-shows-more': Words<'receptor'> & Numbers<'louderDb'>;
  'cabinet-carries-more': Words<'receptor'> & Numbers<'louderDb'> & { readonly cabinets: readonly string[] };
  'fan-just-turned': Numbers<'seconds'>;
  'use-ceases': Words<'receptor'> & Numbers<'minutes'>;
  'use-ceases-now': Words<'receptor'> & Numbers<'excessDb' | 'minutes'>;
  'use-resumes': Words<'receptor'>;
  'speeds-avoided': Numbers<'lowPct' | 'highPct'>;
  'low-frequencies': Words<'level'> & Numbers<'excessDb'>;
  'low-frequencies-gone': Words<'level'> & Numbers<'excessDb'>;
  'tone-heard': Words<'level'> & Numbers<'hz' | 'prominenceDb'> & { readonly cause: Message };
  'tone-gone': Words<'level'> & Numbers<'hz'>;
  'tone-at-pass': Words<'fan'> & Numbers<'pct'>;
  'tone-of-whom': None;
  'fan-tone-learned': Words<'fan' | 'receptor'> & Numbers<'pct' | 'hz' | 'lowPct' | 'highPct'>;
  'fan-tone-noted': Words<'fan' | 'receptor'> & Numbers<'pct' | 'hz' | 'lowPct' | 'highPct'>;
  'relays-hold': Numbers<'seconds'>;
  'relays-way-up-waits': Numbers<'changes' | 'budget'>;
  'relays-used-up': Words<'output'> & Numbers<'budget'>;

  // Noise: the allowance of the equipment, and what follows from it.
  'equipment-allowed': Words<'receptor'> & Numbers<'allowedDb'> & { readonly limits: readonly Message[] };
  'limit-of': Numbers<'limitDb'>;
  'by-background': Numbers<'backgroundDb'>;
  'by-least-background': Numbers<'backgroundDb'>;
  'less-for-tone': Numbers<'penaltyDb'>;
  'hour-nearly-used-up': None;
  'night-nearly-used-up': None;
  'share-not-proved': None;
  'fans-at-most': Parts<'why'> & Numbers<'capPct'>;
  'less-power': Parts<'why'> & Words<'cabinet'> & Numbers<'fanPct' | 'limitC'>;
  exceedance: Words<'level'> & Numbers<'limitDb'> & Parts<'equipment'>;
  'minutes-above': Words<'level'> & Numbers<'totalMin' | 'equipmentMin'>;
  'limit-not-keepable': Words<'receptor'> &
    Numbers<'limitDb' | 'leastDb' | 'missingDb' | 'fansDb' | 'powerDb'>;
  'limit-keepable': Words<'receptor'> & Numbers<'limitDb'>;
  'level-unknown': None;
  'level-proved': Numbers<'levelDb'>;
  'level-not-proved': Numbers<'levelDb'>;
  'people-loud': Numbers<'levelDb'>;
  'people-loud-unknown': None;
  'voices-heard': Words<'level'>;
  'quiet-window': None;
  'quiet-window-result': Numbers<'seconds' | 'l50Db' | 'fanPct'> & Parts<'background' | 'equipment'>;
  'background-level': Numbers<'levelDb'>;
  'background-covered': None;
  'equipment-level': Numbers<'levelDb'>;
  'equipment-none': None;
  dither: Words<'cabinet'> & Numbers<'pct'>;
  'dither-result': Words<'cabinet' | 'receptor'> & Numbers<'ditherDb' | 'pairs' | 'modelDb'>;
  'safe-mode': None;
  'safe-mode-begun': None;
  'sweep-background': None;
  'sweep-fan': Words<'fan'> & Numbers<'pct'>;
  'policy-night-half': Numbers<'powerPct'>;
  'policy-fan-cap': Numbers<'capPct'>;
  'policy-level-step': Numbers<'step' | 'steps'>;

  // Whether the equipment's level may be reported (src/control/attribution/trust.ts).
  'meter-not-heard': Words<'meter'>;
  'meter-fell-silent': Words<'meter'> & Numbers<'seconds'>;
  'input-missing': Words<'channel'>;
  'still-learning': Numbers<'excitedMin' | 'neededMin'>;
  'not-excited': None;
  'louder-than-model': Numbers<'sharePct'>;
  'quieter-than-model': Numbers<'sharePct'>;
  'quiet-moments-louder': Numbers<'apartDb'>;
  'quiet-moments-quieter': Numbers<'apartDb'>;
  'known-to': Numbers<'uncertaintyDb'>;
  'surely-nothing': Numbers<'limitDb'>;
  'surely-below': Numbers<'highDb' | 'limitDb'>;
  'surely-above': Numbers<'lowDb' | 'limitDb'>;
  'limit-in-between': Numbers<'uncertaintyDb' | 'limitDb'>;
  'standby-unknown': Numbers<'standbyDb' | 'limitDb'>;
  'limit-unknown-side': Numbers<'limitDb'>;

  // Requests of people and commands of the back office.
  'requested-limit': Words<'issuer' | 'reason'> & Numbers<'value'>;
  'requested-manual': Words<'issuer' | 'reason'> & Numbers<'value'>;
  'asked-limit': Words<'issuer' | 'output' | 'reason'> & Numbers<'value'>;
  'asked-manual': Words<'issuer' | 'output' | 'reason'> & Numbers<'value'>;
  'request-ended': Words<'id'>;
  'limit-accepted': Words<'output' | 'issuer'> & Numbers<'value' | 'seconds'>;
  'manual-accepted': Words<'output' | 'issuer'> & Numbers<'value' | 'seconds'>;
  'lamp-accepted': Words<'output' | 'issuer'> & Numbers<'value' | 'seconds'>;
  'would-hold': Words<'output'> & Numbers<'value' | 'seconds'>;
  'would-release': Words<'output'>;
  'would-answer': None;
  'output-reached': Words<'output'> & Numbers<'pct'>;
  'output-waits': Words<'output'> & Parts<'found' | 'why'>;
  'found-nothing': None;
  'far-end-differs': None;
  'released-by-other': Words<'issuer'>;
  'nothing-held': Words<'output'>;
  'automatic-again': Words<'output'>;
  'released-by': Words<'issuer'>;
  'lease-over': Words<'output'>;
  'superseded-by': Words<'id'>;
  'birth-follows': None;
  'live-follows': Numbers<'seconds'>;
  'issuer-may-not': Words<'issuer' | 'command'>;
  'below-issuer-floor': Words<'issuer'> & Numbers<'value' | 'floor'>;
  'longer-than-issuer-may': Words<'issuer'> & Numbers<'seconds'>;
  'may-not-release-others': Words<'issuer'>;
  'commands-too-often': Numbers<'most'>;
  'commands-too-fast': Numbers<'most'>;
  'commands-unanswered': Numbers<'count'> & Parts<'answer'>;
  'too-much-held': Numbers<'most'>;
  'no-lamp': Words<'output'>;
  'several-problems': { readonly problems: readonly Message[] };
  'settings-follow': None;
  'id-used-before': None;
  'signature-missing': Words<'issuer'>;
  'signature-wrong': Words<'issuer'>;
  'records-follow': Words<'stream'>;
  'no-such-command': Words<'name'> & { readonly known: readonly string[] };
  'payload-no-json': Numbers<'most'>;
  'payload-malformed': Words<'path' | 'problem'>;
  'command-retained': None;
  'command-expired': Numbers<'seconds'>;
  'issued-before-start': None;
  'issued-in-future': None;
  'no-such-output': Words<'output'> & { readonly known: readonly string[] };
  'value-out-of-range': Words<'output'> & Numbers<'value' | 'min' | 'max'>;
  'manual-too-long': Numbers<'seconds'>;
  'clock-unsynced': None;
  'command-answered': Parts<'stage' | 'answer'>;
  'stage-accepted': None;
  'stage-rejected': None;
  'stage-done': None;
  'stage-expired': None;
  'stage-reached': None;
  'stage-waiting': None;
  'stage-ended': None;
  'stage-superseded': None;
  'stage-released': None;
  'record-missing': Words<'stream'> & Numbers<'seq'>;
  'records-missing': Words<'stream'> & Numbers<'firstSeq' | 'lastSeq'>;
  'gap-before-start': Numbers<'seconds' | 'lastSeq'>;
  'record-refused': Words<'topic' | 'why'>;
  'record-taken-again': Words<'topic'>;
  'commands-refused': Words<'filter' | 'why'>;

  // Buses, meters, outputs.
  'bus-up': Words<'bus'>;
  'bus-down': Words<'bus'> & Parts<'fault'>;
  'device-silent': Words<'device' | 'bus'> & Parts<'fault'>;
  'device-back': Words<'device' | 'bus'>;
  'echo-heard': Words<'bus'>;
  'echo-gone': Words<'bus'>;
  'hangs-up': Words<'bus'>;
  'port-shared': Words<'bus'> & { readonly users: readonly string[] };
  'table-silent': Words<'device' | 'bus'> & Parts<'table'>;
  'block-split': Words<'device' | 'bus'> & Numbers<'first' | 'last'> & Parts<'table' | 'fault'>;
  'points-refused': Words<'device' | 'bus'> &
    Numbers<'first' | 'last'> &
    Parts<'table' | 'fault'> & { readonly points: readonly string[] };
  'table-coil': None;
  'table-discrete': None;
  'table-holding': None;
  'table-input': None;
  'energy-tenfold': Words<'device'> & Parts<'fix'>;
  'energy-a-tenth': Words<'device'> & Parts<'fix'>;
  'check-model': None;
  'write-ratio': Words<'line'>;
  'level-stuck': Words<'device'> & Numbers<'levelDb'>;
  'level-moves': Words<'device'>;
  'output-lost': Words<'output' | 'device'> & Numbers<'seconds'> & Parts<'where'>;
  'falls-to-own-fail-safe': None;
  'nothing-falls-back': None;
  'output-back': Words<'output'>;
  'read-back-differs': Words<'output'> & Numbers<'askedPct'> & Parts<'found'>;
  'read-back-refused': Words<'output' | 'device'> & Numbers<'askedPct'> & Parts<'found'>;
  'read-back-agrees': Words<'output'>;
  'found-percent': Numbers<'pct'>;
  'found-unknown-pattern': None;

  'observer-left-out': Words<'name'> & Parts<'why'>;
  'observer-failed': Words<'problem'>;
  'source-failed': Words<'source' | 'problem'>;
  'observer-slow': Numbers<'tookMs' | 'times'>;

  // The settings, read anew while the station runs (src/assembly/settings-reload.ts).
  'settings-in-force': { readonly changes: readonly Message[] };
  'settings-same': None;
  'settings-refused': Parts<'why'>;
  /** What is wrong in a file, drawn with its lines, once in each language, by its code: each takes its own, or else the English. */
  'file-report': Words<'en'> & Readonly<Record<string, string>>;
  'settings-need-restart': { readonly changes: readonly Message[] };
  'setting-changed': Words<'setting' | 'from' | 'to'>;

  // What a night cost, what the coming one will probably cost, how good that was (src/analysis/forecast).
  'night-figures': Words<'night'> & {
    readonly eveningC: number | null;
    readonly hours: readonly Message[];
  };
  'hour-figures': Words<'from'> & Maybe<NightFigure>;
  'night-expected': Words<'night'> & Numbers<'nights'> & Maybe<NightFigure>;
  'night-scored': Words<'night'> & { readonly scores: readonly Message[] };
  'figure-scored': Parts<'figure'> & Numbers<'loss' | 'asLastNight' | 'insidePct' | 'hours'>;
  'figure-served': None;
  'figure-over': None;
  'figure-risk': None;
  'figure-limited': None;
  'figure-withheld': None;

  // The enclosure board (firmware-bridge).
  'board-up': Words<'board' | 'hardware' | 'firmware'>;
  'board-down': Words<'board'> & Numbers<'leaseS'> & Parts<'fault'>;
  'board-reset': Words<'board'> & Parts<'cause'>;
  'reset-power': None;
  'reset-button': None;
  'reset-watchdog': None;
  'reset-brown-out': None;
  'reset-software': None;
  'reset-unknown': None;
  'board-fell-back': Words<'board'> & Parts<'why'>;
  'fell-commanded': None;
  'fell-lease-expired': None;
  'fell-boot': None;
  'fell-brown-out': None;
  'board-moved': Words<'board'> & Numbers<'command'>;
  'board-refused': Words<'board' | 'request'> & Parts<'why'>;
  'refused-kind': None;
  'refused-field': None;
  'refused-range': None;
  'refused-count': None;
  'refused-greet': None;
  'refused-stale': None;
  'refused-busy': None;
  'refused-storage': None;

  // The history.
  'history-not-written': Words<'path'> & Parts<'why'>;
  'history-written-again': Words<'path'> & Parts<'lost'>;
  'nothing-lost': None;
  'records-lost': Numbers<'dropped'>;
  'history-damaged': Words<'path' | 'aside'> & Parts<'damage'>;
  'clock-set-on': Numbers<'seconds'>;
  'clock-set-back': Numbers<'seconds'>;
  flapping: Words<'subject'> & Numbers<'falls' | 'minutes'>;
  'flapping-over': Words<'subject'> & Numbers<'minutes'>;
  'file-fault': Parts<'why'> & Words<'code' | 'said'>;
  'sqlite-missing': None;
  'file-full': None;
  'disk-full': None;
  'disk-quota': None;
  'file-short': None;
  'disk-errors': None;
  'file-damaged': None;
  'file-damaged-at': Words<'said'>;
  'file-no-database': None;
  'file-busy': None;
  'file-read-only': None;
  'file-forbidden': None;
  'file-not-opened': None;
  'folder-forbidden': None;
  'disk-read-only': None;
  'file-absent': None;
  'file-none': None;
  'path-no-folder': None;
  'history-too-new': Numbers<'found' | 'known'>;
  'history-too-old': Numbers<'found' | 'known'>;
  'history-foreign': None;
  'history-emptied': None;
  'history-not-open': None;
  'history-thread-ended': Words<'why'>;
  'history-gone': Words<'path'>;
  'history-log-gone': Words<'path'>;
  'meter-checked': Words<'meter' | 'by'> & Numbers<'driftDb' | 'offsetDb'>;
  'calibrator-sounded': None;
  'meter-drifted': Numbers<'driftDb' | 'mostDb'>;
  excluded: Words<'by' | 'why' | 'on'>;
  withdrawn: Words<'by' | 'why' | 'on'>;
  'excluded-withdrawn': Parts<'excluded' | 'withdrawn'>;
  'gap-off': None;
  'gap-dropped': None;
  'gap-unwritable': None;

  // Faults (src/model/fault.ts).
  'fault-timeout': Numbers<'afterMs'>;
  'fault-crc': None;
  'fault-frame': Parts<'detail'>;
  'fault-modbus-exception': Numbers<'code'> & Parts<'name'>;
  'fault-link-down': Parts<'detail'>;
  'fault-suspended': Numbers<'retryInS'>;
  'fault-expired': Numbers<'afterMs'>;
  'fault-sentinel': Numbers<'raw'>;
  'fault-implausible': Numbers<'value'>;
  'fault-no-value': Words<'shown'>;
  'fault-overload': None;
  'fault-under-range': None;
  'fault-rejected': Parts<'detail'>;
  'fault-stale': Numbers<'ageS'>;
  'fault-never-read': None;
  'exception-1': None;
  'exception-2': None;
  'exception-3': None;
  'exception-4': None;
  'exception-5': None;
  'exception-6': None;
  'exception-8': None;
  'exception-10': None;
  'exception-11': None;
  'exception-other': None;

  // Details of faults: of links and ports,
  'link-at': Words<'where'> & Parts<'why'>;
  'link-stopped': None;
  'link-open': None;
  'link-closed': None;
  'link-closed-by-us': None;
  'line-chatter': Numbers<'seconds'>;
  'link-silent': Numbers<'seconds'>;
  'tcp-refused': None;
  'tcp-reset': None;
  'tcp-closed': None;
  'tcp-timeout': None;
  'tcp-unreachable': None;
  'tcp-no-route': None;
  'tcp-unknown-host': None;
  'tcp-no-name-server': None;
  'port-owned': Words<'owner'>;
  'port-in-use': None;
  'port-absent': None;
  'port-absent-others': { readonly others: readonly string[] };
  'port-forbidden': None;
  'port-baud': None;
  'port-unplugged': None;
  'lines-let-go': None;
  'sensor-absent': Words<'path' | 'folder'>;
  'sensor-unreadable': Words<'path' | 'code'>;
  'onoff-missing': None;
  'gpio-version-unknown': None;
  'gpio-chip-absent': { readonly labels: readonly string[]; readonly present: readonly string[] };
  'gpio-no-chips': { readonly labels: readonly string[] };
  'gpio-line-absent': Words<'chip'> & Numbers<'last' | 'line'>;
  'gpio-line-unlisted': Numbers<'line'>;
  'gpio-line-held': Numbers<'line'> & Words<'owner'>;
  'gpio-not-held': Numbers<'line' | 'seconds'>;
  'gpio-ended-at-once': { readonly code: number | null };
  'gpio-read-would-move': None;
  'gpio-values-count': Numbers<'found' | 'expected'>;
  'gpio-tools-absent': Words<'tool'>;
  'gpio-forbidden': None;
  'gpio-busy': None;
  'gpio-no-sysfs': None;
  // of answers,
  'too-many-bytes': Numbers<'most'>;
  'bytes-behind': Numbers<'bytes'>;
  'echo-or-answer': None;
  'no-answer-of-unit': Numbers<'bytes' | 'unit'>;
  'other-unit': Numbers<'found' | 'unit'>;
  'other-transaction': Numbers<'found' | 'expected'>;
  'no-tcp-header': None;
  'no-tcp-header-rtu': None;
  'exception-length': Numbers<'bytes'>;
  'other-function': Numbers<'expected'> & { readonly found: number | null };
  'other-length': Numbers<'bytes' | 'expected'>;
  'echo-address': Numbers<'found'>;
  'echo-value': Numbers<'found' | 'expected'>;
  'byte-count': { readonly found: number | null };
  'bytes-in-place': Numbers<'bytes' | 'expected'>;
  'text-after-answer': Words<'shown'>;
  'text-in-place': Words<'shown' | 'expected'>;
  'text-no-field': Words<'shown'> & Numbers<'field'>;
  'text-list-longer': Words<'shown'> & Numbers<'length'>;
  'text-no-number': Words<'shown'>;
  'line-too-long': Numbers<'most'>;
  'said-out-of-turn': None;
  'instrument-says': Words<'status'>;
  'instrument-refuses': Words<'status' | 'meaning'>;
  'level-covers': Numbers<'coversMs' | 'pollMs'>;
  'level-covers-unknown': Numbers<'pollMs'>;
  'sensor-file-empty': None;
  'sensor-file-strange': None;
  // of refusals,
  'queue-full': Numbers<'most'>;
  'not-on-bus': Words<'device'>;
  'takes-no-commands': Words<'device'>;
  'kept-as': Words<'quality'>;
  // of boards.
  'board-greeted-again': None;
  'board-version': Numbers<'version' | 'min' | 'max'>;
  'board-parts': Numbers<'fans' | 'relays' | 'wantedFans' | 'wantedRelays'>;
  'board-parts-changed': None;
  'board-sensor-broken': None;
}

/** A key of the table. */
export type MessageKey = keyof MessageValues;

/** Any message: a key with its values. */
export type Message = {
  [Key in MessageKey]: { readonly key: Key; readonly values: MessageValues[Key] };
}[MessageKey];

/** A message with exactly the values of its key. */
export function message<Key extends MessageKey>(
  key: Key,
  ...[values]: keyof MessageValues[Key] extends never ? [] : [MessageValues[Key]]
): Message {
  // The parameters tie the values to the key; the union of all messages cannot see that.
  return { key, values: values ?? {} } as Message;
}

/** Several as one; one as itself. */
export function allOf(problems: readonly Message[]): Message {
  const [first] = problems;
  return problems.length === 1 && first !== undefined ? first : message('several-problems', { problems });
}

/** A text as a message. */
export function plain(text: string): Message {
  return { key: 'plain', values: { text } };
}

/** Rounded as it is shown, so that messages with the same text are equal. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
