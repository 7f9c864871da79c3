/** `quietpost backup`, `restore`, `bundle`. */

export const keepingEn = {
  'backup-no-site': 'there is no site file {site}',
  'backup-made': '{path}: {count} files and the history',
  'backup-made-without': '{path}: {count} files, no history',
  'backup-site-errors':
    '  no history in it: the site file has errors (quietpost check); name the history with --history',
  'backup-secret':
    '  It holds passwords and keys: nobody but you can read it, keep it so. Back: quietpost restore FILE',

  'restore-missing': 'there is no file {path}',
  'restore-before': '  what was there before: {path}',
  'restore-done': '{count} files as they were on {host} at {time} UTC.',
  'restore-next': 'Next: quietpost check {path}',
  'restore-damaged': '{path} cannot be restored: {why}. Nothing was changed',
  'restore-not-as-saved': '{name} is not as it was saved',
  'restore-too-new':
    'the history of this backup has format {found}, and this quietpost knows {known} at most: install quietpost {version} or newer, then restore. Nothing was changed',
  'restore-in-use':
    'a gateway writes {path} now: sudo systemctl stop quietpost, restore, start it again. Nothing was changed',
  'restore-differ':
    'these are there already and differ; nothing was changed. With --force they are set aside and replaced:',
  'restore-no-space': '{path} needs {neededMb} MB, and {freeMb} are free. Nothing was changed',

  'manifest-unreadable': 'its manifest cannot be read',
  'manifest-none': 'it is no backup of quietpost',
  'manifest-format':
    'it has format {format}, and this quietpost knows format 1: a newer quietpost restores it',
  'manifest-incomplete': 'its manifest is incomplete',
  'manifest-astray': 'it wants to write to {path}, which is no absolute path',

  'bundle-made':
    '{path}: {count} files without passwords, codes and keys. Look through it before you send it.',
  'bundle-without': '  not in it: {what}',
  'bundle-no-page': 'no page of a running gateway answers on port {port}',
  'bundle-page-answers': 'the page on port {port} answers {status}',
} as const;
