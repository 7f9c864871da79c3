/** The routes of the page: who may read, who may change, and what is refused. */

import { expect, test } from 'vitest';
import { dictionaries, languages } from '../../../src/language/languages.ts';
import type { Command } from '../../../src/model/command.ts';
import { message } from '../../../src/model/message.ts';
import { ok } from '../../../src/model/result.ts';
import { createAccess } from '../../../src/web/http/access.ts';
import { createPageApp } from '../../../src/web/http/app.ts';
import type { PageApp } from '../../../src/web/http/page-parts.ts';
import type { LabelsView } from '../../../src/web/view/labels-view.ts';
import { seenFeed } from './page-fixture.ts';

const TOKEN = 'a-long-access-code';
const here = { address: '127.0.0.1' };
const phone = { address: '192.168.1.23' };

function opened(token: string | undefined = TOKEN, recorded = (): Promise<boolean> => Promise.resolve(true)) {
  const feed = seenFeed();
  const commands: Command[] = [];
  feed.listen((command, answer) => {
    if (!command.ok) {
      answer({ id: '-', wallMs: 0, stage: 'rejected', code: 'SCHEMA', message: command.fault.message });
      return 'refused';
    }
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
  const file = { type: 'text/html', bytes: new Uint8Array([1]), gzip: new Uint8Array([2]) };
  let nowMs = 0;
  const app = createPageApp({
    feed,
    access: createAccess(token, () => nowMs),
    files: new Map([['/', file]]),
    history: undefined,
    report: { full: async () => ok('<p>'), neighbour: async (_, at) => ok(`<p>${at}`) },
    settings: () => ({
      ...{
        path: '',
        text: '',
        hash: '',
        since: '',
        isWatched: false,
        result: 'good' as const,
        report: '',
        changes: [],
      },
    }),
    bundle: async () => new Uint8Array(),
    wallMs: () => 1000,
    recorded,
  });
  return { app, commands, wait: (ms: number) => (nowMs += ms) };
}

type From = typeof here;
const own = { 'x-quietpost': '1', host: 'localhost:8080' };

function ask(app: PageApp, path: string, from: From, headers: Record<string, string> = {}, body?: unknown) {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return app.request(path, { ...init, headers: { host: 'localhost:8080', ...headers } }, from);
}

async function signedIn(app: PageApp, from: From, token = TOKEN): Promise<Response> {
  return ask(app, '/api/session', from, own, { token });
}

function cookieOf(response: Response): string {
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

const hold = { kind: 'manual', output: 'fan-a1', value: 80, minutes: 15, issuer: 'Li', reason: 'test' };

test('on this computer everybody reads, from the network nobody without the code', async () => {
  const { app } = opened();
  for (const path of [
    '/api/now',
    '/api/field',
    '/api/events?from=0&to=100000',
    '/api/settings',
    '/metrics',
  ]) {
    expect((await ask(app, path, here)).status, path).toBe(200);
    expect((await ask(app, path, phone)).status, path).toBe(401);
  }
  for (const path of ['/report/2026-07-15/en', '/neighbour/2026-07-15', '/api/stream', '/api/bundle'])
    expect((await ask(app, path, phone)).status, path).toBe(401);
});

test('with the code a phone reads and changes; the cookie does not hold the code', async () => {
  const { app, commands } = opened();
  const answer = await signedIn(app, phone);
  expect(answer.status).toBe(200);
  const set = answer.headers.get('set-cookie') ?? '';
  expect(set).toMatch(/HttpOnly/i);
  expect(set).toMatch(/SameSite=Strict/i);
  expect(set).not.toContain(TOKEN);
  const cookie = cookieOf(answer);
  expect((await ask(app, '/api/now', phone, { cookie })).status).toBe(200);
  expect((await ask(app, '/api/commands', phone, { ...own, cookie }, hold)).status).toBe(200);
  expect(commands).toMatchObject([
    { kind: 'manual', output: 'fan-a1', value: 80, leaseMs: 900_000, issuer: 'page:Li', issuedMs: 1000 },
  ]);
});

test('a command is answered when it is on the medium; where it does not get there, the answer says so', async () => {
  let settle: (isKept: boolean) => void = () => {};
  const { app, commands } = opened(TOKEN, () => new Promise((resolve) => (settle = resolve)));
  const cookie = cookieOf(await signedIn(app, here));
  const answers: string[] = [];
  const asked = async (): Promise<void> => {
    const response = await ask(app, '/api/commands', here, { ...own, cookie }, hold);
    answers.push(String(((await response.json()) as { text: string }).text));
  };
  const first = asked();
  while (commands.length < 1) await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(answers).toEqual([]);
  settle(true);
  await first;
  const second = asked();
  while (commands.length < 2) await new Promise(setImmediate);
  settle(false);
  await second;
  const [kept = '', notKept = ''] = answers;
  expect(notKept).toBe(`${kept} It is not on the disk yet: a restart in this moment may not go on with it.`);
});

test('without the code nothing is changed, not even from this computer', async () => {
  const { app, commands } = opened();
  expect((await ask(app, '/api/commands', here, own, hold)).status).toBe(401);
  const without = opened(undefined);
  expect((await ask(without.app, '/api/commands', here, own, hold)).status).toBe(401);
  expect((await signedIn(without.app, here, '')).status).toBe(403);
  expect([...commands, ...without.commands]).toEqual([]);
});

test('another page in the same browser cannot send a command with our cookie', async () => {
  const { app, commands } = opened();
  const cookie = cookieOf(await signedIn(app, here));
  expect((await ask(app, '/api/commands', here, { cookie }, hold)).status).toBe(401);
  expect(commands).toEqual([]);
});

test('a name of the internet that points at this computer gets nothing', async () => {
  const { app } = opened();
  const foreign = { host: 'evil.example.com' };
  // Whatever is served but the files of the page, which hold nothing of the station.
  const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && path !== '/');
  expect(routes.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/api/now', '/report/:night/:language', '/neighbour/:night', '/metrics']),
  );
  for (const { method, path } of routes) {
    const asked = path.replace(':night', '2026-07-15').replace(':language', 'en');
    const init = { method, headers: { ...own, ...foreign } };
    expect((await app.request(`${asked}?from=0&to=100000`, init, here)).status, path).toBe(401);
  }
  const tried = { ...foreign, 'x-quietpost': '1' };
  expect((await ask(app, '/api/session', here, tried, { token: 'wrong-code' })).status).toBe(401);
  expect((await ask(app, '/api/now', here, { host: '192.168.1.5:8080' })).status).toBe(200);
  expect((await ask(app, '/api/now', here, { host: 'cabinet.local:8080' })).status).toBe(200);
});

test('wrong codes are counted, and after ten of them the right one waits a minute too', async () => {
  const { app, wait } = opened();
  for (let tries = 0; tries < 10; tries += 1)
    expect((await signedIn(app, phone, 'wrong-code')).status).toBe(403);
  expect((await signedIn(app, phone)).status).toBe(429);
  wait(61_000);
  expect((await signedIn(app, phone)).status).toBe(200);
});

test.each([
  ['no name', { ...hold, issuer: ' ' }],
  ['no reason', { ...hold, reason: '' }],
  ['no number', { ...hold, value: '80' }],
  ['a time without an end', { ...hold, minutes: 1e9 }],
  ['another kind', { ...hold, kind: 'fly' }],
  ['no object', 'fan-a1'],
])('a command with %s is refused in words', async (_, body) => {
  const { app, commands } = opened();
  const cookie = cookieOf(await signedIn(app, here));
  const answer = await ask(app, '/api/commands', here, { ...own, cookie }, body);
  expect(await answer.json()).toMatchObject({ stage: 'rejected', text: expect.stringMatching(/\w/) });
  expect(commands).toEqual([]);
});

test('every answer forbids what comes from elsewhere; the report may use its own style alone', async () => {
  const { app } = opened();
  const page = await ask(app, '/', phone);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self';/);
  const report = await ask(app, '/report/2026-07-15/en', here);
  expect(report.headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
  const neighbour = await ask(app, '/neighbour/2026-07-15?at=23:40', here);
  expect(await neighbour.text()).toBe('<p>23:40');
  expect((await ask(app, '/neighbour/2026-02-31', here)).status).toBe(404);
});

test('what can be asked of the records is bounded', async () => {
  const { app } = opened();
  for (const query of ['', '?from=0&to=1', '?from=5&to=1', '?from=a&to=b', '?from=0&to=9e15'])
    expect((await ask(app, `/api/events${query}`, here)).status, query).toBe(400);
});

test('the metrics are in the form of Prometheus and leave out what is not known', async () => {
  const { app } = opened();
  const text = await (await ask(app, '/metrics', here)).text();
  expect(text).toMatch(
    /^# HELP quietpost_cycles_total .+\n# TYPE quietpost_cycles_total counter\nquietpost_cycles_total \d+$/m,
  );
  expect(text).toMatch(/^quietpost_cabinet_celsius\{cabinet="a"\} \d/m);
  expect(text).not.toMatch(/null|NaN|undefined/);
});

test('the labels come in the language that was chosen, else in that of the browser, and name every other one', async () => {
  const { app } = opened();
  const labelsFor = async (path: string, accepted: string) =>
    (await (await ask(app, path, phone, { 'accept-language': accepted })).json()) as LabelsView;
  for (const language of languages) {
    const view = await labelsFor(`/api/labels?lang=${language}`, 'fr');
    expect(view).toMatchObject({ language, tag: dictionaries[language].tag });
    expect(view.labels['ui-now']).toBe(dictionaries[language].page['ui-now']);
    const named = view.others.map((other) => [other.language, other.name]);
    const rest = languages.filter((one) => one !== language);
    expect(named).toEqual(rest.map((one) => [one, dictionaries[one].page['ui-language']]));
  }
  expect((await labelsFor('/api/labels', 'zh-CN,en;q=0.5')).language).toBe('zh');
  expect((await labelsFor('/api/labels?lang=xx', 'fr')).language).toBe('en');
});
