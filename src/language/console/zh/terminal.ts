/** What every command may say, in Chinese. */

import { inOtherWords } from '../../form/other-words.ts';
import type { terminalEn } from '../en/terminal.ts';

export const terminalZh = inOtherWords<typeof terminalEn>()({
  'command-says': 'quietpost {command}：{why}',
  'quietpost-says': 'quietpost：{why}',
  'left-as-it-is': '{path} 已存在，保持原样',
  'recording-missing': '没有文件 {path}。录制方法：quietpost run --record {path}',
  'lang-takes': '--lang 可取 {languages:or}，不能为“{given}”',
  'link-takes': '--link 写作 总线=URL，例如 io=tcp://127.0.0.1:5020，不能为“{given}”',
  'found-and-mend': '{found}：{mend}',
  'yes-or-no': '{question} [y/N] ',
  'progress-at': '{what}：{percent} %{left}',
  'progress-say': '{what}：{count}',
  'seconds-left': '，剩余 {seconds} s',
  'minutes-left': '，剩余 {minutes} min',
  'must-be-whole': '必须是整数。',
  'system-disk-full': '磁盘已满；未留下任何文件',
  'system-no-right': '当前用户没有权限；请用 sudo 重试',
  'system-read-only': '该文件系统为只读',
  'system-absent': '没有这样的文件或文件夹',
  'system-at': '{path}：{why}',
  'torn-archive': '文件不是备份的打包格式，或已损坏',
  'help-after-error': '（quietpost <命令> --help 给出示例）',
  'help-option': '显示该命令的帮助',
  'help-command': '显示该命令的帮助',
  'help-version': '显示版本号',
  'help-usage': '用法：',
  'help-arguments': '参数：',
  'help-options': '选项：',
  'help-commands': '命令：',
  'help-example': '示例：',
  'help-examples': '示例：',
  'help-default': '{description}（默认：{value}）',
  'failsafe-by-service': '服务单元在每次结束时调用它：quietpost service install --print',
  'restart-keeps-values': '各输出保持原值，而 systemctl restart 不保持',
});
