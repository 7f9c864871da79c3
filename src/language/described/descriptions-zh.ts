/** What stands in English beside keys and options, in Chinese. */

import { definitionKeysZh } from './definition-keys-zh.ts';
import { helpZh } from './help-zh.ts';
import { scenarioKeysZh } from './scenario-keys-zh.ts';
import { siteKeysZh } from './site-keys-zh.ts';

export const descriptionsZh: Readonly<Record<string, string>> = {
  ...siteKeysZh,
  ...definitionKeysZh,
  ...scenarioKeysZh,
  ...helpZh,
};
