import { expect, test } from 'vitest';
import { textsInRow } from '../../../src/acoustics/rule-set.ts';

test('clauses in a row are said in every language in which one of them has words', () => {
  expect(textsInRow({ en: 'GB 3096 5.1' }, { en: 'GB 3096 6' })).toEqual({ en: 'GB 3096 5.1; GB 3096 6' });
  const law = { en: 'law, article 3', zh: '法律第三条', fr: 'loi, article 3' };
  expect(textsInRow({ en: 'GB 3096 5.1' }, law)).toEqual({
    en: 'GB 3096 5.1; law, article 3',
    zh: 'GB 3096 5.1; 法律第三条',
    fr: 'GB 3096 5.1; loi, article 3',
  });
  expect(textsInRow(law, { en: 'table 1', zh: '表1' })).toEqual({
    en: 'law, article 3; table 1',
    zh: '法律第三条; 表1',
    fr: 'loi, article 3; table 1',
  });
});
