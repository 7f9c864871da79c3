/** Commands that run, begin and watch a station, in Chinese. */

import { inOtherWords } from '../../form/other-words.ts';
import type { stationEn } from '../en/station.ts';

export const stationZh = inOtherWords<typeof stationEn>()({
  'no-back-office':
    '{site} 使用本进程内的 MQTT 代理，却连接真实线路：后台将收不到本站的任何消息。请写明代理（{named}），或声明不需要：{none}',
  unswept: '尚未实测各风机在 {receptors} 处的声级。请在安静时段运行：quietpost commission sweep {site}',

  'failsafe-no-gpio': '无需操作：没有接在 GPIO 上的输出。其他输出在租期结束时自行进入故障安全状态。',
  'failsafe-restart': '无需操作：服务即将重新启动，并按现状接管各线。',
  'failsafe-handover': '无需操作：下一个网关进程将按现状接管各线。',
  'failsafe-done': '{device}：所有继电器均处于故障安全状态。',
  'failsafe-stuck': '{device}：GPIO 线 {line} 无法设置：{fault}。网关是否仍在运行？',

  'init-from': '--from 可取 {known}，不能为“{given}”',
  'init-there': '{path} 已存在，不会覆盖；请指定另一个文件夹',
  'init-written': '已写入 {path}，连同其设备定义和编辑器提示所需的文件。',
  'init-next': '请在其中填写您的总线和设备，然后：',
  'ask-site': '运营商或地点（小写字母）',
  'ask-station': '本站名称（小写字母）',
  'ask-zone': '时区',
  'ask-night-db': '居民处的夜间噪声限值，dB',
  'ask-broker': 'MQTT 代理，mqtts://host:8883；留空：暂无',

  'probe-devices': '设备',
  'probe-asking': '正在逐台询问设备',
  'probe-answers': '有应答',
  'probe-silent': '无应答',
  'probe-board': '{board}：控制板须用侦听方式：quietpost scan {board}',
  'probe-count': '{count} 台设备中 {answering} 台有应答。',
  'probe-count-unasked': '{count} 台设备中 {answering} 台有应答，{unasked} 台未询问。',
  'probe-reason': '{counted} 查看原因：quietpost read {device}',
  'probe-in-use': '线路正被 {users} 占用',
  'probe-ended': '已按 Ctrl-C 中止',
  'probe-nothing': '没有可读取的量',
  'probe-unit': '单元地址 {unitId}',

  'start-page': '页面       {url}',
  'start-station': '站点       模拟，进程 {pid}，{count} 条总线：{links}',
  'start-site': '站点文件   {path}，所有时间均为 {zone} 时间',
  'start-advise': '模式       advise：只决策和发布，不动作',
  'start-broker': 'MQTT 代理  {url}',
  'start-watch': '观察       npx quietpost watch --url {url}',
  'start-any-client': "           或任何 MQTT 客户端：mosquitto_sub -p {port} -t 'quietpost/#' -v",
  'start-stop': '停止       Ctrl-C：输出进入故障安全状态，连接关闭',
  'start-stop-advise': '停止       Ctrl-C：输出保持现状，连接关闭',
  'start-clock': '时钟       已移至炎热傍晚的 22:15，站点与网关一致',
  'start-code': '退出码 {code}',
  'start-lines-gone': '站点       已结束（{cause}）。其串口线路随之消失：请重新启动以获得新的线路。',
  'start-ended': '站点       已结束（{cause}）。网关继续运行；{seconds} s 后恢复。',

  'watch-address': '“{url}”不是 MQTT 代理地址：请写 mqtt://host:1883 或 mqtts://host:8883',
  'watch-watching': '正在观察 {url} 的 {topics}',
  'watch-trying': '没有 MQTT 代理：{reason}；继续尝试',
  'watch-none':
    '没有 MQTT 代理：{reason}。请用 "quietpost start" 启动一个，用 --url 指定另一个，或使用 --wait。',
});
