/** The page in a real browser: it opens, asks nobody for anything, and goes on A4 paper in both languages. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dictionaries, type Language } from '../../src/language/languages.ts';
import type { NightReport } from '../../src/report/data/shape/report-data.ts';
import { nightHtml } from '../../src/report/page/page.ts';
import { madeReport } from '../unit/report/made-night.ts';

const CHROMIUM = '/usr/bin/chromium';
const isThere = existsSync(CHROMIUM) || process.env['CI'] === 'true';
const folder = resolve('test-results', 'report');
/** A4 in CSS pixels. */
const sheet = { width: 794, height: 1123 };

describe.skipIf(!isThere)(`night report in ${CHROMIUM}${isThere ? '' : ' (not installed)'}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  }, 60_000);
  afterAll(() => browser?.close());

  test.each([
    ['en', 'en'],
    ['zh', 'zh-Hans'],
  ] as const)('opens in %s without an error or a request, and prints', async (language, tag) => {
    const seen = await show(browser, madeReport(), language, `night-${language}`);
    expect(seen.trouble).toEqual([]);
    expect(seen.requests).toEqual([]);
    expect(seen.language).toBe(tag);
    expect(seen.overflowPx).toBe(0);
    expect(seen.pdf.subarray(0, 5).toString()).toBe('%PDF-');
    // One for a wide page, one for a phone.
    expect(seen.svgCount).toBe(2);
  });

  test('a night without data and one that still runs fit on the page too', async () => {
    const empty = madeReport({ levelDb: () => null });
    const running = madeReport({ nowAfterMs: 3.2 * 3_600_000 });
    for (const [name, report] of Object.entries({ empty, running })) {
      const seen = await show(browser, report, 'en', name);
      expect([...seen.trouble, ...seen.requests]).toEqual([]);
      expect(seen.overflowPx).toBe(0);
    }
  });
});

interface Seen {
  readonly trouble: readonly string[];
  readonly requests: readonly string[];
  readonly language: string | null;
  readonly svgCount: number;
  /** How far the content reaches beyond the sheet. */
  readonly overflowPx: number;
  readonly pdf: Buffer;
}

/** Opens the page as a file, prints it, and keeps both beside the test results. */
async function show(browser: Browser, report: NightReport, language: Language, name: string): Promise<Seen> {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, nightHtml(report, dictionaries[language]));
  const page = await browser.newPage({ viewport: sheet });
  const trouble: string[] = [];
  const requests: string[] = [];
  page.on('console', (line) => {
    if (line.type() !== 'log') trouble.push(line.text());
  });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  const address = pathToFileURL(file).href;
  await page.goto(address);
  const language_ = await page.locator('html').getAttribute('lang');
  const svgCount = await page.locator('figure svg').count();
  const overflowPx = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  const pdf = await page.pdf({
    path: join(folder, `${name}.pdf`),
    preferCSSPageSize: true,
    printBackground: true,
  });
  await page.close();
  return {
    trouble,
    requests: requests.filter((url) => url !== address),
    language: language_,
    svgCount,
    overflowPx: Number(overflowPx),
    pdf,
  };
}
