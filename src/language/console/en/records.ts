/** Commands on records: `quietpost calibrate`, `exclude`, `export`, `verify`, `report`. */

export const recordsEn = {
  'no-history':
    'there is no history {path}. It is made by a running gateway, or with: quietpost simulate --history {path}. Name another with --history',
  'no-settings-then': 'the history holds no configuration of that time',
  'no-night': 'the site has no night: its start is its end',
  'no-minute': 'no minute has been recorded yet',
  'nothing-recorded': 'nothing is recorded yet',
  'either-source': 'name either --recording or --history',
  'takes-evening': '{option} takes the date of the evening, like 2026-07-15, not "{given}"',
  'takes-week': '--week takes a week like 2026-W29 or a date in it, not "{given}"',
  'takes-month': '--month takes a month like 2026-07, not "{given}"',
  'takes-year': '--year takes a year like 2026, not "{given}"',
  'nights-once': 'name the nights once: --night, --from and --to, --week, --month or --year',
  'nights-together': '--from and --to go together',
  'nights-backwards': '--to lies before --from',
  'nights-too-many': '{days} nights are more than the {most} that are kept',
  'meter-unknown': '{given} is no sound level meter of this site; it has {known}',

  'calibrate-level': '--level is what the calibrator gives, {lowestDb} to {highestDb} dB, for example 94.0',
  'calibrate-took': '--took is a duration: 5m',
  'calibrate-both':
    '--before and --after go together: what the meter showed before and after it was adjusted',
  'calibrate-levels': '--before and --after are levels in dB, for example 93.8',
  'calibrate-or-give': '{why} Or give what the meter showed: --before 93.8 --after 94.0',
  'calibrate-far':
    'the meter shows {shownDb} dB where the calibrator gives {levelDb} dB: more than {mostDb} dB off is a broken meter or a wrong --level; nothing was recorded',
  'calibrate-found': '{meter}: found {drift} off, by calibration {id}.',
  'calibrate-found-since': '{meter}: found {drift} off since {since}, by calibration {id}.',
  'calibrate-drifted':
    'That is more than 0.5 dB: nothing this meter measured since the check before counts; its minutes are marked, not changed.',
  'calibrate-within': 'That is within 0.5 dB: what it measured since the check before counts.',
  'calibrate-marked': 'The last {took} are marked as maintenance, because the calibrator sounded.',
  'calibrate-offset':
    '{offset} is added to its levels from now on; a running gateway does so within ten seconds.',
  'level-absent': 'no level of {meter} in the last {seconds} s: is a gateway running on this history?',
  'level-unsteady': '{meter} shows {levelDb} dB, not steady: is the calibrator on?',
  'level-not-near': '{meter} shows {levelDb} dB, not near {wantedDb} dB: is the calibrator on?',

  'exclude-who': '--by and --reason say who does this, and why',
  'exclude-outside': 'there are no minutes of that time; recorded are {from} to {to}, local time of the site',
  'exclude-too-long': 'more than a day is left out piece by piece, each with its reason',
  'stretch-of': '{from} to {to}',
  'exclude-already': '{stretch} is left out already; nothing was written',
  'exclude-done': '{stretch} ({meters}) does not count from now on: {why} ({by}).',
  'exclude-kept':
    'Nothing was deleted: the report shows these minutes hatched, and the level with and without them. The marking is sealed.',
  'exclude-withdrawn': '{stretches} ({meters}) counts again: {why} ({by}).',
  'exclude-withdrawn-kept':
    'The report says that these minutes were left out, and who took it back. Both markings are sealed.',
  'exclude-none': '{stretch}: nothing is left out there; nothing was written',
  'exclude-part': '{stretch} was left out as one: name the whole of it; nothing was written',

  'export-made': '{path}: night of {night}. To verify: python3 verify.py {path}',
  'export-wrong':
    '  {count} entries are not those that were signed: quietpost verify names what was changed.',
  'export-no-head': 'no signed head was made after the night of {night}; the gateway makes one each hour',
  'export-night': '--night takes a date, not "{given}"',

  'verify-expect': '--expect takes a signed head or a report as JSON, not "{given}"',
  'verify-not-sealed': 'Not sealed: written by a quietpost from before; start the gateway once.',
  'verify-sealed': 'Sealed: {entries} entries, {heads} signed heads.',
  'verify-no-expected': 'this history is not sealed, so no head can be expected of it',
  'verify-no-minutes': '{path}: no minutes yet.',
  'verify-minutes': '{path}: {count} records of minutes, {first} to {last}.',
  'verify-cut': '{minutes} {count} older ones were cut off because of their age.',
  'verify-finding': '{kind}: {text}',
  'verify-finding-minute': '{kind}: {level}, minute {time}: {text}',
  'verify-kind-changed': 'changed',
  'verify-kind-missing': 'missing',
  'verify-kind-inserted': 'inserted',
  'verify-kind-moved': 'moved',
  'verify-intact': 'Intact.',
  'verify-last-hash': '{intact} Last hash: {hash}',
  'verify-root': 'Root: {root}',
  'verify-broken': 'Not intact: what is named above does not count as evidence.',
  'verify-broken-more':
    'Not intact: what is named above does not count as evidence. There are more; the search stopped here.',

  'report-unwritable': '{path} cannot be written: {why}',
  'report-ending': '--out takes a file that ends in .html, .csv or .json',
  'report-background': '--background takes a level in dB, not "{given}"',
  'report-no-limits': '{rule} has no limits for a night',
  'report-reading': '--reading takes {known}, not "{given}"',
  'report-no-class':
    '{rule} has no class with the limits of {receptor} ({dayDb} dB by day, {nightDb} dB at night); name one with --class: {classes}',
  'report-made': '{path}: {summary}',
  'report-night': 'night of {night}: {verdicts}',
  'report-nights': 'nights of {from} to {to}: {verdicts}',
  'report-verdict': '{receptor} {outcome}',
  'report-verdict-level': '{receptor} {outcome}, LAeq {levelDb} dB',
  'report-counts': '{receptor} {compliant} of {nights} nights compliant, {exceeded} exceeded',
  'report-counts-level':
    '{receptor} {compliant} of {nights} nights compliant, {exceeded} exceeded, LAeq {levelDb} dB',
  'outcome-compliant': 'compliant',
  'outcome-exceeded': 'exceeded',
  'outcome-undetermined': 'undetermined',
  'outcome-no-data': 'no-data',
} as const;
