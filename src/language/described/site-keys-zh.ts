/** Keys of a site file, in Chinese, by their English description beside the schema. */

export const siteKeysZh = {
  'Operator or place; first level of the topics': '运营商或地点；主题的第一级',
  'This station; its name is the second level of the topics': '本站；其名称是主题的第二级',
  'This station; second level of the topics': '本站；主题的第二级',
  'As people call it, by language': '人们对它的称呼，按语言',
  'How the station is run at night, for the record': '本站夜间的运行工况，供记录',
  'Whom a neighbour calls': '居民联系谁',
  'By device: what its papers say': '按设备：其证书上的内容',
  'Number of the certificate of verification': '检定证书编号',
  'IANA time zone': 'IANA 时区',
  'Whether the clock is right is taken for granted, or asked of the operating system':
    '时钟是否正确：视为正确（assumed），或询问操作系统',
  'Period of control; 1s is usual': '控制周期；通常为 1s',
  'A broker inside this process, for a desktop': '本进程内的 MQTT 代理，供桌面试用',
  'Also on a real station: nobody else reaches it': '在真实站点也使用它：其他人无法访问',
  'The broker of the back office': '后台的 MQTT 代理',
  'File that holds the password, readable by the service only': '存放密码的文件，仅服务可读',
  'Certificates that the broker is checked against': '用于验证代理的 CA 证书',
  'Certificate of this station, in the place of a password': '本站证书，代替密码',
  'Key of that certificate, readable by the service only': '该证书的私钥，仅服务可读',
  'Latest values of each device: while somebody watches, or always, 300 MB a day':
    '各设备的最新值：有人观察时发布，或始终发布（每天 300 MB）',
  'Each byte costs: rows go once a minute, compressed; events, alarms and answers at once':
    '按流量计费：数据行每分钟压缩发送一次；事件、告警和应答立即发送',
  'Who may move outputs by MQTT, by the name of the issuer; without an entry only reading commands are taken':
    '谁可以通过 MQTT 操作输出，按发令方名称；没有条目时只接受读取类命令',
  'Commands that this issuer may send': '该发令方可以发送的命令',
  'The lowest value it may ask for': '它可以要求的最低值',
  'The longest it may hold an output': '它可以保持输出的最长时间',
  'Commands within an hour': '每小时的命令数',
  'Its public key (Ed25519); then it must sign every command':
    '其公钥（Ed25519）；写了之后它的每条命令都必须签名',
  'Announces the station to Home Assistant at the same broker, to be looked at; not written: no':
    '向同一代理上的 Home Assistant 通告本站，仅供查看；不写则不通告',
  'What is kept on this computer, and for how long': '本计算机保存什么、保存多久',
  'SQLite file; not written: <site>-<station>.db in /var/lib/quietpost for a site file below /etc, else in .quietpost of the working folder':
    'SQLite 文件；不写时为 <site>-<station>.db：站点文件在 /etc 下时位于 /var/lib/quietpost，否则位于工作文件夹的 .quietpost',
  'How long every second of every channel is kept': '各通道逐秒数据的保存时间',
  'How long minutes of sound, events and decisions are kept': '噪声分钟值、事件和决策的保存时间',
  'The file does not grow beyond; then the oldest seconds go earlier, and minutes last':
    '文件不会超过此大小；届时最早的逐秒数据提前删除，分钟值最后删除',
  'The page of this station in a browser; not written: none': '本站的浏览器页面；不写则没有页面',
  'Where the browser finds it; the next free one where it is taken':
    '浏览器访问的端口；被占用时取下一个空闲端口',
  'Reachable from the network, with the access code; else on this computer alone':
    '可从网络访问（凭访问码）；否则仅限本计算机',
  'File that holds the access code; without one nothing can be changed from the page':
    '存放访问码的文件；没有它时不能从页面更改任何内容',
  'Address of the gateway or device': '网关或设备的地址',
  'TCP port': 'TCP 端口',
  'Serial port; names in /dev/serial/by-id stay the same after a restart':
    '串口；/dev/serial/by-id 中的名称在重启后不变',
  'TCP port of the converter': '转换器的 TCP 端口',
  'Of the line behind the converter, as set in it': '转换器后面的线路参数，与转换器中的设置一致',
  'A port with one instrument that speaks lines or frames of its own':
    '接一台仪器的端口，该仪器使用自己的行或帧协议',
  'Not written: the factory setting. USB instruments ignore it': '不写时为出厂设置。USB 仪器忽略此项',
  'The same by network: the instrument itself, or a serial device server':
    '同上，经网络：仪器本身，或串口服务器',
  'Address of the instrument or server': '仪器或服务器的地址',
  'Temperature sensors on a 1-wire bus of this computer': '本计算机 1-Wire 总线上的温度传感器',
  'The folder in which the operating system shows the sensors': '操作系统列出传感器的文件夹',
  'An enclosure board (firmware-bridge), alone on its serial line':
    '隔声罩控制板（firmware-bridge），独占一条串口线',
  'Serial port of the board': '控制板的串口',
  'USB boards do not look at it': 'USB 控制板忽略此项',
  'How many the board has': '控制板上的数量',
  'Lines of this computer that drive relays': '本计算机上驱动继电器的 GPIO 线',
  'Label of the chip in the kernel; raspberry-pi: that of the 40-pin header, Pi 0 to 5':
    '芯片在内核中的标签；raspberry-pi 指 Pi 0 至 5 的 40 针排针',
  'auto: sysfs where the kernel has it, else the tools of libgpiod (Debian package gpiod)':
    'auto：内核有 sysfs 时用 sysfs，否则用 libgpiod 的工具（Debian 软件包 gpiod）',
  'Name of one of the buses': '某条总线的名称',
  'Name of a file in config/devices, without .yaml; on a board board-fan, board-temperature, board-relays or board-contacts; on GPIO gpio-relays':
    'config/devices 中的文件名，不含 .yaml；控制板上为 board-fan、board-temperature、board-relays 或 board-contacts；GPIO 上为 gpio-relays',
  'Modbus address of one device; on a board the number of the fan or sensor':
    '一台设备的 Modbus 单元地址；控制板上为风机或传感器的编号',
  'Modbus addresses of a group of equal devices, which become <name>-01, <name>-02, ...':
    '一组相同设备的 Modbus 单元地址，设备名依次为 <名称>-01、<名称>-02……',
  'Where the addresses of the definition begin in this device, for models that ask for it':
    '设备定义中的地址在本设备中的起点，仅用于需要它的型号',
  'What values of the device are multiplied by, by name: in the place of a register of it, or where no register tells':
    '设备的值所乘的变比，按名称：代替其寄存器，或用于没有寄存器可读时',
  'How many channels the meter has, each under a unit id of its own counted from unitId; not written: 1. Only the first is read: write unitIds for all':
    '电能表的通道数，各通道从 unitId 起各占一个单元地址；不写时为 1。只读取第一个通道：要读取全部请写 unitIds',
  'Number of a 1-wire sensor, as "ls /sys/bus/w1/devices" shows it':
    '1-Wire 传感器的编号，如 "ls /sys/bus/w1/devices" 所列',
  'Place of each quantity in the list that the instrument sends, where its display is set otherwise; the first is 0':
    '仪器显示设置不同时，各量在其发送的列表中的位置；第一个为 0',
  'GPIO numbers (BCM) of the relays: the first is relay 1, the second relay 2':
    '各继电器的 GPIO 编号（BCM）：第一个为继电器 1，第二个为继电器 2',
  'A low level energises the relay, as on most relay modules': '低电平使继电器吸合，多数继电器模块如此',
  'How often the device is read': '读取设备的周期',
  'Older readings are stale. Not written: three polls, at least 5s':
    '更早的读数视为过期。不写时为三个读取周期，至少 5s',
  'Device that measures the power the cabinet takes from the grid': '测量功率柜从电网取用功率的设备',
  'Output power at 100 %, kW': '100 % 时的输出功率，kW',
  'Devices that measure the air in the cabinet; the hottest counts': '测量柜内空气温度的设备；以最热的为准',
  'A fan output of this cabinet': '本功率柜的风机输出',
  'The device that measures its speed, where that is not the one that sets it (0-10 V)':
    '测量其转速的设备，用于与设定转速的设备不同时（0-10 V）',
  'Speed at 100 %, rpm': '100 % 时的转速，rpm',
  'Electrical power at full speed, W; with it reports say what the fans took':
    '全速时的电功率，W；写了之后报告会给出风机耗电量',
  'Blades of its wheel; with them, speeds whose tone stands out at a receptor are learned and avoided':
    '叶轮的叶片数；写了之后会学习并避开在测点处纯音突出的转速',
  'Speeds that it steps over, percent': '跳过的转速段，百分比',
  'Level of this fan alone at full speed at each receptor, dB': '该风机单独全速运行时在各测点的声级，dB',
  'Group of gun meters, or a list of devices and groups': '充电枪电表的设备组，或设备与设备组的列表',
  'The power-limit output of this cabinet': '本功率柜的功率限制输出',
  'First guess of how the cabinet warms; the controller learns the rest':
    '功率柜升温特性的初始估计；其余由控制器学习',
  'Rise of the hottest sensor above outdoors, full power and full fans':
    '满功率、风机全速时最热传感器高出室外的温升',
  'Time constant then: how long two thirds of a change take': '此时的时间常数：完成变化的三分之二所需的时间',
  'The modules give full power up to here (data sheet)': '模块在此温度以下输出满功率（数据手册）',
  'The modules give no power from here on; straight between': '模块从此温度起不再输出功率；其间按直线变化',
  'Level of the power electronics alone at full power at each receptor, dB':
    '电力电子设备单独满功率运行时在各测点的声级，dB',
  'Level of the power electronics alone at each receptor while nothing is charged, dB; not written: a meter under the cover tells it, and without one it is doubt':
    '无车充电时电力电子设备单独在各测点的声级，dB；不写时由罩内声级计测定，没有该声级计则存疑',
  'Places whose noise limit is kept': '须遵守噪声限值的测点',
  'Sound level meter at this place': '该测点的声级计',
  'A second device beside the meter that gives bands or LCeq; not written: the meter, where it does':
    '声级计旁给出频带或 LCeq 的第二台设备；不写时为声级计本身（若它能给出）',
  'Where the limits come from': '限值的出处',
  'LAeq limit by day, dB': '昼间 LAeq 限值，dB',
  'LAeq limit at night, dB': '夜间 LAeq 限值，dB',
  'Height of the microphone above the ground': '传声器离地高度',
  'Distance from the boundary, or the facade': '离边界或外墙的距离',
  'What reflects near the microphone': '传声器附近的反射面',
  'File of a sketch or a photo of the place': '测点示意图或照片的文件',
  'A limit relative to the background, beside the fixed ones': '在固定限值之外，相对于背景噪声的限值',
  'The background: what is exceeded 90 % of the time without the equipment, or its LAeq':
    '背景噪声：无设备时 90 % 时间超过的声级（LA90），或其 LAeq',
  'The equipment may exceed the measured background by this, dB': '设备噪声可高出实测背景噪声的量，dB',
  'Lowest background there can be; taken where it is not known': '可能的最低背景噪声；背景噪声未知时采用',
  'The permit asks for the use to cease while the limit is exceeded': '许可要求超限期间停止使用',
  'So long above the limit': '超过限值持续这么久',
  'power goes down and stays down for so long': '功率降低并保持这么久',
  'Taken off the limits while the meter finds a tone, dB': '声级计检出纯音期间从限值中扣除的量，dB',
  'Other sound level meters': '其他声级计',
  'The cabinet under the cover': '隔声罩下的功率柜',
  'Which device measures what outdoors': '室外各气象量由哪台设备测量',
  'advise: decides and publishes, and moves nothing': 'advise：只决策和发布，不动作',
  'Speeds at which a fan has a tone, learned where it has `blades`: avoid steps over them, learn only tells them':
    '风机有纯音的转速，写有 `blades` 时会学习：avoid 跳过这些转速，learn 只报告',
  'The device that carries the output': '承载该输出的设备',
  'One of the commands of the device definition': '设备定义中的某个命令',
  'Value on every loss of control. No default': '任何失去控制时的值。没有默认值',
  'The device returns to fail-safe by itself after this time without us. No default':
    '失去控制超过此时间后设备自行回到故障安全状态。没有默认值',
  'Value while nobody asks for another': '无控制请求时的值',
  'Slowest speed the fan turns at, percent': '风机能够转动的最低转速，百分比',
  'For a limit in a register: the lowest that is set, since 0 ends sessions on most chargers':
    '用于寄存器中的限值：设置的最低值，因为 0 会使多数充电桩结束充电',
  'Power limit in percent, and the coils energised for it (as printed on the board)':
    '功率限值（百分比），以及为此吸合的线圈（按板上的印字）',
  'Whether relays open before others close, or close before others open': '继电器先断后合，还是先合后断',
  'How long between opening and closing': '断开与闭合之间的时间',
  'Coils energised while it is on': '开启期间吸合的线圈',
  'Interlock: keeps a cabinet below its hard temperature': '联锁：使功率柜保持在极限温度以下',
  'From here fans are raised whatever the noise': '从此温度起不顾噪声提高风机转速',
  'Hard limit: full fans, least power, latched': '极限：风机全速、功率最小，并锁定',
  'The trip is left only below this': '低于此温度才解除超温保护',
  'Power limit while tripped': '超温保护期间的功率限值',
  'Interlock: a fan that does not turn': '联锁：风机不转',
  'Below this share of the commanded speed a fan counts as failed': '低于指令转速的此比例时风机视为故障',
  'For this long, so that a fan may run up': '持续这么久，以便风机启动',
  'Power limit of the cabinet while one of its fans has failed': '某台风机故障期间该功率柜的功率限值',
  'What happens without the temperatures of a cabinet': '功率柜没有温度值时的处理',
  'Least fan speed of a cabinet without any good temperature': '功率柜没有有效温度时的风机最低转速',
  'Power limit of a cabinet without any good temperature': '功率柜没有有效温度时的功率限值',
  'Requests of the back office and of the technician: tighten, or take manual mode for a bounded time':
    '后台和技术人员的请求：收紧限制，或限时进入手动模式',
  'Longest manual override': '手动模式的最长时间',
  'Caps fans to what the receptors allow, then power where the caps cost temperature':
    '先按测点的允许值限制风机；因此升温时再限制功率',
  'Target of every minute below the limit': '每分钟的目标值低于限值的量',
  'Target of the rolling hour below the limit': '滚动一小时的目标值低于限值的量',
  'Mean of the night below the limit; a night that is too fast is held to it':
    '整夜平均值低于限值的量；消耗过快的夜晚按此控制',
  'Power goes down before capped fans let a cabinet pass this': '受限的风机使功率柜超过此温度之前降低功率',
  'Never less power than this for each car that charges: below it some end their session':
    '每辆充电车辆的功率不低于此值：更低时部分车辆会结束充电',
  'Where a permit asks for it, power goes down while a limit relative to the background is exceeded':
    '许可有要求时，相对背景的限值被超过期间降低功率',
  'Power goes down by a step this often': '每隔这么久降低一档功率',
  'Spares the relays of the power limits; interlocks do not wait for it':
    '保护功率限制的继电器；联锁不受此约束',
  'Least time between two changes of a power limit, up or down': '功率限值两次改变（升或降）之间的最短时间',
  'Most changes of a power limit in 8 hours': '8 小时内功率限值的最多改变次数',
  'Tells what a technician should look at; moves nothing': '提示技术人员应检查什么；不动作',
  'Tell when the fans move so much less air than usual at the same speed':
    '转速不变而风量比平时减少这么多时提示',
  'Tell when fans or electronics are so much louder than usual at the same speed and power':
    '转速和功率不变，而风机或电力电子设备的声级比平时升高这么多时提示',
  'Regulation: fan speed follows the temperature of the cabinet, at night by its heat model':
    '调节：风机转速跟随功率柜温度，夜间按其热模型',
  'Fans leave their rest speed here': '风机从此温度起离开静止转速',
  'Fans at 100 % here': '风机在此温度达到 100 %',
  'A fan slows only after the temperature fell by this': '温度下降这么多之后风机才减速',
  'Fastest change of speed': '转速的最快变化率',
  'At night fans turn only as fast as it takes to stay at this': '夜间风机转速仅维持在此温度',
  'So long before the night a loaded cabinet is cooled ahead': '夜间开始前这么久预冷带负荷的功率柜',
  'Asks people in the rest area to be quiet at night; never derates': '夜间请休息区的人安静；从不降低功率',
  'Rest-area LAeq,1min that lights the lamp at night': '夜间点亮提示灯的休息区 LAeq,1min',
  'Level below which it goes out': '低于此声级时熄灭',
  'Least time in each state': '每个状态的最短时间',
  'Lit for so long without effect, it goes dark for quietTime, so that it is still noticed':
    '点亮这么久仍无效果时，熄灭 quietTime，以免被忽视',
  'How long it stays dark then': '此时熄灭多久',
  'At night fans run slower, or a little faster and slower, by turns, to measure how loud they are':
    '夜间风机交替慢转，或略快、略慢运行，以测定其声级',
  'Most pairs of half periods a night; 0: never': '每夜最多的半周期对数；0：从不',
  'Least time between two pairs': '两对之间的最短时间',
  'Least time between two measurements by steps that only slow the fans; 0s: never':
    '两次降速测量（风机只减速）之间的最短时间；0s：从不',
  'Once a night least noise, to measure the background; only when it costs no energy':
    '每夜一次最低噪声，以测量背景噪声；仅在不损失电量时进行',
  'Not before so much of the night has passed': '夜间过去这么久之前不进行',
  'How long the fans are held at their slowest': '风机保持最低转速多久',
  'Most begins a night; 0: never': '每夜最多开始次数；0：从不',
  'Form of this file; a quietpost that does not know it refuses the file':
    '本文件的格式；不认识它的 quietpost 会拒绝该文件',
} as const;
