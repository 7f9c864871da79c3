// The small faults that one source file can have. Texts, types, imports and what is thrown stay as they are. Each mutant:
// { file, line, start, end, original, mutated, form, isStatic }: `form` says how a switch between both is written, and
// a static one is evaluated when the module loads, once.
import { parseAst } from 'vitest/node';

const OTHER_OPERATOR = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '&&': '||',
  '||': '&&',
  '+=': '-=',
  '-=': '+=',
};
const OTHER_METHOD = new Map(
  [
    ['min', 'max'],
    ['floor', 'ceil'],
    ['some', 'every'],
  ].flatMap(([one, other]) => [
    [one, other],
    [other, one],
  ]),
);
/** Where a number is a place on the paper: a test of it would only repeat it. */
const DRAWINGS = /^src\/report\/(charts\/|markup\/palette|page\/style)/;

export function mutantsOf(file, text) {
  const mutants = [];
  const isDrawing = DRAWINGS.test(file);
  visit(parseAst(text, { lang: 'ts' }, file), { isStatic: true });
  return mutants;

  function add({ start, end }, mutated, form, place) {
    const line = text.slice(0, start).split('\n').length;
    mutants.push({ file, line, start, end, original: text.slice(start, end), mutated, form, ...place });
  }

  function visit(node, place) {
    if (Array.isArray(node)) {
      for (const one of node) visit(one, place);
      return;
    }
    if (typeof node?.type !== 'string') return;
    if (/^TS(?!NonNull|As|Satisfies)/.test(node.type) || /^(Import|Throw)/.test(node.type)) return;
    mutate(node, place);
    const inner = /Function/.test(node.type) ? { isStatic: false } : place;
    for (const [key, child] of Object.entries(node)) {
      const isName = (key === 'key' || key === 'property') && !node.computed;
      if (isName || key === 'typeAnnotation' || key === 'returnType') continue;
      // What stands behind `list[index] ??` is for the compiler: it never comes.
      if (node.operator === '??' && key === 'right' && child.type === 'Literal') continue;
      visit(child, inner);
    }
  }

  function mutate(node, place) {
    const textOf = ({ start, end }) => text.slice(start, end);
    switch (node.type) {
      case 'BinaryExpression':
      case 'LogicalExpression':
      case 'AssignmentExpression': {
        const other = OTHER_OPERATOR[node.operator];
        if (other === undefined || [node.left, node.right].some(isText)) return;
        if (isDrawing && [node.left, node.right].some(isNumber)) return;
        const at = text.indexOf(node.operator, node.left.end);
        const mutated = text.slice(node.start, at) + other + text.slice(at + node.operator.length, node.end);
        return add(node, mutated, 'expression', place);
      }
      case 'IfStatement':
      case 'ConditionalExpression':
        return add(node.test, `!(${textOf(node.test)})`, 'expression', place);
      case 'UnaryExpression':
        return node.operator === '!' ? add(node, textOf(node.argument), 'expression', place) : undefined;
      case 'Literal':
        if (typeof node.value === 'boolean') return add(node, String(!node.value), 'expression', place);
        return isNumber(node) && !isDrawing
          ? add(node, String(node.value + 1), 'expression', place)
          : undefined;
      case 'ExpressionStatement':
        return add(node, ';', 'statement', place);
      case 'ReturnStatement':
        return node.argument === null ? add(node, ';', 'statement', place) : undefined;
      case 'CallExpression': {
        const { callee } = node;
        const other = callee.type === 'MemberExpression' && OTHER_METHOD.get(callee.property.name);
        if (!other || callee.computed || node.optional || callee.optional) return;
        const rest = text.slice(callee.property.end, node.end);
        return add(node, text.slice(node.start, callee.property.start) + other + rest, 'expression', place);
      }
    }
  }
}

/** The source with a switch at each mutant, which must not overlap: `__mutant(3) ? mutated : original`. */
export function instrumented(text, mutants) {
  let result = text;
  for (const { id, start, end, original, mutated, form } of mutants.toSorted((a, b) => b.start - a.start)) {
    const both =
      form === 'statement'
        ? `if (!globalThis.__mutant(${id})) { ${original} }`
        : `(globalThis.__mutant(${id}) ? (${mutated}) : (${original}))`;
    result = result.slice(0, start) + both + result.slice(end);
  }
  return result;
}

function isText(node) {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');
}

function isNumber(node) {
  return node.type === 'Literal' && typeof node.value === 'number';
}
