/** Keys of device definitions and of tables of limits, in Chinese, by their English description beside the schema. */

export const definitionKeysZh = {
  'Manual and page, or the drivers that agree': '说明书及页码，或相互一致的驱动程序',
  'False until somebody has checked it on the device': '在设备上核对之前为 false',
  'What the device does when the controller falls silent': '控制器失去联系时设备的行为',
  'Factory setting': '出厂设置',
  'Duration with unit: 500ms, 5s, 2m, 8h': '带单位的时长：500ms、5s、2m、8h',
  'Usual time to answer, where known. Not written: 20ms. For the plan of the bus only':
    '通常的应答时间（已知时）。不写时为 20ms。仅用于估算总线占用',
  'Registers, first and last, that no read may touch even where holes are allowed':
    '即使允许空洞也不可读取的寄存器，首末地址',
  'Reads must begin at an even address and have an even number of registers':
    '读取须从偶地址开始，且寄存器数为偶数',
  'Addresses count from a base that the device entry of the site gives; says how to find it':
    '地址从站点文件设备条目给出的基址算起；说明如何查得',
  'Ratios that the device entry of the site may state, by the part of their id':
    '站点文件设备条目可以写明的变比，按其标识的一部分',
  'What it is, and how to find it out': '它是什么，如何查得',
  'Taken where the device entry says nothing': '设备条目未写时采用',
  'The values that are known; not written: all are taken': '已知的取值；不写时全部接受',
  'Most unit ids that one device takes: a meter of two channels takes its own and the next':
    '一台设备最多占用的单元地址数：双通道电能表占用自己的和下一个',
  'One register by which a scan recognises the model': '扫描时用以识别型号的寄存器',
  'The raw number there: one value where it names the model, else the range it must lie in':
    '该处的原始数：标识型号时为一个值，否则为其应在的范围',
  'Distinguishes points of one quantity: l1, l2, l3': '区分同一个量的各测点：l1、l2、l3',
  'The unit the device sends; converted to the unit of the quantity': '设备发送的单位；换算为该量的单位',
  'Raw values that mean "no value"': '表示“无值”的原始值',
  'Narrower than the quantity, in its unit': '比该量更窄的范围，以其单位计',
  'Poll period of this point where it differs from the device': '该测点与设备不同时的读取周期',
  'Points of quantity ratio, or ratios of the device entry, that the value is multiplied by; while one is missing the value is bad':
    '该值所乘的 ratio 量，或设备条目的变比；缺少任何一个时该值无效',
  'Band levels without weighting, dB: one spectrum, good as a whole or not':
    '不计权的频带声级，dB：一个频谱，整体有效或无效',
  'Width of the bands': '频带宽度',
  'Nominal frequency of the first band, Hz: thirds from 12.5, octaves from 31.5':
    '第一个频带的标称频率，Hz：1/3 倍频程从 12.5 起，倍频程从 31.5 起',
  'Nominal frequency of the last band, Hz: thirds to 16000, octaves to 8000':
    '最后一个频带的标称频率，Hz：1/3 倍频程至 16000，倍频程至 8000',
  'Of the first band; the others follow without holes': '第一个频带的地址；其余依次相连',
  'Address of the first coil': '第一个线圈的地址',
  'Address of the first relay': '第一个继电器的地址',
  'The word that energises, and leaves energised': '使其吸合并保持吸合的字',
  'The word that releases': '使其释放的字',
  'Longest wait for an answer, or for the next piece of a stream': '等待应答或数据流下一段的最长时间',
  'Silence it needs between an answer and the next question': '应答与下一次询问之间所需的静默时间',
  'After an answer that failed, nothing is asked until the line was quiet for so long':
    '应答失败后，线路静默这么久之前不再询问',
  'A longer line is garbage': '更长的行视为乱码',
  'How lines to the instrument end': '发给仪器的行以什么结尾',
  'Characters that may stand before a line and mean nothing': '可能出现在行首且无意义的字符',
  'A field of nothing but these characters is no value: dashes': '仅由这些字符组成的字段不是值：短横线',
  'Status words; a word not named here is no value. restart: the measurement is begun again by `open`':
    '状态字；此处未列出的字表示无值。restart：由 `open` 重新开始测量',
  'Lines by which it refuses, and what they mean': '它拒绝时的行及其含义',
  'A question whose answer cannot be taken for a reading. Asked before the first reading and after every failure: when it is answered, no older answer is on its way any more':
    '其应答不会被当作读数的询问。在首次读数前和每次失败后发送：得到应答后，就不再有更早的应答在途',
  'A line with {names} in place of what changes, {name:example} where it is no number; {list}: fields between commas':
    '变化的部分写作 {名称} 的一行，不是数时写作 {名称:示例}；{list}：逗号之间的各字段',
  'Answer once the instrument has been recognised': '识别仪器后的应答',
  'The lines it answers, in order; none where it is silent': '它依次应答的行；不应答时没有',
  'Each reading, step by step': '每次读数的各步骤',
  'Usual time between two lines': '两行之间的通常时间',
  'Levels cover the time since the last question: only read at an even pace do they count':
    '声级覆盖自上次询问以来的时间：只有等间隔读取才有效',
  'The unit the instrument sends; converted to the unit of the quantity': '仪器发送的单位；换算为该量的单位',
  'A {name} of an answer, or the place in its {list}, the first is 0':
    '应答中的 {名称}，或在其 {list} 中的位置，第一个为 0',
  'It always shows so many digits behind the point: anything else is a piece of something else':
    '它总是显示这么多位小数：否则就是别的数据的片段',
  'Names of the status words that must be good': '必须为正常的状态字名称',
  'Place of the first band in the {list}; the others follow': '第一个频带在 {list} 中的位置；其余依次',
  'As in a point': '与测点相同',
  'The list has exactly so many fields: any other is a meter that is set otherwise':
    '列表恰有这么多字段：否则声级计的设置不同',
  'A question whose answer cannot be taken for a reading, asked as in an ascii definition':
    '其应答不会被当作读数的询问，用法同 ascii 定义',
  'Bytes it answers': '应答的字节',
  'Text at the beginning of the answer': '应答开头的文本',
  'Each reading, step by step; the answers are put in a row': '每次读数的各步骤；应答依次相接',
  'Bytes of one frame, ".." for those that change': '一帧的字节，变化的写 ".."',
  'Usual time between two frames': '两帧之间的通常时间',
  'Bits without which there is no reading: settings at which the level is another':
    '缺少即无读数的位：在其他设置下声级含义不同',
  'What is wrong when it is not so': '不符合时说明哪里不对',
  'Place of the first byte in the answer or frame': '首字节在应答或帧中的位置',
  'The first two digits of the sensor number': '传感器编号的前两位',
  'The name of the file without .yaml': '文件名，不含 .yaml',
  'Where the numbers were read': '数值的出处',
  'confirmed: read in the text or a restatement; derived: our conclusion; unconfirmed: from memory':
    'confirmed：据原文或转述；derived：本软件推定；unconfirmed：未核对原文',
  'Where it stands; words beside the name in each language': '条文出处；名称旁附各语言的说明',
  'What kind of area it is for': '适用的区域类别',
  'Which stretch is compared with the limit': '与限值比较的时段',
  'LAeq of the whole period': '整个时段的 LAeq',
  'The loudest minute while the minutes differ by no more, otherwise the whole period':
    '各分钟相差不超过此值时取最大的一分钟，否则取整个时段',
  'The full hour with the highest level': '声级最高的整点小时',
  'The loudest window of this length': '此长度的最大时间窗',
  'The loudest of the windows that follow each other from the start of the period':
    '从时段开始依次相接的各时间窗中最大者',
  'LAFmax may exceed the LAeq limit by this': 'LAFmax 可高出 LAeq 限值的量',
  'false: shown for comparison, never part of the verdict': 'false：仅供比较，不参与结论',
  'The measured total is assessed': '以噪声测量值评价',
  'GB 12348 and GB 22337, 5.7, table 4': 'GB 12348 和 GB 22337，5.7，表 4',
  'Too near the background to correct: so far above the limit still complies':
    '与背景噪声过近无法修正时：高出限值不超过此值仍视为达标',
  'A total that is not above the limit complies without correction': '噪声测量值未超过限值时无需修正即达标',
  'Taken off the limit where it is measured in the dwelling': '在室内测量时从限值中扣除的量',
  'What is compared with the limits; not written: LAeq': '与限值比较的量；不写时为 LAeq',
  'Days whose hours count otherwise': '时段划分不同的日子',
  'Holidays: "12-25" each year, or days from Easter Sunday: easter-2':
    '节假日："12-25" 表示每年该日，或距复活节的天数：easter-2',
  'What is added to the level for its character before it is compared': '比较前因声音特性对声级所加的修正',
  'hours: counts in some hours of the day; meteorological: Cmet, C0 = -addDb; supervision: taken off where an authority measures':
    'hours：仅在一天中某些小时计入；meteorological：Cmet，C0 = -addDb；supervision：由主管部门测量时扣除',
  'What it adds at most, dB; below 0 it takes off': '最多加多少，dB；小于 0 为扣除',
  'Classes it is for; not written: all': '适用的类别；不写时为全部',
  'From one day of the year to another, both included; it may go over the new year':
    '一年中从某日到某日，含首末两日；可以跨年',
  'Of kind hours: those of working days': 'kind 为 hours 时：工作日的小时',
  'Of kind hours: those of Sundays and holidays': 'kind 为 hours 时：星期日和节假日的小时',
  'A limit relative to what is there without the station': '相对于无本站时声级的限值',
  'LAeq or LA90 without the station': '无本站时的 LAeq 或 LA90',
  'specific: the station alone, rated; total: everything with the station on (emergence)':
    'specific：仅本站，取评价声级；total：本站运行时的全部声音（emergence）',
  'More is allowed to what lasts shorter, ascending': '持续时间越短允许越多，递增',
  'Does not apply to a total that is not above': '总声级不超过此值时不适用',
  'The same for what is measured in a room': '室内测量时的相应值',
  'Standard uncertainties that a verdict keeps from the limit': '结论与限值保持的标准不确定度倍数',
  'Limits in rooms, for sound through the structure': '结构传播声的室内限值',
  'Covers only sources in the same building': '仅适用于同一建筑内的声源',
  'How far each octave may exceed what is there without the station': '各倍频带可高出无本站时声级的量',
  'LAeq and LAFmax of sound from within the building': '建筑物内部声源的 LAeq 和 LAFmax',
  'Least valid time; what is not written has the usual value: 45s, 45m, 12h, 3h, 6h':
    '最短有效时间；不写的取通常值：45s、45m、12h、3h、6h',
  'What the program leaves out or takes for granted': '程序略去或视为当然的内容',
  'What the verdict "undetermined" means under this standard': '在本标准下“无法判定”的含义',
  'Only with fail-safe D15B..D15F configured in the fan: any traffic renews it, delay D15E after the last request the fan takes the speed of D15D.':
    '仅当风机内已设置故障安全 D15B..D15F 时有效：任何通信都会续租；最后一次询问后经过延时 D15E，风机转为 D15D 的转速。',
  'The charger takes register 201 when the connection breaks; the limit is written again within each third of the lease, so that one that was lost comes back.':
    '连接中断时充电机采用寄存器 201 的值；限值在租约的每三分之一内重新写入，丢失的写入由此恢复。',
} as const;
