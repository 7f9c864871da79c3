import { expect, test } from 'vitest';
import { type Edit, edited, readText, said, siteText } from '../variants.ts';

/** What is said of the poll period of the group of guns, when its 14 meters are polled so often. */
function saidOfPoll(poll: string): readonly { message: string; fix: string | undefined; path: string }[] {
  const edit: Edit = [
    'gun-a: { bus: guns-a, model: acrel-djsf1352, unitIds: 11-24, poll: 2s }',
    `gun-a: { bus: guns-a, model: acrel-djsf1352, unitIds: 11-24, poll: ${poll} }`,
  ];
  const reading = readText(edited(siteText, [edit]).text);
  return (reading.ok ? [] : reading.problems)
    .map(said)
    .filter(({ message }) => message.includes('may take to answer'))
    .map(({ message, fix, path }) => ({ message, fix, path }));
}

test('a poll period shorter than the time a device may take to answer is an error, said once for a group', () => {
  expect(saidOfPoll('499ms')).toEqual([
    {
      message: 'the poll period is shorter than the 500ms a acrel-djsf1352 may take to answer',
      fix: 'write "500ms" or longer',
      path: 'devices.gun-a.poll',
    },
  ]);
});

test('a poll period as long as the answer may take is none', () => {
  expect(saidOfPoll('500ms')).toEqual([]);
});

test('a value may be valid as long as a poll period, and no shorter', () => {
  const problems = (valid: string) => {
    const { text } = edited(siteText, [['poll: 10s }', `poll: 10s, valid: ${valid} }`]]);
    const reading = readText(text);
    return reading.ok ? [] : reading.problems.map(({ path }) => path);
  };
  expect(problems('10s')).toEqual([]);
  expect(problems('9999ms')).toEqual([expect.stringMatching(/\.valid$/)]);
});
