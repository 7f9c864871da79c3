/** Commands that run, begin and watch a station. */

export const stationEn = {
  'no-back-office':
    '{site} has the broker inside this process, and real lines: no back office would hear of the station. Name one ({named}), or say that none shall: {none}',
  unswept:
    'nobody has measured yet how loud each fan is at {receptors}. In a quiet hour: quietpost commission sweep {site}',

  'failsafe-no-gpio': 'nothing to do: no output is on GPIO. Others fall to fail-safe when their lease ends.',
  'failsafe-restart':
    'nothing to do: the service is started again at once and takes the lines over as they stand.',
  'failsafe-handover': 'nothing to do: the next gateway takes the lines over as they stand.',
  'failsafe-done': '{device}: every relay stands in fail-safe.',
  'failsafe-stuck': '{device}: line {line} could not be set: {fault}. Does the gateway still run?',

  'init-from': '--from takes one of {known}, not "{given}"',
  'init-there': '{path} is there already and is not written over; name another folder',
  'init-written': '{path} is written, with the definitions of its devices and what an editor needs to help.',
  'init-next': 'Write your buses and devices into it, then:',
  'ask-site': 'Operator or place, in small letters',
  'ask-station': 'Name of this station, in small letters',
  'ask-zone': 'Time zone',
  'ask-night-db': 'Noise limit of the night at the neighbours, dB',
  'ask-broker': 'Broker, mqtts://host:8883; empty: none yet',

  'probe-devices': 'Devices',
  'probe-asking': 'asking each device once',
  'probe-answers': 'answers',
  'probe-silent': 'SILENT',
  'probe-board': '{board}: a board is listened to: quietpost scan {board}',
  'probe-count': '{answering} of {count} devices answer.',
  'probe-count-unasked': '{answering} of {count} devices answer, {unasked} were not asked.',
  'probe-reason': '{counted} The reason: quietpost read {device}',
  'probe-in-use': 'the line is in use by {users}',
  'probe-ended': 'ended by Ctrl-C',
  'probe-nothing': 'it has nothing to read',
  'probe-unit': 'unit {unitId}',

  'start-page': 'page       {url}',
  'start-station': 'station    simulated, process {pid}, {count} buses: {links}',
  'start-site': 'site       {path}, all times are those of {zone}',
  'start-advise': 'mode       advise: decides and publishes, moves nothing',
  'start-broker': 'broker     {url}',
  'start-watch': 'watch      npx quietpost watch --url {url}',
  'start-any-client': "           or any MQTT client: mosquitto_sub -p {port} -t 'quietpost/#' -v",
  'start-stop': 'stop       Ctrl-C: outputs to fail-safe, links closed',
  'start-stop-advise': 'stop       Ctrl-C: outputs left as they stand, links closed',
  'start-clock': 'clock      shifted to a hot evening at 22:15, for station and gateway alike',
  'start-code': 'code {code}',
  'start-lines-gone':
    'station    ended ({cause}). Its serial lines are gone with it: start again to get new ones.',
  'start-ended': 'station    ended ({cause}). The gateway goes on without it; back in {seconds} s.',

  'watch-address': '"{url}" is no broker address: write mqtt://host:1883 or mqtts://host:8883',
  'watch-watching': 'watching {topics} at {url}',
  'watch-trying': 'no broker: {reason}; trying on',
  'watch-none':
    'no broker: {reason}. Start one with "quietpost start", name another with --url, or use --wait.',
} as const;
