/** A device definition file: text in, definition or problems out. */

import { type AnyDefinition, anyDefinitionSchema, resolveAny } from '../../devices/any-definition.ts';
import { phrase } from '../../model/phrase.ts';
import { explainIssues } from '../problems/explain-issue.ts';
import { jsonSchemaOf } from '../problems/json-schema.ts';
import { error, type Problem } from '../problems/problem.ts';
import { readYaml, type SourceText } from '../problems/yaml-source.ts';

/** The JSON Schema of a device definition, for editors. */
export const deviceJsonSchema = jsonSchemaOf(anyDefinitionSchema, 'quietpost device definition');

interface DefinitionReading {
  readonly definition: AnyDefinition | undefined;
  readonly problems: readonly Problem[];
}

/** By the text: several sites may be made of the same definitions, and each of these is read once. */
const readings = new WeakMap<SourceText, { readonly model: string; readonly reading: DefinitionReading }>();

/** One definition file. With problems there is no definition, so that nothing is concluded from half of one. */
export function readDefinition(model: string, text: SourceText): DefinitionReading {
  const known = readings.get(text);
  if (known?.model === model) return known.reading;
  const reading = definitionIn(model, text);
  readings.set(text, { model, reading });
  return reading;
}

function definitionIn(model: string, text: SourceText): DefinitionReading {
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
