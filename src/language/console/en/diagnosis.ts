/** What `quietpost read` and `scan` find to be wrong with a device or a line, and what to do. */

export const diagnosisEn = {
  'diag-found': 'Found: {what}',
  'diag-likely': 'Likely: {what}',
  'diag-possible': 'Possible: {what}',
  'diag-do': '  do: {todo}',
  'diag-looking': 'Looking for the reason, at most {most}; Ctrl-C ends the search.',
  'diag-asking': 'asking unit {unitId} at {line}',
  'diag-unasked': 'bytes that nobody asked for',
  'diag-times': '{what} ({count} times)',
  'diag-unusual': 'values that are unusual',
  'diag-unexplained': 'No reason found. {count} questions were asked; seen: {seen:clauses}.',
  'diag-unexplained-do':
    'read it again, with --raw and with --second-opinion; compare with the display of the device and its manual',
  'diag-others-one': '1 other device on the line answers',
  'diag-others': '{count} other devices on the line answer',
  'diag-two-answers': 'one question brings two answers',
  'diag-answers-broken': '{broken} of {count} answers arrive broken or twice',
  'diag-duplicate': 'two devices have unit id {unitId}: {seen}',
  'diag-duplicate-clean': 'two devices have unit id {unitId}: {seen}, while {others} cleanly',
  'diag-duplicate-do':
    'disconnect all devices but one, give each a unit id of its own; `quietpost scan` shows who is left as {unitId}',
  'diag-noise': 'answers of all devices arrive broken ({broken} of {count} here)',
  'diag-noise-do':
    'check termination (120 ohm at both ends only), common ground, shield, cables beside power lines',
  'diag-echo': 'only our own question comes back: the adapter echoes, and no device answers',
  'diag-echo-off': 'turn the echo of the adapter off (receive disabled while sending)',
  'diag-echo-do': '{off}; then look for the device: power, A and B',
  'diag-echo-note':
    'This adapter echoes: our own questions come back before the answers. They are taken off; better {off}.',
  'diag-or': '{what}; or else {other}',
  'diag-compare': '{todo}; compare with the display of the device',
  'diag-way': '{what}: read that way, {values}',
  'diag-and': '{one}, and {other}',
  'diag-then': '{one}; {other}',
  'diag-in-definition': 'in the definition {model}: {todo}',
  'diag-too-low': 'the addresses of {model} are one too low',
  'diag-too-high': 'the addresses of {model} are one too high',
  'diag-write-higher':
    'write each address one higher (a manual that counts from 1 calls address 0 "1", "30001" or "40001")',
  'diag-write-lower':
    'write each address one lower (a manual that counts from 1 calls address 0 "1", "30001" or "40001")',
  'diag-base-higher': 'write the base in the site file one higher',
  'diag-base-lower': 'write the base in the site file one lower',
  'diag-table': 'the values of {model} stand in the other table',
  'diag-table-do': 'write "table: {write}" instead of {tables}',
  'diag-order-abcd': 'the device sends the most significant word first (ABCD)',
  'diag-order-cdab': 'the device sends the least significant word first (CDAB)',
  'diag-order-badc': 'the device sends the bytes inside each word swapped (BADC)',
  'diag-order-dcba': 'the device sends the least significant byte first (DCBA)',
  'diag-order-msw': 'write "wordOrder: msw-first"',
  'diag-order-lsw': 'write "wordOrder: lsw-first"',
  'diag-order-swapped':
    'bytes swapped inside a word cannot be written there: switch the byte order on the device or its converter',
  'diag-is': '{point} is {value}',
  'diag-is-unit': '{point} is {value} {unit}',
  'diag-answers': 'it answers',
  'diag-message': '{message}',
  'diag-port-do': 'nothing was asked: mend the link first',
  'diag-behind': 'the Modbus gateway answers, but the device with unit id {unitId} behind it does not',
  'diag-behind-do':
    "check the unit id, then the baud rate and parity of the gateway's serial side, then power and A/B of the device",
  'diag-slow': 'it answers after {tookMs} ms, but is given {givenMs} ms',
  'diag-slow-do': 'write "responseTimeout: {time}" in the definition {model}, and poll no faster than that',
  'diag-timeout':
    'the response timeout ({timeout}) is longer than the poll period ({poll}): one lost answer costs the polls after it',
  'diag-poll-do': 'write "poll: {time}" or longer',
  'diag-poll': 'reading it takes {tookMs} ms, longer than the poll period ({poll})',
  'diag-tried-one': '{count} questions at 1 setting of the line',
  'diag-tried': '{count} questions at {settings} settings of the line',
  'diag-absent': 'unit {unitId} does not answer, while {others} ({tried})',
  'diag-absent-do':
    'check its power, its wires (A and B swapped?), and the unit id and protocol it is set to; `quietpost scan` tries all unit ids',
  'diag-dead': 'nobody answers on this line ({tried})',
  'diag-dead-serial':
    'check power, wires (A and B swapped?, right adapter and port?), and that the devices are set to Modbus, not another protocol; `quietpost scan` tries all unit ids',
  'diag-dead-socket':
    'check power, wires (right adapter and port?), and that the devices are set to Modbus, not another protocol; `quietpost scan` tries all unit ids',
  'diag-busy':
    'it says that it is busy ({busy} of {count} answers, exception 5 or 6); the gateway asks again within the same period',
  'diag-busy-always':
    'look whether another master keeps it at work, or whether it waits for something at its own panel',
  'diag-busy-sometimes':
    'nothing, where values come all the same; else poll it less often, or end other masters that ask it too',
  'diag-function-coil': '01 (coils)',
  'diag-function-discrete': '02 (discrete inputs)',
  'diag-function-holding': '03 (holding registers)',
  'diag-function-input': '04 (input registers)',
  'diag-mute': 'it answers function {other} and is silent to function {mute}',
  'diag-mute-do':
    'check that the model is {model}: its registers may stand in the other table of this device; behind a gateway, that it passes function {mute} on',
  'diag-long':
    'the device refuses {count} registers at once from {address}, but gives {given}; the gateway reads it in smaller blocks by itself',
  'diag-long-silent':
    'the device gives no whole answer to {count} registers at once from {address}, but gives {given}; the gateway reads it in smaller blocks by itself',
  'diag-long-do': 'write a smaller maxRegistersPerRead in the definition {model}, or holes: forbidden',
  'diag-transaction':
    'it answers with transaction number {found}, whatever number the question has: nobody can say which question an answer belongs to',
  'diag-transaction-do':
    'update the firmware of the device or gateway; where it can, set it to RTU over TCP (transparent) and write "kind: rtu-over-tcp"',
  'diag-as-other': 'asked as unit {unitId}, something answers as unit {found}',
  'diag-as-other-do':
    'write "unitId: {found}" where it is the only device behind this address; else look for a second master, or a gateway that changes unit ids',
  'diag-rtu-answers': 'this is RTU over TCP: unit {unitId} answers to RTU frames, not to Modbus TCP',
  'diag-rtu-frames': 'this is RTU over TCP: RTU frames came back, not to Modbus TCP',
  'diag-rtu-do': 'set the converter from transparent mode to "Modbus TCP gateway" (protocol conversion)',
  'diag-tcp-answers':
    'this is Modbus TCP: unit {unitId} answers to frames with a header, not to RTU over TCP',
  'diag-tcp-closes': 'the other end closes the connection at each RTU frame: it wants Modbus TCP',
  'diag-tcp-do': 'write the address as tcp://host:port, or "kind: modbus-tcp" in the site file',
  'diag-one-client': 'the other end closes the connection whenever it is asked something',
  'diag-one-client-do':
    'many devices serve one client at a time: end the gateway or the tool that is connected, or read the telemetry',
  'diag-wrong-baud': 'wrong baud rate: it answers at {found}; the bus is set to {line}',
  'diag-wrong-format': 'wrong parity or stop bits: it answers at {found}; the bus is set to {line}',
  'diag-at-unit': '{line} as unit {unitId} instead of {wanted}',
  'diag-at-factory': '{line}, which is its factory setting',
  'diag-line-do':
    'set the device to {line}, or change the bus in the site file; all devices of a line need one setting',
  'diag-line-unit-do':
    'set the device to {line} and unit id {unitId}, or change the bus in the site file; all devices of a line need one setting',
  'diag-wrong-unit':
    'wrong unit id: nobody answers as {unitId}, but unit {found} does; no device of the site has that id',
  'diag-wrong-unit-fits':
    'wrong unit id: nobody answers as {unitId}, but unit {found} does, and it reads like {model}; no device of the site has that id',
  'diag-wrong-unit-do': 'write "unitId: {found}" in the site file, or set the device to {unitId}',
  'unit-range': '"{given}" is no range of unit ids; write 1-247, or 1-10,20',
  'sunspec-head': 'SunSpec device, its list begins at {address}:',
  'sunspec-head-named': 'SunSpec device "{name}", its list begins at {address}:',
  'sunspec-model': '  model {number} at {base}, {length} registers: {title}',
  'sunspec-model-use':
    '  model {number} at {base}, {length} registers: {title}; write "model: {model}, base: {base}"',
  'sunspec-own': "of the maker's own",
  'sunspec-see': 'see sunspec.org',
} as const;
