/**
 * `quietpost schema`: the JSON Schemas of the files a technician writes, for editors, the table of device models, and the
 * contract of the MQTT messages.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { scenarioSchemaFile } from '../../../hw-mocks/scenario/scenario-schema.ts';
import { deviceTable } from '../../config/device-table.ts';
import { packageFolder } from '../../config/load/package-folder.ts';
import { readDefinition } from '../../config/load/read-definition.ts';
import { schemaFiles } from '../../config/schema-files.ts';
import { siteReference } from '../../config/site/explain-key.ts';
import { yamlText } from '../../config/yaml-text.ts';
import { asyncApi } from '../../contract/asyncapi.ts';
import { languages } from '../../language/languages.ts';

/** Prints the schemas, or with `write` puts them into config/schema, and the table into config/devices. */
export function schema(options: { readonly write: boolean }): number {
  const config = packageFolder('config') ?? 'config';
  const folder = join(config, 'schema');
  if (options.write) mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries({ ...schemaFiles, ...scenarioSchemaFile })) {
    if (options.write) writeFileSync(join(folder, file), text);
    else process.stdout.write(text);
  }
  if (options.write) {
    writeFileSync(join(config, 'devices', 'README.md'), tableOf(join(config, 'devices')));
    writeContract(join(config, '..', 'contract'));
    writeReference(join(config, '..', 'docs'));
  }
  return 0;
}

function writeContract(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'asyncapi.yaml'), contractText());
}

/** An installed package may be without documents. */
function writeReference(folder: string): void {
  for (const language of languages) {
    const own = language === 'en' ? folder : join(folder, language);
    if (existsSync(own)) writeFileSync(join(own, 'reference.md'), siteReference(language));
  }
}

/** The text of contract/asyncapi.yaml. */
export function contractText(): string {
  return yamlText(asyncApi(), 'Written by "npm run schema" from src/contract; do not edit.');
}

/** Definitions with problems have no row; `check` and the tests report these. */
function tableOf(folder: string): string {
  const models = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'));
  return deviceTable(
    models.sort().flatMap((model) => {
      const file = join(folder, `${model}.yaml`);
      const { definition } = readDefinition(model, { file, text: readFileSync(file, 'utf8') });
      return definition === undefined ? [] : [definition];
    }),
  );
}
