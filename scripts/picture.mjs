// The picture of the rooms in docs/architecture.md, made from the imports. An arrow that other arrows imply is left out.
//
//   node scripts/picture.mjs           writes it
//   node scripts/picture.mjs --check   ends with 1 where it is out of date
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const BEGIN = '<!-- picture: npm run picture -->';
const END = '<!-- end of picture -->';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    root: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
  },
});
const document = join(values.root, 'docs', 'architecture.md');
const text = readFileSync(document, 'utf8');
const [head, rest = ''] = text.split(BEGIN);
const tail = rest.split(END)[1];
if (tail === undefined) {
  console.error(`docs/architecture.md has no place for the picture: ${BEGIN} ... ${END}`);
  process.exit(1);
}
const drawn = `${head}${BEGIN}\n${pictureOf(roomsOf(values.root))}\n${END}${tail}`;
if (drawn !== text && values.check) {
  console.error('the picture in docs/architecture.md is out of date: npm run picture');
  process.exit(1);
}
if (drawn !== text) writeFileSync(document, drawn);

// Room to { folders: its sub-rooms, imports: the rooms it imports }.
function roomsOf(root) {
  const rooms = new Map();
  for (const file of ['src', 'hw-mocks', 'firmware-bridge'].flatMap((folder) => sourcesBelow(root, folder))) {
    const room = roomOf(file);
    const { folders, imports } = rooms.get(room) ?? { folders: new Set(), imports: new Set() };
    rooms.set(room, { folders, imports });
    const [folder, below] = relative(folderOf(room), file).split('/');
    if (below !== undefined) folders.add(folder);
    for (const path of importsOf(readFileSync(join(root, file), 'utf8'))) {
      const target = roomOf(normalize(join(dirname(file), path)));
      if (target !== room) imports.add(target);
    }
  }
  return rooms;
}

function pictureOf(rooms) {
  const names = [...rooms.keys()].sort();
  const boxes = names.map(
    (room) => `  ${room}["${[`<b>${room}</b>`, ...[...rooms.get(room).folders].sort()].join('<br/>')}"]`,
  );
  const arrows = names.flatMap((room) =>
    [...rooms.get(room).imports]
      .sort()
      .filter((target) => !isImplied(rooms, room, target))
      .map((target) => `  ${room} --> ${target}`),
  );
  return ['```mermaid', 'graph TD', ...boxes, ...arrows, '```'].join('\n');
}

// Whether another import of `from` leads to `to`.
function isImplied(rooms, from, to) {
  const seen = new Set([from]);
  const open = [...rooms.get(from).imports].filter((room) => room !== to);
  for (let room = open.pop(); room !== undefined; room = open.pop()) {
    if (room === to) return true;
    if (seen.has(room)) continue;
    seen.add(room);
    open.push(...(rooms.get(room)?.imports ?? []));
  }
  return false;
}

function roomOf(file) {
  const [top, room] = file.split('/');
  return top === 'src' ? room : top;
}

function folderOf(room) {
  return room === 'hw-mocks' || room === 'firmware-bridge' ? room : `src/${room}`;
}

function importsOf(source) {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  const forms = /^(?:import|export)\s[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...code.matchAll(forms)]
    .map((match) => match[1] ?? match[2] ?? match[3])
    .filter((path) => path.startsWith('.'));
}

function sourcesBelow(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
