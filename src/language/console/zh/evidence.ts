/** What `quietpost verify` finds, in Chinese. Names of tables are those of the file. */

import { inOtherWords } from '../../form/other-words.ts';
import type { evidenceEn } from '../en/evidence.ts';

export const evidenceZh = inOtherWords<typeof evidenceEn>()({
  'chain-changed': '与其哈希不符：写入后被更改，或不是由 quietpost 写入',
  'chain-inserted': '是插入的：其后的记录接续的是它之前的记录',
  'chain-moved': '所在位置与写入时不同',
  'chain-missing': '所接续的记录不存在：之前有一条或多条缺失，或被替换',
  'chain-inserted-last': '是在链尾之后插入的',
  'chain-all-missing': '所有记录都缺失：哈希链在所记的末端之前就已结束',
  'chain-end-missing': '最后一条之后缺失一条或多条记录：哈希链在所记的末端之前就已结束',
  'seal-entry-changed': '被更改：签封的第 {n} 个条目与写入时不同，或其前缺少条目',
  'seal-unsealed': '被插入：{table} 表有 {count} 行不属于任何签封条目',
  'seal-missing': '缺失：{at} 写入的 {table} 表缺 {count} 行',
  'seal-put-in': '被插入：{at} 写入的 {table} 表多出 {count} 行',
  'seal-changed': '被更改：{at} 写入的 {table} 表中的一行',
  'seal-gone': '缺失：{table} 表少了 {count} 行，因超期删除的为 {pruned} 行',
  'seal-more-minutes': '被插入：minutes 表比已签封的多 {count} 行',
  'seal-fewer-minutes': '缺失：已签封的 minutes 表缺 {count} 行',
  'seal-too-early': '删除过早：{table} 表的 {count} 行，{at}',
  'seal-foreign': '被插入：第 {n} 个条目的 {tables} 表，发现于 {at}，不是由 quietpost 写入',
  'head-unreadable': '被更改：有一个签名链头无法读取',
  'head-unsigned': '被更改：{size} 个条目的链头签名无效',
  'head-other': '被更改：{at} 的链头之前的条目与签名时不同',
  'expected-unsigned': '预期的链头不是由它所写的密钥签名的',
  'expected-other-key': '密钥不同：实际由 {own} 签名，预期为 {key}',
  'expected-longer': '缺失：预期的链头有 {expected} 个条目，本历史文件有 {entries} 个：这是较旧的副本',
  'expected-other': '被更改：前 {size} 个条目与预期的链头不符',
  'calibration-changed': '被更改：{meter} 的校准 {id} 与其编号不符',
  'calibration-unmarked': '缺失：校准 {id} 发现 {meter} 偏差超限，但没有对此前数据的标记',
  'missing-configuration': '缺失：配置 {id}，有 {count} 条分钟记录引用它',
  'missing-calibration': '缺失：校准 {id}，有 {count} 条分钟记录引用它',
});
