/** The sentences of rules, gateway and buses in Chinese: how the English reads, and what stands for it. Parts nest. */

export const sentencesZh: readonly (readonly [english: RegExp, chinese: string])[] = [
  [/^nothing asks for more or less$/, '没有规则提出要求'],
  [
    /^starting: waiting for the first good value of (?<channel>\S+)(?<more> and \d+ more)?$/,
    '启动：等待 {channel} 等输入的首个有效值',
  ],
  [/^(?<why>the equipment may reach .+), fans at most (?<pct>[\d.]+) %$/, '{why}，风机不高于 {pct} %'],
  [
    /^(?<why>the equipment may reach .+); with its fans at (?<pct>[\d.]+) % cabinet (?<cabinet>\S+) stays below (?<c>[\d.]+) C only with less power$/,
    '{why}；风机 {pct} % 时功率柜 {cabinet} 须降低功率才能保持在 {c} ℃ 以下',
  ],
  [
    /^the equipment may reach (?<db>[\d.]+) dB at (?<place>\S+) \(limit (?<limit>[\d.]+) dB(?<rung>, the (?:hour|night) is nearly used up)?(?<doubt>, its share is not proved yet)?\)$/,
    '设备在 {place} 不得超过 {db} dB（限值 {limit} dB）',
  ],
  [/^its relays have moved lately and stay for (?<s>\d+) s$/, '其继电器刚动作过，{s} s 内保持不变'],
  [
    /^its relays have moved (?<n>\d+) times in 8 h, of (?<most>\d+): the way up waits$/,
    '其继电器 8 小时内已动作 {n} 次（上限 {most} 次），暂不升高功率',
  ],
  [
    /^cabinet (?<cabinet>\S+) at (?:at worst )?(?<c>[\d.-]+) C, held at (?<hold>[\d.]+) C for the night$/,
    '功率柜 {cabinet} 为 {c} ℃，夜间保持 {hold} ℃',
  ],
  [
    /^cabinet (?<cabinet>\S+) at (?:at worst )?(?<c>[\d.-]+) C, cooled ahead of the night$/,
    '功率柜 {cabinet} 为 {c} ℃，入夜前预冷',
  ],
  [
    /^cabinet (?<cabinet>\S+) at (?<c>[\d.-]+) C, trip is (?<trip>[\d.]+) C$/,
    '功率柜 {cabinet} 为 {c} ℃，跳闸值 {trip} ℃',
  ],
  [
    /^cabinet (?<cabinet>\S+) tripped at (?<trip>[\d.]+) C, now (?<now>.+), resets below (?<reset>[\d.]+) C$/,
    '功率柜 {cabinet} 已在 {trip} ℃ 跳闸，现为 {now}，低于 {reset} ℃ 复位',
  ],
  [/^cabinet (?<cabinet>\S+) at (?:at worst )?(?<c>[\d.-]+) C$/, '功率柜 {cabinet} 为 {c} ℃'],
  [/^no good temperature from cabinet (?<cabinet>\S+)$/, '功率柜 {cabinet} 没有有效温度'],
  [
    /^fan (?<fan>\S+) of cabinet (?<cabinet>\S+) does not turn as commanded$/,
    '功率柜 {cabinet} 的风机 {fan} 未按指令转动',
  ],
  [
    /^people in the rest area at (?<db>[\d.]+|unknown) dB \(LAeq,1min\)$/,
    '休息区人声 {db} dB(A)（1 分钟等效声级）',
  ],
  [/^voices heard at (?<place>\S+), told from the equipment$/, '在 {place} 听到人声（已与设备声区分）'],
  [
    /^every input that a rule needs has been good once: out of fail-safe, automatic control begins\.$/,
    '各规则所需输入均已有效：退出故障安全状态，开始自动控制。',
  ],
  [/^bus (?<bus>\S+) is up\.$/, '总线 {bus} 已连接。'],
  [
    /^bus (?<bus>\S+) is down: (?<fault>.+)\. Its devices read null; it is opened again by itself\.$/,
    '总线 {bus} 中断（{fault}），将自动重连。',
  ],
  [
    /^(?<device>\S+) on (?<bus>\S+) is silent: (?<fault>.+)\. It is asked now and then.*$/,
    '总线 {bus} 上的 {device} 无应答（{fault}），请检查供电、接线和地址。',
  ],
  [/^(?<device>\S+) on (?<bus>\S+) answers again\.$/, '总线 {bus} 上的 {device} 恢复应答。'],
  [/^no answer within (?<ms>\d+) ms$/, '{ms} ms 内无应答'],
  [/^link is down: (?<detail>.+)$/, '链路中断：{detail}'],
  [/^the instrument has no value now, it shows "(?<shown>.*)"$/, '仪器当前无读数，显示“{shown}”'],
  [/^the instrument is overloaded: louder than its range$/, '仪器过载：超出量程'],
  [/^below the range of the instrument$/, '低于仪器量程'],
];
