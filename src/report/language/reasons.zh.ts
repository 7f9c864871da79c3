/** Why a verdict is as it is, in Chinese; the English is with the assessment (src/acoustics/assessment/reason.ts). */

import type { ReasonKey } from '../../acoustics/assessment/reason.ts';

export const reasonsZh: Readonly<Record<ReasonKey, string>> = {
  'no-limit': '标准未规定该时段的限值',
  'no-data': '没有有效的声级记录',
  'too-little-data': '有效时间仅占 {validShare:share}，须达到 {neededShare:share} 方可判定',
  'total-within': '实测总声级 {totalDb:1} dB(A)，未超过限值 {limitDb} dB(A)，无需修正',
  'total-within-rounded':
    '实测总声级 {totalDb:1} dB(A)，修约为 {roundedDb} dB(A)，未超过限值 {limitDb} dB(A)',
  'total-above': '以全部声音评价，实测总声级 {totalDb:1} dB(A)，超过限值 {limitDb} dB(A)',
  'background-unknown': '实测总声级 {totalDb:1} dB(A)，超过限值 {limitDb} dB(A)，但背景噪声不明',
  'margin-too-small':
    '实测总声级 {totalDb:1} dB(A)，超过限值 {limitDb} dB(A)，但仅比背景噪声 {backgroundDb:1} dB(A) 高 {marginDb:1} dB，不足以修正',
  'corrected-within':
    '实测总声级 {totalDb:1} dB(A)，扣除背景噪声 {backgroundDb:1} dB(A) 后为 {assessedDb:1} dB(A)，未超过限值 {limitDb} dB(A)',
  'corrected-above':
    '实测总声级 {totalDb:1} dB(A)，扣除背景噪声 {backgroundDb:1} dB(A) 后为 {assessedDb:1} dB(A)，超过限值 {limitDb} dB(A)',
  'within-uncertainty':
    '扣除背景噪声 {backgroundDb:1} dB(A) 后为 {assessedDb:1} dB(A)，标准不确定度 {uncertaintyDb:1} dB，与限值 {limitDb} dB(A) 过于接近',
  'peak-missing': '没有最大声级记录，不评价最大声级',
  'peak-within': '最大声级 {lafmaxDb:1} dB(A)，未超过 {capDb} dB(A)',
  'peak-above': '最大声级 {lafmaxDb:1} dB(A)，超过 {capDb} dB(A)',
  'peak-foreign': '最大声级 {lafmaxDb:1} dB(A)，超过 {capDb} dB(A)，但来自其他声源',
  'peak-cause-unknown': '最大声级 {lafmaxDb:1} dB(A)，超过 {capDb} dB(A)，来源不明',
};
