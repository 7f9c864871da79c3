/** `quietpost backup`, `restore`, `bundle`, in Chinese. */

import { inOtherWords } from '../../form/other-words.ts';
import type { keepingEn } from '../en/keeping.ts';

export const keepingZh = inOtherWords<typeof keepingEn>()({
  'backup-no-site': '没有站点文件 {site}',
  'backup-made': '{path}：{count} 个文件和历史文件',
  'backup-made-without': '{path}：{count} 个文件，不含历史文件',
  'backup-site-errors': '  其中没有历史文件：站点文件有错误（quietpost check）；请用 --history 指定历史文件',
  'backup-secret': '  其中含有密码和密钥：只有您能读取，请保持如此。恢复：quietpost restore 文件',

  'restore-missing': '没有文件 {path}',
  'restore-before': '  原有的文件：{path}',
  'restore-done': '已恢复 {count} 个文件，为 {host} 在 {time} UTC 的状态。',
  'restore-next': '下一步：quietpost check {path}',
  'restore-damaged': '{path} 无法恢复：{why}。未作任何更改',
  'restore-not-as-saved': '{name} 与保存时不一致',
  'restore-too-new':
    '该备份的历史文件格式为 {found}，本 quietpost 最高支持 {known}：请安装 quietpost {version} 或更新版本后再恢复。未作任何更改',
  'restore-in-use': '网关正在写入 {path}：请先 sudo systemctl stop quietpost，恢复后再启动。未作任何更改',
  'restore-differ': '以下文件已存在且内容不同；未作任何更改。使用 --force 时将其移到一旁并替换：',
  'restore-no-space': '{path} 需要 {neededMb} MB，仅剩 {freeMb} MB。未作任何更改',

  'manifest-unreadable': '无法读取其清单',
  'manifest-none': '不是 quietpost 的备份',
  'manifest-format': '其格式为 {format}，本 quietpost 只认识格式 1：请用较新的 quietpost 恢复',
  'manifest-incomplete': '其清单不完整',
  'manifest-astray': '它要写入 {path}，这不是绝对路径',

  'bundle-made': '{path}：{count} 个文件，不含密码、访问码和密钥。发送前请先查看。',
  'bundle-without': '  未包含：{what}',
  'bundle-no-page': '端口 {port} 上没有运行中网关的页面应答',
  'bundle-page-answers': '端口 {port} 上的页面应答 {status}',
});
