/** A device definition file: text in, definition or problems out. */

import { type AnyDefinition, anyDefinitionSchema, resolveAny } from '../../devices/any-definition.ts';
import { phrase } from '../../model/phrase.ts';
import { explainIssues } from '../problems/explain-issue.ts';
import { jsonSchemaOf } from '../problems/json-schema.ts';
import { error, type Problem } from '../problems/problem.ts';
import { readYaml, type SourceText } from '../problems/yaml-source.ts';

/** The JSON Schema of a device definition, for editors. */
export const deviceJsonSchema = jsonSchemaOf(anyDefinitionSchema, 'quietpost device definition');

/** One definition file. With problems there is no definition, so that nothing is concluded from half of one. */
export function readDefinition(
  model: string,
  text: SourceText,
): { readonly definition: AnyDefinition | undefined; readonly problems: readonly Problem[] } {
  const source = readYaml(text);
  if (source.data === undefined) return { definition: undefined, problems: source.problems };
  const parsed = anyDefinitionSchema.safeParse(source.data);
  if (!parsed.success) {
    const findings = explainIssues(parsed.error.issues, source.data, deviceJsonSchema);
    return { definition: undefined, problems: [...source.problems, ...findings.map(source.place)] };
  }
  const { definition, problems } = resolveAny(parsed.data);
  const findings = problems.map(({ path, message, fix }) => error(path, message, fix));
  if (definition.model !== model) {
    findings.push(
      error(
        ['model'],
        phrase('model-name', { file: model, name: definition.model }),
        phrase('write-model', { model }),
      ),
    );
  }
  const found = [...source.problems, ...findings.map(source.place)];
  return { definition: found.length === 0 ? definition : undefined, problems: found };
}
