/** The other files of the service: its user, the rights of its ports, the size of the journal. */

/** Path below the root of the system to text. */
export const systemFiles: Readonly<Record<string, string>> = {
  // sysusers.d(5)
  'usr/lib/sysusers.d/quietpost.conf': `${[
    'g gpio -',
    'u quietpost - "quietpost gateway" /var/lib/quietpost',
    'm quietpost dialout',
    'm quietpost gpio',
  ].join('\n')}\n`,
  // An FTDI adapter collects bytes for 16 ms before it hands them on: each answer would be that late.
  'usr/lib/udev/rules.d/60-quietpost.rules': `${[
    'SUBSYSTEM=="gpio", KERNEL=="gpiochip*", GROUP="gpio", MODE="0660"',
    'ACTION=="add", SUBSYSTEM=="usb-serial", DRIVER=="ftdi_sio", ATTR{latency_timer}="1"',
  ].join('\n')}\n`,
  'usr/lib/systemd/journald.conf.d/quietpost.conf': `${[
    '[Journal]',
    'SystemMaxUse=200M',
    'MaxRetentionSec=3month',
  ].join('\n')}\n`,
};
