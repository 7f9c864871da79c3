/**
 * The page of a running station in a real browser: every view, both languages, both themes, from a small phone to a
 * desk. It asks nobody else for anything, is clean for axe, does not scroll sideways, and never shows old as new.
 */

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type HttpServer, serveHttp } from '../../src/adapters/page/http-server.ts';
import { readPageFiles } from '../../src/adapters/page/page-files.ts';
import type { Command } from '../../src/model/command.ts';
import { message } from '../../src/model/message.ts';
import { createAccess } from '../../src/web/http/access.ts';
import { createPageApp } from '../../src/web/http/app.ts';
import type { PageFeed } from '../../src/web/live/page-feed.ts';
import { sampleSize } from '../sample-size.ts';
import { cycleAgain, cycleWithout, madeOutlook, seenFeed } from '../unit/web/page-fixture.ts';

const CHROMIUM = '/usr/bin/chromium';
const isThere = existsSync(CHROMIUM) || process.env['CI'] === 'true';
const folder = resolve('test-results', 'page');
const built = resolve('dist', 'page');
const TOKEN = 'code-of-the-test';
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;
const views = ['now', 'night', 'devices', 'reasons', 'settings', 'hand', 'neighbour', 'work'];

/** Each width, theme and language; `npm test` takes four of the twelve in which each of them occurs. */
const looks = sampleSize<readonly (readonly [string, number, 'light' | 'dark', 'en' | 'zh'])[]>({
  sample: [
    ['320', 320, 'light', 'en'],
    ['390', 390, 'dark', 'zh'],
    ['1280', 1280, 'light', 'zh'],
    ['1280-dark', 1280, 'dark', 'en'],
  ] as const,
  full: [320, 390, 1280].flatMap((width) =>
    (['light', 'dark'] as const).flatMap((theme) =>
      (['en', 'zh'] as const).map(
        (language) => [`${width}-${theme}-${language}`, width, theme, language] as const,
      ),
    ),
  ),
});

test('what a browser loads first is less than 80 kB, packed', () => {
  const sizes = ['index.html', 'app.js', 'app.css'].map(
    (name) => gzipSync(readFileSync(join(built, name))).length,
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(80_000);
});

describe.skipIf(!isThere)(`the page in ${CHROMIUM}${isThere ? '' : ' (not installed)'}`, () => {
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
  });

  test.each(looks)('every view is clean at %s', async (name, width, colorScheme, language) => {
    const station = await serve(seenFeed({ outlook: madeOutlook() }));
    const { page, context, trouble } = await open(station, { width, colorScheme, language });
    for (const view of views) {
      await page.goto(`${station.url}/#/${view}`);
      await page.waitForTimeout(250);
      expect(await sidewaysPx(page), view).toBeLessThanOrEqual(0);
      expect(await violations(page), view).toEqual([]);
      if (view === 'now') expect(await linesOf(page, '.ladder span:last-child')).toEqual([1]);
      if (view === 'now') expect(await areApart(page, '.lab.top b')).toBe(true);
      if (view === 'now') expect(await page.locator('#forecast ~ table tbody tr').count()).toBe(8);
      await page.screenshot({ path: join(folder, `${view}-${name}.png`), fullPage: true });
    }
    expect(trouble).toEqual([]);
    await context.close();
    station.close();
  });

  test('a button changes to another language, and the browser remembers it', async () => {
    const station = await serve();
    const { page, context, trouble } = await open(station, {
      width: 390,
      colorScheme: 'light',
      language: 'en',
    });
    const lang = () => page.locator('html').getAttribute('lang');
    expect(await lang()).toBe('en');
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('button', { name: 'English' }).waitFor();
    expect(await lang()).toBe('zh-Hans');
    await page.reload();
    await page.getByRole('button', { name: 'English' }).waitFor();
    expect(await lang()).toBe('zh-Hans');
    expect(trouble).toEqual([]);
    await context.close();
    station.close();
  });

  test('a stream that ends is said within 5 s, greys what was shown, and comes back by itself', async () => {
    const station = await serve();
    const { page, context } = await open(station, { width: 390, colorScheme: 'light', language: 'en' });
    station.pause();
    await page.getByRole('alert').waitFor({ timeout: 5000 });
    expect(await page.locator('.lost').count()).toBe(1);
    expect(await page.locator('.verdict strong').textContent()).toContain('No connection');
    expect(await violations(page)).toEqual([]);
    station.go();
    await page.getByRole('alert').waitFor({ state: 'detached', timeout: 8000 });
    await context.close();
    station.close();
  });

  test('a meter that answers nothing is named where one looks first, with its likely cause, and never by an old number', async () => {
    const dead = cycleWithout('slm-north');
    const station = await serve(seenFeed(dead));
    station.pause();
    const again = setInterval(() => station.feed.cycle(dead), 1000);
    const { page, context } = await open(station, { width: 390, colorScheme: 'light', language: 'en' });
    await page.getByText('slm-north', { exact: false }).first().waitFor();
    const now = (await page.locator('main').textContent()) ?? '';
    await page.screenshot({ path: join(folder, 'now-dead-meter.png'), fullPage: true });
    expect(now).toContain('slm-north');
    // What was heard in its last seconds is not shown as what is heard now.
    expect(now).toMatch(/everything measured\s*– dB/);
    expect(await violations(page)).toEqual([]);
    await page.goto(`${station.url}/#/devices`);
    const row = page.locator('details.device').filter({ hasText: 'slm-north' });
    await row.locator('.tag.b').waitFor();
    // The silent ones come first.
    expect(await page.locator('details.device b').first().textContent()).toBe('slm-north');
    await row.locator('summary').click();
    expect(await row.locator('td.n').first().textContent()).toContain('–');
    expect(await row.locator('p b').textContent()).not.toBe('');
    await page.screenshot({ path: join(folder, 'devices-dead-meter.png'), fullPage: true });
    expect(await violations(page)).toEqual([]);
    clearInterval(again);
    await context.close();
    station.close();
  });

  test('a calibration is led step by step to the command that books it', async () => {
    const station = await serve();
    const { page, context } = await open(station, { width: 390, colorScheme: 'light', language: 'en' });
    await page.goto(`${station.url}/#/work`);
    // Once the meters are there, their names belong to the text of the label.
    await page.locator('section[aria-labelledby=calibrate] select').first().selectOption('slm-north');
    await page.getByText(/Now it shows \d+\.\d dB\./).waitFor();
    await page.getByLabel('it shows, dB').fill('93.2');
    await page.getByText('more than 0.5 dB').waitFor();
    await page.getByLabel('it shows, dB').fill('93.8');
    await page.getByLabel('after adjusting, dB').fill('94.0');
    await page.getByLabel('your name').fill('Li "$(reboot)" Wei');
    const typed =
      'sudo quietpost calibrate slm-north site.yaml --level 94 --before 93.8 --after 94.0 --by "Li (reboot) Wei"';
    await page.getByText(typed, { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
    station.close();
  });

  test('by keyboard alone: the code, an output by hand, and what the station answers', async () => {
    const station = await serve();
    const { page, context } = await open(station, {
      width: 390,
      colorScheme: 'light',
      language: 'en',
      token: '',
    });
    await page.goto(`${station.url}/#/hand`);
    await page.getByLabel('access code').focus();
    await page.keyboard.type('wrong code');
    await page.keyboard.press('Enter');
    await page.getByText('This is not the access code.').waitFor();
    await page.getByLabel('access code').fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByLabel('your name').focus();
    await page.keyboard.type('Li');
    await page.keyboard.press('Tab');
    await page.keyboard.type('noise complaint');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    expect(station.commands).toMatchObject([{ kind: 'manual', output: 'fan-a1', issuer: 'page:Li' }]);
    await context.close();
    station.close();
  });
});

interface Station {
  readonly url: string;
  readonly feed: PageFeed;
  readonly commands: readonly Command[];
  pause(): void;
  go(): void;
  close(): void;
}

/** The page over the last cycle of a simulated station, shown again each second. */
async function serve(feed: PageFeed = seenFeed()): Promise<Station> {
  const commands: Command[] = [];
  feed.listen((command, answer) => {
    if (!command.ok) return 'refused';
    commands.push(command.value);
    answer({
      id: command.value.id,
      wallMs: 0,
      stage: 'accepted',
      code: 'OK',
      message: message('no-request'),
    });
    return 'taken';
  });
  const app = createPageApp({
    feed,
    access: createAccess(TOKEN, () => performance.now()),
    files: readPageFiles(built),
    history: undefined,
    report: undefined,
    settings: () => ({
      ...{
        path: 'site.yaml',
        text: 'site: riverside',
        hash: 'abc',
        since: '2026-07-15 20:00',
        isWatched: true,
      },
      ...{ result: 'good' as const, report: '', changes: [] },
    }),
    bundle: async () => new Uint8Array(),
    wallMs: () => Date.now(),
    recorded: () => Promise.resolve(true),
  });
  const served = await serveHttp((request, peer) => app.fetch(request, peer), {
    port: 18_080,
    host: '127.0.0.1',
  });
  if ('why' in served) throw new Error(served.why);
  const server: HttpServer = served;
  // A test that fails must not leave its port to nobody.
  onTestFinished(() => server.close());
  let second = 0;
  let isPaused = false;
  const timer = setInterval(() => {
    second += 1;
    if (!isPaused) cycleAgain(feed, second % 3);
  }, 1000);
  return {
    url: `http://127.0.0.1:${server.port}`,
    feed,
    commands,
    pause: () => {
      isPaused = true;
    },
    go: () => {
      isPaused = false;
    },
    close: () => {
      clearInterval(timer);
      server.close();
    },
  };
}

interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  readonly language: 'en' | 'zh';
  readonly token?: string;
}

async function open(
  { url }: Station,
  { width, colorScheme, language, token = TOKEN }: Look,
): Promise<{ page: Page; context: BrowserContext; trouble: string[] }> {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  // axe is put into the page from outside, which the page itself forbids.
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme,
    locale,
    bypassCSP: true,
  });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) trouble.push(request.url());
  });
  await page.goto(`${url}/${token === '' ? '' : `#key=${token}`}`);
  await page.locator('nav').waitFor();
  return { page, context, trouble };
}

/** Whether no two of these lie on each other. */
function areApart(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).evaluateAll((elements) => {
    const boxes = elements.map((element) => element.getBoundingClientRect());
    return boxes.every((a, index) =>
      boxes.every((b, other) => {
        return (
          other <= index || a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top
        );
      }),
    );
  });
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const axe = (
      globalThis as unknown as {
        axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe;
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

/** In how many lines the texts stand, each number once. */
function linesOf(page: Page, selector: string): Promise<readonly number[]> {
  const lines = 'Math.round(one.clientHeight / parseFloat(getComputedStyle(one).lineHeight))';
  return page.evaluate(
    `[...new Set([...document.querySelectorAll('${selector}')].map((one) => ${lines}))]`,
  ) as Promise<readonly number[]>;
}

function sidewaysPx(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth') as Promise<number>;
}
