/**
 * What is wrong in a settings file, and what to write there, as data: keys with their values. Config, definitions and the
 * simulator give phrases; text is made at the edge, in every language from one table (src/language/phrases-en.ts).
 */

/** A value of a phrase. */
export type PhraseValue = string | number | Phrase | EnglishText | readonly (string | number | Phrase)[];

/** What stands in English beside a key or in a definition; a language without it leaves it out. */
export interface EnglishText {
  readonly english: string;
  /** What stands around it, `{}` in its place: "  ({})". */
  readonly frame?: string;
}

/** A key with its values. */
export interface Phrase {
  readonly key: PhraseKey;
  readonly values: Readonly<Record<string, PhraseValue>>;
}

/** A key that needs no values. */
export type PhraseLabel = {
  [Key in PhraseKey]: PhraseSlots[Key] extends never ? Key : never;
}[PhraseKey];

/** A phrase with exactly the values of its key. */
export function phrase<Key extends PhraseKey>(
  key: Key,
  ...[values]: PhraseSlots[Key] extends never ? [] : [Readonly<Record<PhraseSlots[Key], PhraseValue>>]
): Phrase {
  return { key, values: values ?? {} };
}

/** For places that take text alone, such as the error of a schema: the key in the place of its text. */
export function phraseKey(label: PhraseLabel): string {
  return label;
}

/** A key of the table. */
export type PhraseKey = keyof PhraseSlots;

/** The names of the values of each phrase by key. */
export interface PhraseSlots {
  // Parts that many problems have.
  plain: 'text';
  write: 'what';
  add: 'what';
  'leave-out': 'what';
  type: 'what';
  'type-ordinary': 'what';
  'known-list': 'what' | 'known';
  'known-keys-here': never;
  'known-values': never;
  'known-here': never;
  none: never;
  'the-file': never;
  'as-described': 'about';
  'why-and-write': 'why' | 'write';
  'or-write': 'name';
  'with-places': 'message' | 'places';
  'noun-bus': never;
  'noun-device': never;
  'noun-device-or-group': never;
  'noun-output': never;
  'noun-receptor': never;
  'noun-cabinet': never;
  'noun-fan': never;
  'noun-receptor-or-level': never;
  'nouns-buses': never;
  'nouns-devices': never;
  'nouns-outputs': never;
  'nouns-receptors': never;
  'nouns-cabinets': never;
  'nouns-levels': never;
  'nouns-models': never;
  'nouns-keys': never;
  'nouns-ratios': never;
  'nouns-commands': never;

  // The frame of a report.
  'severity-error': never;
  'severity-warning': never;
  'problem-head': 'severity' | 'message';
  'problem-place': 'place';
  'problem-line': 'place' | 'severity' | 'message' | 'fix';
  'errors-one': never;
  'errors-many': 'count';
  'warnings-one': never;
  'warnings-many': 'count';
  'first-shown': 'count';
  waiting: 'warnings';

  // The page of `quietpost check`.
  'check-unusable': 'path';
  'check-good': 'station' | 'hash';
  'check-counts': 'cabinets' | 'guns' | 'devices' | 'channels' | 'cycle';
  'check-night': 'start' | 'end' | 'zone' | 'limits';
  'check-buses': never;
  'check-outputs': never;
  'check-rules': 'rules';
  'check-warnings': never;
  'check-more': 'count';
  'check-files': never;
  'check-computer': never;
  'check-folder': 'path';
  'check-tcp': 'end';
  'has-warnings': 'site' | 'count';
  'init-unusable': never;
  'check-load': 'percent';
  'check-own': never;
  'check-board': 'end';
  'check-serial': 'path' | 'baud';
  'check-board-parts': 'fans' | 'relays' | 'parts';
  'check-lines': 'device' | 'lines' | 'levels';
  'check-active-low': never;
  'check-range': 'min' | 'max';
  'check-fail-safe': 'value';
  'check-lease': 'time';
  'check-rtu-over-tcp': 'end';

  // More of the text itself.
  'nul-character': 'code';
  'control-character': 'code';
  'nothing-but': 'character' | 'more';
  'control-stands-here': 'character' | 'more';
  'and-others': 'count';
  'char-full-width-digit': 'character';
  'char-full-width-letter': 'character';
  'char-full-width-sign': 'character';
  'char-other': never;
  'char-blank': 'name' | 'code';
  'char-shown': 'name' | 'character' | 'code';
  'octal-meant': 'value';
  'write-read': 'value' | 'octal';
  'of-them': 'count';
  'and-one-place': never;
  'and-places': 'count';

  // More of keys and values.
  'key-missing': 'key' | 'owner';
  'add-key': 'key' | 'example' | 'about';
  'write-or-more': 'least';
  'write-more': 'least';
  'write-list': 'list';
  'write-lines': 'keys';
  'names-of-choice': never;
  nothing: never;

  // Forms that a text must have.
  'form-duration-text': never;
  'form-duration': never;
  'form-name': never;
  'form-time-of-day': never;
  'form-day-of-year': never;
  'form-hours': never;
  'hours-end-first': never;
  'form-holiday': never;
  'same-start-end': never;
  'total-with-l90': never;
  'form-date': never;
  'form-step': never;
  'break-at-most': never;
  'form-broker': never;
  'form-public-key': never;
  'page-needs-code': never;
  'cycle-range': never;
  'form-word': never;
  'low-below-high': never;
  'band-too-wide': never;
  'form-address': never;
  'form-unit-ids-text': never;
  'form-unit-ids': never;
  'form-sensor': never;
  'form-ratio-points': never;
  'form-hex': never;
  'form-frame': never;
  'form-serial': never;
  'form-family': never;
  'temperatures-rise': never;
  'form-date-quoted': never;
  'no-date': never;
  'scenario-length': never;

  // More of buses, devices and outputs.
  'bus-has-end': 'bus' | 'end';
  'bus-has-same': 'bus' | 'end' | 'other';
  'kinds-meter': never;
  'name-bus-kind': 'kinds';
  'add-base': 'about';
  'base-at-most': 'most' | 'about';
  'entry-share': 'entry' | 'share' | 'count';
  'which-fan': never;
  'which-sensor': never;
  'no-fan': 'number';
  'no-sensor': 'number';
  'unit-id-to': 'count';
  'must-be-below': 'lower' | 'low' | 'upper' | 'high';
  'must-be-at-most': 'lower' | 'low' | 'upper' | 'high';
  'never-kept': 'limitDb';
  'always-kept': 'limitDb';
  'write-ratio': 'values' | 'about';
  'add-steps': 'steps';
  'sets-no-speed': 'command' | 'quantity';
  'sets-no-limit': 'command' | 'quantity';

  // More of definitions.
  'write-ratio-first': never;
  'names-in-answers': 'known' | 'list';
  'and-list-numbers': 'list';
  'no-answer-has': 'name';
  'brace-alone': 'name';

  // The text itself: what is no text, or no YAML (src/config/problems).
  'merge-unfinished': 'mark';
  'keep-one-version': never;
  'copy-again-or-backup': never;
  'delete-and-type': never;
  'nested-deeper': 'most';
  'close-or-delete-brackets': never;

  // Keys and values against the schema.
  'key-belongs-into': 'key' | 'entry';
  'indent-as': 'entry';
  'key-impossible': never;
  'not-possible-here': 'key';
  'file-empty': never;
  'begin-complete': never;
  'decimal-point': never;
  'stands-for-key': 'key';
  'unknown-key': 'key';
  'add-known': 'key' | 'first' | 'known';
  'value-unknown': 'value';
  'value-unfit': 'value';
  'see-readme': never;
  'list-empty': never;
  'write-entry': never;
  'text-empty': never;
  'too-low': 'value';
  'too-high': 'value';
  'write-or-less': 'most';
  'a-list': never;
  'a-section': never;
  'value-missing': never;
  'no-whole-number': 'value';
  'write-whole-number': never;
  'no-number': 'value';
  'no-text': 'value';
  'no-list': 'value';
  'no-section': 'value';
  'write-type': 'type';
  'number-without-quotes': never;
  'write-bare-number': 'number';
  'put-value-in-quotes': 'value';
  'write-duration': never;
  'no-duration': 'value';
  'no-unit': 'value';
  'no-time-unit': 'word';
  'write-time-of-day': never;
  'no-time-of-day': 'value';
  'for-example': 'example';

  // Characters that look like others.
  'char-full-width-colon': never;
  'char-small-colon': never;
  'char-ratio-sign': never;
  'char-full-width-comma': never;
  'char-small-comma': never;
  'char-ideographic-comma': never;
  'char-ideographic-full-stop': never;
  'char-lenticular-bracket': never;
  'char-no-break-space': never;
  'char-narrow-no-break-space': never;
  'char-figure-space': never;
  'char-en-space': never;
  'char-em-space': never;
  'char-thin-space': never;
  'char-full-width-space': never;
  'char-zero-width-space': never;
  'char-zero-width-non-joiner': never;
  'char-zero-width-joiner': never;
  'char-word-joiner': never;
  'char-byte-order-mark': never;
  'char-soft-hyphen': never;
  'char-curly-quote': never;
  'char-low-quote': never;
  'char-angle-quote': never;
  'char-minus': never;
  'char-en-dash': never;
  'char-em-dash': never;
  'char-hyphen': never;
  'char-no-break-hyphen': never;
  'type-comma': never;
  'type-quotes': 'quote';
  'type-colon': 'word';
  'no-space-after-colon': never;
  'type-space-after': 'word' | 'rest';
  'delete-it': never;
  'type-spaces': never;
  'stands-here': 'character';
  'did-you-mean': 'near';
  'none-yet': 'what';

  // Encodings.
  'cut-off': never;
  'copy-whole': never;
  'not-utf8-likely': 'encoding' | 'character';
  'kind-zip': never;
  'kind-office': never;
  'kind-gzip': never;
  'kind-pdf': never;
  'not-text': 'kind';
  'give-text': never;
  'not-utf8': 'encoding';
  convert: 'encoding' | 'file';
  'encoding-gbk': never;

  // What the reader of YAML stumbles over.
  'quote-special': never;
  'yaml-tab': never;
  'yaml-indent-spaces': never;
  'yaml-indent': never;
  'yaml-same-indent': never;
  'yaml-key-twice': never;
  'keep-one': never;
  'yaml-not-closed': never;
  'close-on-line': never;
  'yaml-two-pairs': never;
  'yaml-quote-or-line': never;
  'yaml-no-comma-flow': never;
  'yaml-comma-or-close': never;
  'yaml-second-document': never;
  'yaml-one-document': never;
  'yaml-two-anchors': never;
  'yaml-remove-anchors': never;
  'yaml-two-tags': never;
  'yaml-remove-tags': never;
  'yaml-plain-key': never;
  'yaml-quote-key': never;
  'yaml-no-colon-runs-on': never;
  'yaml-no-colon-near': never;
  'yaml-aliases': never;
  'write-out': never;
  'yaml-anchors-tags': never;
  'yaml-directive': never;
  'remove-it': never;
  'yaml-escape': never;
  'yaml-single-quotes': never;
  'yaml-bad-start': never;
  'put-in-quotes': never;
  'yaml-tags': never;
  'yaml-remove-tag-or-quote': never;
  'yaml-remove-tag': never;
  'yaml-too-deep': never;
  'close-brackets': never;
  'yaml-out-of-place': never;
  'each-line': 'quote';
  'yaml-unreadable': never;
  'yaml-quote-open': never;
  'yaml-no-colon': never;
  'yaml-no-dash': never;
  'yaml-begin-dash': never;
  'yaml-comment': never;
  'yaml-space-before': never;
  'yaml-no-space': never;
  'yaml-space-after': never;
  'yaml-no-comma': never;
  'yaml-comma-between': never;
  'yaml-quote-open-line': never;
  'key-twice-first': 'line';
  'read-as': 'source' | 'value';
  'aliases-used': 'places';
  'write-out-where': never;
  'stands-in': 'character' | 'key';
  'no-such-section': 'path';
  'write-path': never;

  // Buses and the devices on them (src/config/checks).
  'one-owner': never;
  'write-by-id': never;
  'may-be-other-adapter': 'path';
  'unit-id-twice': 'device' | 'unitId' | 'bus' | 'owner';
  'give-other-unit-id': 'free';
  'unit-id-factory': 'bus';
  'unit-id-from-2': never;
  'none-on-bus': never;
  'factory-line': 'model' | 'baud' | 'format' | 'bus' | 'busBaud' | 'busFormat';
  'set-line': 'baud' | 'format';
  'no-modbus-device': 'device';
  'leave-it-out': never;
  'add-unit-id': never;
  'unit-id-missing': 'device';
  'unit-id-or-ids': never;
  'unit-id-both': never;
  'write-unit-range': never;
  'no-unit-range': 'unitIds';
  'poll-zero': never;
  'write-or-longer-1s': never;
  'write-valid': 'least' | 'usual';
  'stale-before-poll': 'poll';
  'kinds-modbus': never;
  'cannot-stand-on': 'model' | 'bus' | 'kind';
  'no-base': 'model';
  'base-missing': 'device' | 'model';
  'base-beyond': 'base';
  'member-name-taken': 'group';
  'rename-one': never;
  'poll-too-short': 'time' | 'model';
  'or-longer': 'time';
  'at-baud': 'baud';
  'little-left': never;
  'load-needs': 'share' | 'bus' | 'speed' | 'left' | 'most';
  'most-of-it': 'named';
  'poll-less-often': 'times';
  'less-or-second-bus': 'less';
  'load-faster': 'baud' | 'share' | 'less';
  'still-full': 'baud' | 'share';
  'load-gaps': 'less' | 'still';

  // Boards and GPIO.
  'model-of-folder': never;
  'cannot-be-on': 'model' | 'bus' | 'kind';
  'other-bus-or-model': 'models';
  'only-has': 'model' | 'key';
  'add-lines': never;
  'lines-missing': 'device';
  'no-group': 'model';
  'one-entry-each': never;
  'has-no-number': 'model';
  'part-taken': 'owner' | 'bus';
  'board-lease': 'lease';
  'board-one-lease': 'board';
  'write-as-for': 'time' | 'output';
  'fan-uncommanded': 'fan' | 'board';
  'add-board-fan': never;
  'line-taken': 'line' | 'owner';
  'one-line-one-relay': never;
  'chip-taken': 'bus';
  'to-one-bus': never;

  // Numbers, times, the broker.
  'why-fan-room': never;
  'why-fans-full-before-warning': never;
  'why-warning-before-trip': never;
  'why-reset-below-trip': never;
  'why-fans-before-power': never;
  'why-power-before-warning': never;
  'why-lamp-off-below': never;
  'write-less-than': 'high' | 'why';
  'digit-lost': never;
  'night-above-day': 'nightDb' | 'dayDb';
  swapped: never;
  'write-zone': never;
  'unknown-zone': 'zone';
  'night-empty': never;
  'write-night': never;
  'receptor-same-name': 'name';
  'cover-needs-cabinet': never;
  'add-cabinet': never;
  'measure-fans': 'receptor';
  'same-level': 'levelDb' | 'receptor';
  'measure-standby': never;
  'standby-not-quieter': 'standbyDb' | 'fullDb' | 'receptor';
  'password-to-file': never;
  'password-in-url': never;
  'given-without': 'given' | 'missing';
  'add-together': 'missing';
  'certificate-needs-tls': never;
  'use-mqtts': never;
  'password-unencrypted': never;
  'username-without-password': never;
  'advise-moves-nothing': never;
  'write-auto': never;
  unverified: 'model';
  verify: never;

  // What a device entry says of its device.
  'no-such-ratio': 'model' | 'part';
  'ratio-impossible': 'value' | 'part' | 'model';
  'one-unit-id': 'model';
  'most-unit-ids': 'model' | 'most';
  'write-at-most': 'most';
  'group-names-channels': never;
  'leave-channels-to-group': never;
  'channels-beyond': 'unitId';
  'give-meter-unit-id': 'unitId';

  // Outputs.
  'commands-of': 'model';
  'no-such-command': 'device' | 'command';
  'relays-without-steps': 'command';
  'relays-for-fan': 'command';
  'name-register-command': never;
  'register-for-lamp': 'command';
  'name-coil-command': never;
  'name-other-command': never;
  'no-relays-for-steps': never;
  'min-for-steps': never;
  'limit-zero-ends': never;
  'write-min': never;
  'limit-shared': never;
  'output-each': never;
  'outside-range': 'key' | 'value' | 'min' | 'max';
  'write-between': never;
  'not-a-step': 'key' | 'value';
  'write-one-of': 'values';
  'lease-short': 'lease';
  'or-longer-30s': 'time';
  'fan-unseen': 'device';
  'name-tacho': never;
  'keeps-last-value': 'device';
  'timed-relay-series': never;
  'lease-by-polls': 'device' | 'poll';
  'longer-or-poll': 'time';
  'no-coil': 'coil';
  'no-coils': never;
  'coils-to': 'count';
  'the-command': 'command';
  'the-coil': 'coil';
  'end-taken': 'owner' | 'what' | 'device';
  'one-output-each': never;

  // Ports of instruments.
  'port-taken': 'owner' | 'bus';
  'own-port': never;
  'only-sensors-number': never;
  'add-sensor': 'family';
  'sensor-missing': 'device';
  'sensor-taken': 'owner' | 'sensor';
  'other-number': never;
  'sensor-family': 'model' | 'family';
  'check-number': never;
  'not-in-list': 'model' | 'quantity';
  'from-list': 'known';
  'needs-silence': 'time';
  'write-more-than': 'time';

  // Names that lead nowhere.
  'group-not-device': 'name';
  'write-member': 'member';
  'and-more': 'count';
  'also-named': 'places' | 'more';
  'no-such-name': 'what' | 'name' | 'also';
  'none-so-far': never;
  'output-kind': 'output' | 'kind' | 'wanted';
  'outputs-of-kind': 'kind' | 'names';
  'nobody-measures': never;
  'devices-that-do': 'devices';
  'no-such-point': 'device' | 'model' | 'quantities';
  'more-devices': 'count';
  'no-such-model': 'model' | 'also';
  'already-used': 'name' | 'place';
  'name-other': never;
  'nothing-uses': 'what' | 'name';
  'use-or-remove': never;

  // Relays.
  'gpio-shell': never;
  'gpio-stays': never;
  'gpio-lease': 'device' | 'killed';
  'gpio-fix': never;
  'wire-steps': never;
  'step-with-more-power': 'from' | 'to';
  'keeps-relays': 'device';
  'use-timed-board': never;
  'board-counts': 'time';
  'no-empty-step': never;
  'empty-fail-safe': never;
  'fail-safe-energised': 'failSafe';
  'write-released': 'released' | 'failSafe';

  // Files of limits (src/config/limits).
  'limit-without-period': 'period';
  'periods-or-out': 'period';
  'no-such-period': 'period';
  'nothing-limited': never;
  'write-limit': never;
  'whole-periods-only': 'quantity';
  'no-background-of': 'quantity';
  'relative-compares-laeq': 'quantity';
  'quantity-or-relative': never;
  'hours-are-energy': 'quantity';
  'quantity-or-term': never;
  'emergence-totals': never;
  'rating-or-specific': never;
  'no-class-for-term': 'class';
  'write-some-of': 'known';
  'hours-unsaid': never;
  'write-workdays': never;
  'hours-for-hours': 'kind';
  'rest-days-unsaid': never;
  'takes-off': 'kind';
  'allows-nothing': never;
  'write-relative-db': never;
  'not-ascending': never;
  'smallest-first': never;
  'value-per-octave': never;
  'as-many-octaves': never;
  'no-class': 'class';
  'write-class': never;
  'other-octaves': never;
  'as-many-values': never;
  'period-shorter': 'period';
  'write-shorter': never;
  'window-minutes': never;
  'write-15m-or-1h': never;
  'no-whole-windows': 'period';

  // Files and their names.
  'rule-set-name': 'file' | 'name';
  'larger-than': 'bytes';
  'no-such-file': never;
  'not-permitted': never;
  'is-folder': never;
  'site-unreadable': 'why';
  'give-site-path': never;
  'model-name': 'file' | 'name';
  'write-model': 'model';
  'later-version': 'version' | 'known';
  'install-later': 'version';

  // Device definitions (src/devices).
  'band-no-point': never;
  'write-under-bands': never;
  'no-bands': 'from' | 'to' | 'width';
  'write-nominal': never;
  'command-own-name': never;
  'command-name-twice': 'name';
  'unit-cannot-become': 'unit' | 'target' | 'quantity';
  'use-units': 'units';
  'not-one-register': 'min' | 'max' | 'unit' | 'step';
  'write-step-holding': never;
  'first-relay-address': never;
  'relays-beyond': never;
  'two-words': never;
  'same-word': never;
  'word-for-zero': never;
  'delay-beyond': never;
  'check-base': never;
  'also-delay': 'key';
  'write-lease-unit': never;
  'lease-unit-zero': never;
  'first-coil-address': never;
  'coils-beyond': never;
  'flash-distance': never;
  'flash-beyond': never;
  'flash-on-coils': never;
  'point-lacks': 'point' | 'key';
  'write-here-or-defaults': 'key';
  'mask-width': 'point';
  'write-mask-width': never;
  'count-means-nothing': 'type';
  'out-or-bits': never;
  'type-unfit': 'type' | 'table';
  'tables-hold': never;
  'point-beyond': 'point';
  'first-register': never;
  'point-too-wide': 'point' | 'width' | 'limit';
  'raise-max': never;
  'no-units': never;
  'scale-zero': never;
  'write-raw-step': never;
  'no-decimal-point': 'type';
  'integer-or-constant': never;
  'no-scale': 'type';
  'range-outside': 'min' | 'max' | 'quantity';
  'stay-within': 'min' | 'max' | 'unit';
  'write-raw': 'min' | 'max';
  'never-sentinel': 'type' | 'value';
  'part-each': never;
  'point-name-twice': 'point';
  'ratio-itself': 'point';
  'both-ratios': never;
  'no-point': 'point';
  'ratio-read': 'ratio';
  'out-site-states': never;
  'ratio-unused': 'ratio';
  'write-times': 'ratio';
  'usual-not-one': 'usual';
  'one-of-them': never;
  'counter-undefined': 'point' | 'counter';
  'counter-apart': 'point' | 'counter';
  'define-count': never;
  'no-range': 'from' | 'to';
  'first-and-last': never;
  'forbidden-holds': 'table' | 'from' | 'to' | 'point';
  'narrow-range': never;
  'check-both': never;
  overlaps: 'owner' | 'other' | 'place';
  'point-number': 'point' | 'number';
  'decimal-register': 'type';
  'one-read-needed': 'point' | 'table' | 'from' | 'to';
  'check-addresses': never;
  'odd-block': 'point' | 'count' | 'from';
  'check-or-uneven': never;

  // Instruments with a language of their own.
  'range-empty': never;
  'min-below-max': never;
  'point-twice': 'point';
  'ask-or-stream': never;
  'neither-ask-nor-stream': never;
  'both-ask-and-stream': never;
  'no-sync': never;
  'write-other-question': never;
  'nothing-asked': never;
  'write-step': never;
  'frame-length': 'bytes';
  'runs-past': never;
  'is-past': never;
  'outside-mask': 'value' | 'mask';
  'write-mask-bits': never;
  'longer-than-answer': never;
  shorten: never;
  'name-twice': never;

  // Scenarios of the simulator (hw-mocks/scenario).
  'distance-missing': 'receptor';
  'neither-at-nor-after': never;
  'both-at-and-after': never;
  'when-it-begins': 'which';
  'write-at-or-after': never;
  'begins-after-end': never;
  'begin-earlier': never;
  'site-has-no': 'what' | 'name';
  'file-absent': 'file';
  'relative-path': never;
  'scenario-unreadable': 'why';
  'give-scenario-path': never;
}
