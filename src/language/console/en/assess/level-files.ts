/** Files of levels: which export it is, what was taken for what, and why one is not assessed. */

export const levelFilesEn = {
  'export-xl2-log': 'NTi Audio XL2, log of levels',
  'export-xl2-report': 'NTi Audio XL2, report',
  'export-xl2-spectra': 'NTi Audio XL2, spectra',
  'export-sv200a': 'Svantek SV 200A, on-board file',
  'export-svantek': 'Svantek, SvanPC++ or Supervisor',
  'export-rion': 'Rion, stored file (.rnd)',
  'export-larson-davis': 'Larson Davis, G4',
  'export-cirrus': 'Cirrus, NoiseTools',
  'export-convergence': 'Convergence Instruments, Noise Sentry or NSRT',
  'export-openoise': 'OpeNoise',
  'export-dnms': 'DNMS, sensor.community',
  'export-barcelona': 'Barcelona, sensor portal',
  'export-chinese': 'table in Chinese',
  'export-plain': 'plain table',
  'export-note-dnms': 'archives of sensor.community are in UTC: if this is one, type --stamp-zone UTC',
  'weighting-rion':
    'the file does not say how the main channel was weighted; it is LAeq only if the meter stood at A',
  'weighting-chinese':
    'GB 3096-2008 3.3 calls the A-weighted equivalent level Leq; the file itself does not say how it is weighted',

  'levels-of-file': '{path}: {why}',
  'levels-unreadable': '{path} cannot be read: {why}',
  'levels-no-text': '{path} is no text: save it as CSV, or as a workbook (.xlsx)',
  'levels-empty': '{path} is empty',
  'levels-not-there': 'there is no such file',
  'levels-no-right': 'this user may not read it',
  'levels-folder': 'it is a folder',
  'levels-old-workbook': '{path} is a workbook of the old form (.xls): save it as .xlsx or CSV',
  'levels-no-workbook': 'it is no workbook that can be read ({why}); save it as .xlsx or CSV',
  'levels-no-sheet': '{path}: there is no sheet "{sheet}"; its sheets: {sheets}',
  'levels-sheets': '{path}: several sheets have levels ({sheets}): choose one with --sheet <name>',
  'levels-sheets-empty': '{path}: its sheets ({sheets}) are empty',
  'levels-sheet': '{path}, sheet "{sheet}"',
  'levels-sheet-name': '"{sheet}"',
  'levels-no-table':
    '{path} cannot be read: no line of it has a time and a level. A time is 2025-03-22 22:00:00, 22.03.2025 22:00, unix seconds, or a date and a time of day in two columns; name the columns with --time and --level',
  'levels-strange-year':
    '{path}: {time} is of the year {year}, in which nothing was measured yet. Where its years are of another calendar (those of Thailand are 543 more), write them as 2025',
  'levels-few-rows': '{path} cannot be read: it has fewer than two rows with different times',
  'levels-step': '{path} has a row each {stepS} s: rows of 0.01 s to 1 h can be assessed',
  'levels-no-level': 'none of its rows has a level',

  'levels-columns':
    '{path}: {why}.\nIts columns, the first row, and what each looks like:\n{columns:lines}\n{help}',
  'levels-column': '  {number}  {name}  {example}  {looks}',
  'levels-columns-more': '       ... and {count} more columns',
  'help-time': 'Name the column of times: --time <name or number>; two for date and time of day',
  'help-where': 'Write --where "<column>=<value>"',
  'help-wide': 'Quote decimal commas, or save the file with another separator.',
  'help-level': 'If one of them is the LAeq of each row, say so: --level <name or number>',
  'help-level-as': 'If one of them is the LAeq of each row, say so: --level "{name}"',

  'where-no-equals': '--where {given} has no "="',
  'where-no-column': 'there is no column "{name}" for --where',
  'where-no-row': 'no row has {clauses}',
  'time-none': 'no column holds a date and a time of day',
  'time-under-level': 'times stand under "{name}": the head does not fit the rows',
  'time-not-in': 'no time stands in column {columns}',
  'time-order-open':
    '{example} can be read in {count} ways, and no date in the file shows which. Type {ways:or}',
  'time-order-way': '--date-order {order} ({name})',
  'time-order-unfit': '--date-order {order} does not fit: {dates} show {name}',
  'time-order-unfit-one': '--date-order {order} does not fit: {date} shows {name}',
  'order-dmy': 'day first',
  'order-mdy': 'month first',
  'order-ymd': 'year first',
  'level-none':
    'no column is named as an A-weighted equivalent level (LAeq) of its row, so nothing is assessed',
  'level-several': 'several columns are named as LAeq: {columns}, and only one can be assessed',
  'level-column': '"{name}" (column {number})',
  'level-twice': 'there are several columns "{name}": name it by its number',
  'level-no-column': 'there is no column "{name}"',
  'level-weighted': 'column "{name}" is {weighting}-weighted, and limits are of A-weighted levels',
  'level-one-band': 'column "{name}" is the level of one band, not of the whole sound',
  'level-no-levels': 'column "{name}" holds no sound levels',
  'row-wide':
    'line {line} has {fields} fields, and the head names {named} columns ({names}): which field belongs to which is not known',
  'both-of': '{first} and {second}',

  'zone-two':
    'the stamps are {offsets}: the place has a zone whose clocks change; type it, as --zone Europe/Madrid',
  'zone-utc':
    'the stamps are in UTC, which does not say where the place is, and nights are told by its clock: type --zone, as --zone Asia/Shanghai, or --zone UTC if it is that',
  'zone-none':
    'neither the times nor the head name a zone, and nights are told by the clock of the place: type --zone, as --zone Asia/Shanghai',

  'rows-contrary':
    '{count} rows have the time of another row and another level, the first in line {line}: two measurements are mixed in column "{name}". Choose one with --where "<column>=<value>", or part the file',
  'rows-out-of-order':
    'most rows are not later than the row before them (from line {line} on). Sort the file by time, oldest first',
  'rows-head-lost':
    'in line {line} the columns are named anew, and the level that was read above is not among them: cut the file there',
  'rows-wide':
    '{count} rows have more fields than the head has names, the first in line {line}: which field belongs to which is not known. Quote decimal commas, or save the file with another separator',
  'rows-several':
    'it holds several sensors or places, and each is a measurement of its own:\n{sensors:lines}\nChoose one: --where "{example}"',
  'rows-sensor': '  {sensor}  {count} rows',
  'row-too-wide': 'more fields than names',
  'row-few-columns': 'too few columns',
  'row-no-level': '"{written}" is no level',
  'row-no-sound': '{levelDb} dB is no sound level',
  'row-no-time': 'no time',
  'bands-unweighted':
    'neither their sum nor their A-weighted sum is the level of the row: bands are missing, or weighted otherwise',
} as const;
