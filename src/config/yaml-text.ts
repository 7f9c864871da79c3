/** Plain data as YAML, for files that people read and tools take. */

import { stringify } from 'yaml';

export function yamlText(data: unknown, head: string): string {
  return `# ${head}\n${stringify(data, { lineWidth: 120, aliasDuplicateObjects: false })}`;
}
