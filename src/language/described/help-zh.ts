/** Help of the commands, in Chinese, by its English text beside each command. */

export const helpZh = {
  'Keeps an EV fast-charging station beside housing within its noise limit, cool, and charging.':
    '使住宅旁的电动汽车快充站遵守噪声限值、保持冷却并持续充电。',
  'code of the language of what is printed, such as zh; not given: that of the environment (LANG)':
    '输出语言的代码，例如 zh；不给出时取环境的语言（LANG）',
  'run the gateway on a site': '按站点文件运行网关',
  'use another link for a bus: io=tcp://127.0.0.1:5020 or io=rtu:///dev/ttyUSB0?baud=9600&format=8N1':
    '总线改用另一连接：io=tcp://127.0.0.1:5020 或 io=rtu:///dev/ttyUSB0?baud=9600&format=8N1',
  'use another MQTT broker than the site names': '改用站点文件之外的另一 MQTT 代理',
  'record every input and decision for `quietpost replay`': '录制每个输入和决策，供 `quietpost replay` 使用',
  'use another history file than the site names, or none': '改用站点文件之外的另一历史文件，或不用',
  'every output in fail-safe, telemetry alive: for the service after too many starts':
    '所有输出处于故障安全状态，遥测照常：供启动次数过多后的服务使用',
  'site file': '站点文件',
  'run everything on a desktop: simulated station, broker, gateway':
    '在桌面计算机上运行全部：模拟站点、MQTT 代理、网关',
  'simulated devices on serial lines (Linux, needs socat) instead of Modbus TCP':
    '模拟设备接在串口线上（Linux，需要 socat），而非 Modbus TCP',
  'recorded background sound: CSV of time and LAeq': '录制的背景噪声：时间和 LAeq 的 CSV',
  'recorded charging sessions': '录制的充电过程',
  'recorded outdoor temperature, wind and rain, hourly': '录制的室外温度、风和雨，逐小时',
  'charging curves of cars': '车辆的充电曲线',
  'seed of the simulated station': '模拟站点的随机种子',
  'begin at 22:15 of a hot evening: a cap, a power step, voices and the lamp within minutes':
    '从炎热傍晚的 22:15 开始：几分钟内出现风机限速、功率降档、人声和提示灯',
  'check a site file: all problems at once, with line, column and the fix':
    '检查站点文件：一次列出所有问题，含行、列和改法',
  'then ask each device once, reading only, and say who answers':
    '然后逐台询问设备一次（只读），说明谁有应答',
  'with --probe: another link for a bus, io=tcp://127.0.0.1:5020':
    '与 --probe 合用：总线的另一连接，io=tcp://127.0.0.1:5020',
  'what a changed site file changes, key by key, and whether it acts at once or takes a restart':
    '修改后的站点文件逐键改变了什么，立即生效还是须重启',
  'site file that is in force': '正在生效的站点文件',
  'changed site file': '修改后的站点文件',
  'the site files that were in force, as they were written: list, show, restore beside the present one':
    '曾经生效的站点文件原文：列出、显示、恢复到现有文件旁边',
  'site file, for where its history is': '站点文件，用以找到其历史文件',
  'history file': '历史文件',
  'where restore writes; never over a file that is there': 'restore 写到哪里；从不覆盖已有文件',
  'list, show or restore': 'list、show 或 restore',
  'fingerprint of the settings, or its beginning': '设置的校验值，或其开头',
  'make a folder to begin with: site file, definitions, schemas for the editor':
    '建立起步用的文件夹：站点文件、设备定义、供编辑器使用的 schema',
  'station, one-cover or before-upgrade': 'station、one-cover 或 before-upgrade',
  'operator or place; asked on a terminal, as the next four': '运营商或地点；在终端上会询问，以下四项也是',
  'name of this station': '本站名称',
  'IANA time zone: Asia/Shanghai': 'IANA 时区：Asia/Shanghai',
  'noise limit of the night at the neighbours': '居民处的夜间噪声限值',
  'mqtts://host:8883; empty: one inside the process': 'mqtts://host:8883；留空：使用本进程内的代理',
  'folder that is made, or has no site.yaml yet': '要建立的文件夹，或尚无 site.yaml 的文件夹',
  'bring all relays on GPIO to fail-safe: for ExecStopPost of the service, and by hand':
    '使 GPIO 上的所有继电器进入故障安全状态：供服务的 ExecStopPost 调用，也可手动使用',
  'use other tools for a GPIO bus: header=gpiod:///folder': 'GPIO 总线改用其他工具：header=gpiod:///folder',
  'called by ExecStopPost: nothing to do while a restart is pending':
    '由 ExecStopPost 调用：即将重启时不做任何事',
  'subscribe to a station and print its telemetry readably': '订阅站点并以可读形式显示其遥测',
  'MQTT broker': 'MQTT 代理',
  'topic filter': '主题过滤器',
  'raw messages, one JSON text a line': '原始消息，每行一个 JSON 文本',
  'keep trying when no broker answers': '代理无应答时继续尝试',
  'write config/schema': '写入 config/schema',
  'assess any file of timestamped sound levels by a noise limit standard':
    '按噪声限值标准评价任何带时间的声级文件',
  'CSV, text or workbook (.xlsx) of times and LAeq, rows of 0.01 s to 1 h':
    '时间和 LAeq 的 CSV、文本或工作簿（.xlsx），每行 0.01 s 至 1 h',
  'a file of config/limits by its name, or the path of one of yours':
    'config/limits 中文件的名称，或您自己文件的路径',
  'class of the area outside the boundary': '边界外声环境功能区的类别',
  'time zone of the place, and of times without one; may be left out where the file says it':
    '当地时区，也用于未写时区的时间；文件中已写明时可省略',
  'offset of times without zone where it is not that of the place: UTC, +08:00':
    '未写时区的时间与当地不同时的偏移：UTC、+08:00',
  'leave out what is earlier, local time: 2025-03-22': '略去更早的数据，当地时间：2025-03-22',
  'leave out what is not earlier': '略去此时刻及之后的数据',
  'what each row stands for': '每行代表什么',
  'name or number of the column of times; two for date and time of day':
    '时间列的名称或编号；日期与时刻分列时写两个',
  'name or number of the column that is the LAeq of each row': '每行 LAeq 所在列的名称或编号',
  'dmy, mdy or ymd, where the dates do not show it': 'dmy、mdy 或 ymd，日期本身无法看出时使用',
  'what a time is of its row: begin, end or middle': '时间表示该行的开始、结束还是中间',
  'one sensor of several in a file': '文件中有多个传感器时取其中一个',
  'the sheet of a workbook': '工作簿中的工作表',
  'level without the station, or a file that was measured with it off':
    '无本站时的声级，或本站停运时测得的文件',
  'measured in the dwelling, because the boundary is less than 1 m away': '因边界距离不足 1 m 而在室内测量',
  'measured in a room, A to sleep in or B, for sound through the structure':
    '在室内测量结构传播声，A 类（以睡眠为主）或 B 类房间',
  'where the source is for that room: inside or outside of the building':
    '对该房间而言声源在建筑物内（inside）还是外（outside）',
  'how long the sound lasts in a period, for rules that allow more to short ones: 20m':
    '声音在时段内持续多久，用于对短时声音放宽的规定：20m',
  'distance, height of the source and of the meter, for what weather does: 40,2,4':
    '距离、声源高度和声级计高度，用于气象影响：40,2,4',
  'print the answer as JSON': '以 JSON 输出结果',
  'run gateway and simulated station in virtual time and print a table per night':
    '在虚拟时间中运行网关和模拟站点，每夜输出一张表',
  'nights of scenario files (or of a folder of them) instead of days of a site':
    '以情景文件（或其文件夹）的夜晚代替站点的日子',
  'how many days, noon to noon (default: 1)': '天数，中午到中午（默认：1）',
  'first day, yyyy-mm-dd': '第一天，yyyy-mm-dd',
  'off: no cars, and the equipment makes no sound (default: "on")': 'off：无车辆，设备不发声（默认："on"）',
  'none, clock, threshold, cap, greedy or quietpost; of scenarios several, with commas, scored beside the upper bound':
    'none、clock、threshold、cap、greedy 或 quietpost；用于情景时可写多个（逗号分隔），与上界一同评分',
  'seed of the simulated station (default: 1, or that of the scenario)':
    '模拟站点的随机种子（默认：1，或情景文件中的值）',
  'faults of devices and lines, as JSON': '设备和线路的故障，JSON',
  'write the history of these days, or of one scenario, into a new file':
    '将这些日子或一个情景的历史写入新文件',
  'print the table as JSON': '以 JSON 输出表格',
  'site file (default: "config/site.yaml")': '站点文件（默认："config/site.yaml"）',
  'decide again on a recording and compare with what was decided then': '对录制重新决策，并与当时的决策比较',
  recording: '录制文件',
  'say why an output had its value: which rule asked, who was overruled, what the inputs were':
    '说明某个输出为何取该值：哪条规则提出、谁被否决、当时的输入',
  'local time of the site, "2026-07-15 23:41" or 23:41:05; not given: the latest':
    '站点当地时间，"2026-07-15 23:41" 或 23:41:05；不给出时为最近时刻',
  'a recording of `--record`': '用 `--record` 得到的录制文件',
  'history file; without either: that of the site': '历史文件；两者都不给出时用站点的历史文件',
  'output of the site: limit-a; or "config", for a key of the site file':
    '站点的输出：limit-a；或 "config"，查询站点文件的键',
  'after "config": nightDb, or more of its path': '在 "config" 之后：nightDb，或其路径的更多部分',
  'decide recorded nights again under a changed site file and show what would have differed':
    '用修改后的站点文件对已记录的夜晚重新决策，显示会有什么不同',
  'date of the evening on which the night begins, yyyy-mm-dd': '夜间开始当晚的日期，yyyy-mm-dd',
  'the last nights of the history instead, summed': '改为历史中最近的若干夜，合计',
  'the nights from this evening to that of --to instead, summed': '改为从该晚到 --to 当晚的各夜，合计',
  'with --from: the last evening': '与 --from 合用：最后一晚',
  'a recording of `--record`: exact': '用 `--record` 得到的录制文件：精确',
  'history file, coarser; without either: that of the site':
    '历史文件，较粗略；两者都不给出时用站点的历史文件',
  'print the figures as JSON': '以 JSON 输出数值',
  'the changed site file': '修改后的站点文件',
  'what the coming night will probably bring, hour by hour, and how good such forecasts were':
    '逐小时预测即将到来的夜晚，并说明以往预测的好坏',
  'date of the evening, yyyy-mm-dd; not given: the next after what is recorded':
    '当晚的日期，yyyy-mm-dd；不给出时为已记录之后的下一夜',
  'history file, where it is not the one of the site': '历史文件，用于不是站点所用的文件时',
  'write the record of one night, or of many, as a page (html), a table (csv) or data (json)':
    '将一夜或多夜的记录写成网页（html）、表格（csv）或数据（json）',
  'of many nights the first; --to the last': '多夜中的第一夜；--to 为最后一夜',
  'see --from': '见 --from',
  'the nights of a week: 2026-W29, or a date in it': '一周的各夜：2026-W29，或其中某日',
  'the nights of a month: 2026-07': '一个月的各夜：2026-07',
  'the nights of a year: 2026': '一年的各夜：2026',
  'file to write: .html, .csv or .json': '要写的文件：.html、.csv 或 .json',
  'site file, where it is not to be the configuration of that night': '站点文件，用于不采用当夜配置时',
  'a file of config/limits; more after commas are set beside it':
    'config/limits 中的文件；逗号后可再写几个，并列比较',
  'hj-706-5.3: what is too near the background may be a little above the limit':
    'hj-706-5.3：与背景噪声过近时允许略高于限值',
  'class of the area outside the boundary; not given: the one with the limits of the site':
    '边界外声环境功能区的类别；不给出时取与站点限值相同的类别',
  'background measured with the station off; not given: calculated':
    '本站停运时测得的背景噪声；不给出时为计算值',
  'recompute chain and seal of the records and name what was changed, taken out or put in':
    '重新计算记录的哈希链和签封，指出被更改、取出或插入的内容',
  'a signed head that was published, or a report as JSON: its records must be in':
    '已公布的签名链头，或 JSON 报告：其记录必须包含在内',
  'only what came after the last signed head; a second, where a year takes minutes':
    '仅检查最后一个签名链头之后的内容；一年需几分钟，此法只需一秒',
  'write the evidence of one night as a zip that a Python program in it verifies without quietpost':
    '将一夜的证据写成 zip，其中的 Python 程序无需 quietpost 即可验证',
  'zip to write': '要写的 zip 文件',
  'record an acoustic check of a sound level meter; its offset holds from then on':
    '记录一次声级计声学校准；此后采用其偏差修正',
  'level of the calibrator': '声校准器的声级',
  'who did it': '由谁进行',
  'what the meter showed before it was adjusted': '声级计调整前的示值',
  'what it showed after; without both, what it shows now, by a running gateway':
    '调整后的示值；两者都不给出时，取运行中网关所见的当前示值',
  'serial number of the meter': '声级计的编号',
  'serial number of the calibrator': '声校准器的编号',
  'anything worth knowing later': '以后可能有用的说明',
  'for how long the calibrator may have sounded; this time does not count':
    '声校准器可能发声多久；这段时间不计入',
  'device, channel or level: slm-north': '设备、通道或声级测点：slm-north',
  'leave minutes out of the evaluation, with reason and name; nothing is deleted':
    '将若干分钟排除在评价之外，写明理由和姓名；不删除任何数据',
  'begin, local time of the site: "2026-07-15 23:10"': '开始，站点当地时间："2026-07-15 23:10"',
  'end: "2026-07-15 23:20" or "23:20"': '结束："2026-07-15 23:20" 或 "23:20"',
  'why they do not count': '为何不计入',
  'who says so': '由谁认定',
  'device, channel or level; not given: every sound level meter':
    '设备、通道或声级测点；不给出时为所有声级计',
  'let count again what is left out within this time': '使该时间内被排除的部分重新计入',
  'find who is on a line, at which setting, and what it is': '查找线路上有谁、用什么参数、是什么设备',
  'unit ids to try': '要尝试的单元地址',
  'baud rates to try in full: 9600,19200': '逐一尝试的波特率：9600,19200',
  'formats to try in full: 8N1,8E1': '逐一尝试的格式：8N1,8E1',
  'of an address: look for instruments with a language of their own': '用于地址：查找使用自有协议的仪器',
  'how long a device may take to answer; not given: 200ms, 500ms by TCP':
    '设备应答可用多久；不给出时为 200ms，TCP 为 500ms',
  'a bus, a port, a board or GPIO lines of the site, rtu:/dev/ttyUSB0, tcp://host:502, rtutcp://host:4001':
    '站点的总线、端口、控制板或 GPIO 线，rtu:/dev/ttyUSB0、tcp://host:502、rtutcp://host:4001',
  'read a device once: values, quality, time; and why not, when it does not answer as it should':
    '读取设备一次：值、质量、时间；应答不正常时说明原因',
  'of an address: unit id; not given: 1': '用于地址：单元地址；不给出时为 1',
  'of an address: a definition in config/devices': '用于地址：config/devices 中的设备定义',
  'of an address: baud rate; not given: as the model is delivered':
    '用于地址：波特率；不给出时为该型号的出厂设置',
  'of an address: 8N1, 8E1, 8O1 or 8N2': '用于地址：8N1、8E1、8O1 或 8N2',
  'of an address: where a SunSpec model begins; not given: it is looked for':
    '用于地址：SunSpec 模型的起始地址；不给出时自动查找',
  'bare registers: holding, input, coil or discrete; not given: holding':
    '裸寄存器：holding、input、coil 或 discrete；不给出时为 holding',
  'bare registers from here on, 0x0034 or 52, as on the wire':
    '裸寄存器的起始地址，0x0034 或 52，与线路上一致',
  'how many bare registers; not given: 1': '裸寄存器的个数；不给出时为 1',
  'ask once more through another client (modbus-serial), side by side':
    '再用另一客户端（modbus-serial）询问一次，并列比较',
  'registers in hexadecimal, and what they mean in every order of words and bytes':
    '十六进制寄存器，及其在各种字序和字节序下的含义',
  'use another link for a bus': '总线改用另一连接',
  'device of the site, or an address: rtu:/dev/ttyUSB0, tcp://host:502, rtutcp://host:4001':
    '站点的设备，或地址：rtu:/dev/ttyUSB0、tcp://host:502、rtutcp://host:4001',
  'write one command or register of a device: shown before, confirmed, read back':
    '写入设备的一个命令或寄存器：先显示，再确认，后回读',
  'write without asking': '不询问直接写入',
  'how long a part of a board is held so; not given: one lease of the board':
    '控制板的部件保持多久；不给出时为控制板的一个租期',
  'device of the site, also relays on GPIO lines and parts of a board, or an address: rtu:/dev/ttyUSB0, tcp://host:502, rtutcp://host:4001':
    '站点的设备，包括 GPIO 线上的继电器和控制板的部件；或地址：rtu:/dev/ttyUSB0、tcp://host:502、rtutcp://host:4001',
  'setpoint, relays.3, 0x2000, holding:28:float32, coil:3':
    'setpoint、relays.3、0x2000、holding:28:float32、coil:3',
  '55, on, off, 10s, 0x0064': '55、on、off、10s、0x0064',
  'counters of a bus and its devices, live on a terminal': '总线及其设备的计数，在终端上实时显示',
  'ask the running gateway by its MQTT broker instead of polling':
    '通过 MQTT 代理询问运行中的网关，而不自行轮询',
  'how long to measure; not given: until Ctrl-C on a terminal, else 10s':
    '测量多久；不给出时在终端上直到 Ctrl-C，否则 10s',
  'bus of the site': '站点的总线',
  'measure how loud each fan is at each receptor; nobody may charge, it takes a while':
    '测量每台风机在各测点的声级；期间不得有车充电，需要一段时间',
  'how long each speed is held': '每个转速保持多久',
  'although cars are charging': '即使有车正在充电',
  sweep: 'sweep（扫描）',
  'make the golden file of a device model, from words and what they mean':
    '由寄存器字及其含义生成设备型号的基准文件',
  'golden file that gets them; not given: printed': '写入的基准文件；不给出时打印',
  'a definition in config/devices': 'config/devices 中的设备定义',
  'JSON file: one or more of { address, words, values }': 'JSON 文件：一个或多个 { address, words, values }',
  'run the gateway as a service of systemd: install, uninstall, status, restart':
    '将网关作为 systemd 服务运行：install、uninstall、status、restart',
  'with install: print the units instead': '与 install 合用：只打印服务单元',
  'with install: into a system image below this folder; nothing is started':
    '与 install 合用：写入该文件夹下的系统镜像；不启动任何服务',
  'install, uninstall, status or restart': 'install、uninstall、status 或 restart',
  'look at ports, rights, clock, disk, broker, service and meters: what is wrong, and what mends it':
    '检查端口、权限、时钟、磁盘、MQTT 代理、服务和声级计：哪里不对，如何处理',
  'settings, secrets, history and keys of a station in one file, while it runs':
    '将站点的设置、密码文件、历史文件和密钥备份为一个文件，可在运行中进行',
  'where to; not given: quietpost-backup-DATE.tar.gz here':
    '写到哪里；不给出时为当前文件夹的 quietpost-backup-DATE.tar.gz',
  'a backup back to where its files were; what is there and differs is not touched':
    '将备份恢复到原处；已有且不同的文件不动',
  'set aside what is there and differs, and replace it': '将已有且不同的文件移到一旁并替换',
  'everything below this folder: the card of another computer': '全部写到该文件夹之下：另一台计算机的存储卡',
  'what `quietpost backup` has made': '`quietpost backup` 生成的文件',
  'what helps whoever helps, in one file without secrets: settings, findings, events, state':
    '将求助所需的内容汇成一个不含机密的文件：设置、检查结果、事件、状态',
  'where to; not given: quietpost-bundle-DATE.tar.gz here':
    '写到哪里；不给出时为当前文件夹的 quietpost-bundle-DATE.tar.gz',
  'collect what stations send into a database, each record once, and ask for what is missing':
    '将各站点发送的记录收入数据库，每条一次，并索取缺失的记录',
  'postgres://user@host/name, or a file of SQLite for a few stations':
    'postgres://user@host/name，或供少数站点使用的 SQLite 文件',
  'collectors of one name share the work': '同名的收集程序分担工作',
  'name of this collector at the broker; the same after a restart':
    '本收集程序在 MQTT 代理上的名称；重启后不变',
  'at the broker': '在 MQTT 代理上',
  'file that holds its password': '存放其密码的文件',
  'certificates that the broker is checked against': '用于验证代理的 CA 证书',
  'certificate of this collector, where the broker asks for one': '本收集程序的证书，用于代理要求时',
  'its key': '其私钥',
} as const;
