/** What editors, input methods, merges and copies do to a site file: the one thing that is said of each, word by word. */

import { expect, test } from 'vitest';
import { readSite } from '../../../../src/config/load/read-site.ts';
import { renderReport } from '../../../../src/config/problems/render.ts';
import { decodeText } from '../../../../src/config/problems/text-encoding.ts';
import { englishLeft } from '../chinese.ts';
import { definitions, type Edit, edited, errorsOf, placeOf, readText, said, siteText } from '../variants.ts';

const colon = (key: string) => `type an ordinary colon and a space: "${key}: "`;
const comma = 'type an ordinary comma and a space: ", "';
const spaces = 'type ordinary spaces';
const limits = 'dayDb: 55, nightDb: 45 }';

type Row = readonly [name: string, from: string, to: string, message: string, fix: string];

const rows: readonly Row[] = [
  // Characters of an input method
  [
    'a full-width colon of a key',
    'zone: Asia',
    'zone@： Asia',
    'a full-width colon "：" (U+FF1A) stands here',
    colon('zone'),
  ],
  [
    'one without a space',
    'mode: auto',
    'mode@：auto',
    'a full-width colon "：" (U+FF1A) stands here',
    colon('mode'),
  ],
  [
    'one of a section',
    'outputs:\n',
    'outputs@：\n',
    'a full-width colon "：" (U+FF1A) stands here',
    colon('outputs'),
  ],
  [
    'one in brackets',
    limits,
    'dayDb@：55, nightDb: 45 }',
    'a full-width colon "：" (U+FF1A) stands here',
    colon('dayDb'),
  ],
  ['a small colon', 'mode: auto', 'mode@﹕ auto', 'a small colon "﹕" (U+FE55) stands here', colon('mode')],
  [
    'a full-width comma between keys',
    limits,
    'dayDb: 55@，nightDb: 45 }',
    'a full-width comma "，" (U+FF0C) stands here',
    comma,
  ],
  [
    'one in a list',
    '[temp-a1, temp-a2]',
    '[temp-a1@，temp-a2]',
    'a full-width comma "，" (U+FF0C) stands here',
    comma,
  ],
  [
    'an ideographic comma in a list',
    '[temp-a1, temp-a2]',
    '[temp-a1@、temp-a2]',
    'an ideographic comma "、" (U+3001) stands here',
    comma,
  ],
  [
    'full-width digits',
    limits,
    'dayDb: @５５, nightDb: 45 }',
    'a full-width digit 5 "５" (U+FF15) stands in dayDb',
    'type 55',
  ],
  [
    'a full-width letter',
    'after: 20s',
    'after: 20@ｓ',
    'a full-width letter s "ｓ" (U+FF53) stands in after',
    'type 20s',
  ],
  [
    'a full-width full stop',
    'riseC: 22, settle: 3m, fullPowerC: 55',
    'riseC: 22@．5, settle: 3m, fullPowerC: 55',
    'a full-width "." "．" (U+FF0E) stands in riseC',
    'type 22.5',
  ],
  [
    'a full-width brace',
    'night: { start',
    'night: @｛ start',
    'a full-width "{" "｛" (U+FF5B) stands here',
    'type an ordinary "{"',
  ],
  [
    'a full-width bracket',
    'coils: [8]',
    'coils: [8@］',
    'a full-width "]" "］" (U+FF3D) stands here',
    'type an ordinary "]"',
  ],
  [
    'curly quotation marks',
    "start: '22:00'",
    'start: @“22:00”',
    'a curly quotation mark "“" (U+201C) stands here, and in 1 more place',
    'type ordinary quotation marks: "',
  ],
  [
    'a minus sign of mathematics',
    limits,
    'dayDb: @−55, nightDb: 45 }',
    'a minus sign of mathematics "−" (U+2212) stands in dayDb',
    'type -55',
  ],
  [
    'an en dash in a name',
    'meter: slm-north',
    'meter: slm@–north',
    'an en dash "–" (U+2013) stands in meter',
    'type slm-north',
  ],
  [
    'an en dash that begins an entry',
    '      - { output: fan-a1',
    '      @– { output: fan-a1',
    'an en dash "–" (U+2013) stands here',
    'type an ordinary "-"',
  ],
  // Blanks that are none
  [
    'a no-break space behind a colon',
    limits,
    'dayDb:@\u00a055, nightDb: 45 }',
    'a no-break space (U+00A0) stands here',
    spaces,
  ],
  [
    'one behind the colon of a line',
    'mode: auto',
    'mode:@\u00a0auto',
    'a no-break space (U+00A0) stands here',
    spaces,
  ],
  [
    'one before a comma',
    limits,
    'dayDb: 55@\u00a0, nightDb: 45 }',
    'a no-break space (U+00A0) stands here',
    spaces,
  ],
  [
    'no-break spaces as indent',
    '    meter: slm-north',
    '@\u00a0\u00a0\u00a0\u00a0meter: slm-north',
    'a no-break space (U+00A0) stands here',
    spaces,
  ],
  [
    'full-width spaces as indent',
    '    meter: slm-north',
    '@\u3000\u3000meter: slm-north',
    'a full-width space (U+3000) stands here',
    spaces,
  ],
  [
    'a full-width space in brackets',
    limits,
    'dayDb: 55,@\u3000nightDb: 45 }',
    'a full-width space (U+3000) stands here',
    spaces,
  ],
  [
    'a no-break space at the end of a value',
    'mode: auto',
    'mode: auto@\u00a0',
    'a no-break space (U+00A0) stands in mode',
    'type auto',
  ],
  [
    'a zero-width space in a key',
    limits,
    'dayDb: 55, night@\u200bDb: 45 }',
    'a zero-width space (U+200B) stands in night\u200bDb',
    'type nightDb',
  ],
  [
    'a byte order mark within',
    'meter: slm-north',
    'meter: @\ufeffslm-north',
    'a byte order mark (U+FEFF) stands in meter',
    'type slm-north',
  ],
  // What was left out
  [
    'no space behind a colon',
    'mode: auto',
    'mode@:auto',
    'there is no space after the colon ":" (U+003A)',
    'type a space after it: "mode: auto"',
  ],
  [
    'none in brackets',
    limits,
    'dayDb@:55, nightDb: 45 }',
    'there is no space after the colon ":" (U+003A)',
    'type a space after it: "dayDb: 55"',
  ],
  [
    'no comma',
    limits,
    'dayDb: 55 nightDb: 45 }',
    'in a bracket, a second "key: value" begins without a comma before it',
    'type ", " between the two, or close the bracket [ or { before it',
  ],
  [
    'a quote that is not closed',
    "start: '22:00', end: '06:00'",
    "start: '22:00, end: '@06:00'",
    'a quote is opened and not closed on this line',
    'close it on the same line',
  ],
  [
    'a decimal comma in brackets',
    limits,
    'dayDb: 55, nightDb: 45,@5 }',
    '"5" stands where a key is expected',
    'if it is the end of a decimal number, write a point: 45.5 instead of 45,5',
  ],
  [
    'a line with too little indent',
    '    limits: { class',
    '  @limits: { class',
    '"limits" stands beside "north" and belongs into it',
    'give this line the indent of the other lines of "north"',
  ],
  // Copies, merges, other programs
  [
    'a mark of a merge',
    'mode: auto',
    '@<<<<<<< HEAD\nmode: auto\n=======\nmode: advise\n>>>>>>> other',
    'a merge of two versions is not finished: the mark "<<<<<<<" stands here',
    'keep one of the two versions, and delete the lines that begin with "<<<<<<<", "=======" and ">>>>>>>"',
  ],
  [
    'the end of a merge',
    'mode: auto',
    'mode: auto\n@>>>>>>> other',
    'a merge of two versions is not finished: the mark ">>>>>>>" stands here',
    'keep one of the two versions, and delete the lines that begin with "<<<<<<<", "=======" and ">>>>>>>"',
  ],
  [
    'a control character in a line',
    'mode: auto',
    'mode: auto@\u0001',
    'a control character (U+0001) stands here',
    'delete it, and type what shall stand there',
  ],
  [
    'an escape of a terminal',
    'mode: auto',
    'mode: auto @\u001b # x',
    'a control character (U+001B) stands here',
    'delete it, and type what shall stand there',
  ],
  [
    'brackets that never end',
    'mode: auto',
    `mode: ${'['.repeat(20)}@${'['.repeat(3000)}`,
    'brackets or lists are nested more than 20 deep here',
    'close each bracket [ and {, or delete it',
  ],
  [
    'lists in lists',
    'mode: auto',
    `mode:\n  ${'- '.repeat(19)}@${'- '.repeat(3000)}x`,
    'brackets or lists are nested more than 20 deep here',
    'close each bracket [ and {, or delete it',
  ],
  [
    'aliases of aliases',
    'mode: auto',
    'mode: auto\na: &a [1]\nb: &b [@*a, *a]\nc: [*b, *b]',
    'anchors and aliases (&name, *name) are not used in these files; there are 4 of them',
    'write the value out where it is needed',
  ],
  [
    'a key written twice',
    '    meter: slm-north\n',
    '    meter: slm-north\n    @meter: slm-rest\n',
    `this key is written twice, first on line ${lineOf('    meter: slm-north')}`,
    'keep one of the two',
  ],
  // Other spellings
  [
    'an hour of the afternoon',
    "start: '22:00'",
    "start: @'10pm'",
    '"10pm" is no time of day "hh:mm"',
    'write "22:00"',
  ],
  [
    'an hour with a point',
    "end: '06:00'",
    "end: @'6.30'",
    '"6.30" is no time of day "hh:mm"',
    'write "06:30"',
  ],
  [
    'midnight as 24',
    "start: '22:00'",
    "start: @'24:00'",
    '"24:00" is no time of day "hh:mm"',
    'write "00:00"',
  ],
  [
    'a name with capitals',
    '  north:\n',
    '  @North:\n',
    '"North" is not possible here',
    'a name has small letters, digits, "-" and "_", at most 48, and begins with a letter or digit; write north',
  ],
  [
    'a list where names belong',
    '  north:\n    meter: slm-north',
    '  - name: north\n    meter: slm-north',
    'a list stands where keys are expected',
    'write indented "key: value" lines below, known keys: names of your choice',
  ],
];

test.each(rows)('%s: one error, at its character, with what to type', (_, from, to, message, fix) => {
  const { text, marks } = edited(siteText, [[from, to]]);
  const errors = errorsOf(readText(text));
  expect(englishLeft(errors)).toEqual([]);
  const problems = errors.map(said);
  expect(problems.map((problem) => [problem.message, problem.fix])).toEqual([[message, fix]]);
  if (marks[0] !== undefined) expect(problems.map(placeOf)).toEqual([marks[0]]);
});

function lineOf(text: string): number {
  return siteText.slice(0, siteText.indexOf(text)).split('\n').length;
}

test('these characters mean themselves in comments, in quotes and within a text', () => {
  const edits: readonly Edit[] = [
    ['class: GB 22337-2008 class 1', 'class: "GB 22337：1 类，夜间"'],
    ['mode: auto', 'mode: auto # 模式：自动，不动\u3000（建议）'],
  ];
  const plain: Edit = ['class: GB 22337-2008 class 1', 'class: 一类，夜间'];
  for (const all of [edits, [plain]]) {
    const reading = readText(edited(siteText, all).text);
    expect(reading.ok, renderReport(errorsOf(reading))).toBe(true);
  }
});

test('a mistake beside a stray character is found at its own place, though the line is read as if typed right', () => {
  const { text, marks } = edited(siteText, [
    [limits, 'dayDb@：55@，nightDb: @45dB }'],
    ['mode: auto', 'mode@：auto'],
  ]);
  // The three colons are one kind: said once.
  expect(errorsOf(readText(text)).map(placeOf)).toEqual(marks.slice(0, 3));
  expect(errorsOf(readText(text)).map(said)[0]?.message).toContain('and in 1 more place');
});

const text = siteText.replace('class: GB 22337-2008 class 1', 'class: XX');
const [before = '', after = ''] = text.split('XX');
const withBytes = (...bytes: number[]) =>
  Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
const place = `${before.split('\n').length}:${(before.split('\n').at(-1)?.length ?? 0) + 1}`;

test.each([
  [
    'GBK',
    withBytes(0xd2, 0xbb, 0xc0, 0xe0),
    /not UTF-8: most likely GBK \(Chinese Windows\), in which "一"/,
    /iconv -f GBK -t UTF-8/,
    place,
  ],
  [
    'Latin-1',
    withBytes(0x4c, 0xe4, 0x72, 0x6d),
    /not UTF-8: most likely Latin-1 \(Windows-1252\), in which "ä"/,
    /iconv -f WINDOWS-1252/,
    undefined,
  ],
  [
    'a degree sign of Latin-1',
    withBytes(0x32, 0xb0, 0x43),
    /Latin-1 .* "°"/,
    /iconv -f WINDOWS-1252/,
    undefined,
  ],
  [
    'UTF-16 with its mark',
    Buffer.from(`\ufeff${text}`, 'utf16le'),
    /the file is UTF-16 \(little-endian\)/,
    /iconv -f UTF-16 /,
    '1:1',
  ],
  [
    'UTF-16 without',
    Buffer.from(text, 'utf16le'),
    /the file is UTF-16 \(little-endian\)/,
    /iconv -f UTF-16LE/,
    '1:1',
  ],
  [
    'UTF-16 of the other order',
    Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    /the file is UTF-16 \(big-endian\)/,
    /iconv -f UTF-16 /,
    '1:1',
  ],
  [
    'a file cut within a character',
    withBytes(0xe4, 0xb8).subarray(0, Buffer.byteLength(before) + 2),
    /ends in the middle of a character/,
    /copy the whole file/,
    place,
  ],
  [
    'an office document',
    Buffer.from([0x50, 0x4b, 3, 4, 20, 0]),
    /no text: it is a ZIP archive or an office document/,
    /as text, in UTF-8/,
    '1:1',
  ],
  [
    'NUL in a line',
    withBytes(0x58, 0, 0x58),
    /a NUL character \(U\+0000\) stands here/,
    /delete it/,
    undefined,
  ],
  [
    'a file of NULs, as a power cut leaves it',
    Buffer.alloc(4096),
    /nothing but a NUL character \(U\+0000\), and 4095 more/,
    /copy the file again/,
    '1:1',
  ],
])('%s is refused by name, with what to do', (_, bytes, message, fix, at) => {
  const reading = readSite({ site: { file: 'site.yaml', ...decodeText(bytes, 'site.yaml') }, definitions });
  expect(englishLeft(errorsOf(reading))).toEqual([]);
  const [problem, ...others] = errorsOf(reading).map(said);
  expect(others).toEqual([]);
  expect(problem?.message).toMatch(message);
  expect(problem?.fix).toMatch(fix);
  if (at !== undefined && problem !== undefined) expect(placeOf(problem)).toBe(at);
});

test('a file in UTF-8 with its mark is read', () => {
  const bytes = Buffer.from(`\ufeff${siteText}`);
  expect(readSite({ site: { file: 'site.yaml', ...decodeText(bytes, 'site.yaml') }, definitions }).ok).toBe(
    true,
  );
});
