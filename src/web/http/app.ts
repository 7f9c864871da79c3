/** The routes of the page. Answers come from the last cycle or from the records; nothing here is waited for by the cycle. */

import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { pageText } from '../../language/page-text.ts';
import { CLIENTS_MAX } from '../live/page-feed.ts';
import { streamOf } from '../live/stream.ts';
import { fieldView } from '../view/device-view.ts';
import { labelsView } from '../view/labels-view.ts';
import { metricsText } from '../view/metrics.ts';
import { localizerAt } from '../view/moment.ts';
import { type Access, COOKIE, isOwnHost, type Right } from './access.ts';
import { readPageCommand } from './page-command.ts';
import { languageOf, type PageApp, type PageContext, type PageParts } from './page-parts.ts';
import { addRecordRoutes } from './record-routes.ts';

const CSP =
  "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
/** A month: the technician comes again. */
const COOKIE_S = 30 * 86_400;
const BODY_BYTES_MAX = 8192;

export function createPageApp(parts: PageParts): PageApp {
  const app: PageApp = new Hono();
  app.use(async (context, next) => {
    guard(context);
    context.set('right', rightOf(parts.access, context));
    await next();
  });
  addFiles(app, parts);
  app.use('/api/*', onlyOwnNames);
  addSession(app, parts);
  app.use('/api/*', onlyReaders);
  app.use('/report/*', onlyReaders);
  app.use('/neighbour/*', onlyReaders);
  app.use('/metrics', onlyReaders);
  addLive(app, parts);
  addRecordRoutes(app, parts);
  app.notFound((context) => context.text('There is nothing here.', 404));
  app.onError((error, context) => {
    console.error(`page: ${error.message}`);
    return context.json({ why: 'a fault of the page itself; see the log' }, 500);
  });
  return app;
}

/** A foreign name may not even try codes: after ten wrong ones everybody waits. */
async function onlyOwnNames(context: PageContext, next: () => Promise<void>): Promise<Response | undefined> {
  if (!isOwnHost(context.req.header('host') ?? null)) return context.json({ why: 'name' }, 401);
  await next();
  return undefined;
}

async function onlyReaders(context: PageContext, next: () => Promise<void>): Promise<Response | undefined> {
  if (context.get('right') === 'none') return context.json({ why: 'token' }, 401);
  await next();
  return undefined;
}

function guard(context: PageContext): void {
  context.header('Content-Security-Policy', CSP);
  context.header('X-Content-Type-Options', 'nosniff');
  context.header('Referrer-Policy', 'no-referrer');
  context.header('Cross-Origin-Opener-Policy', 'same-origin');
  context.header('Cache-Control', 'no-store');
}

function rightOf(access: Access, context: PageContext): Right {
  return access.rightOf({
    address: context.env?.address ?? '',
    host: context.req.header('host') ?? null,
    cookie: getCookie(context, COOKIE) ?? null,
    isOurPage: context.req.header('x-quietpost') === '1',
  });
}

/** Anybody may have the page itself: it holds nothing of the station. */
function addFiles(app: PageApp, { files }: PageParts): void {
  for (const [path, { type, bytes, gzip }] of files) {
    app.get(path, (context) => {
      const isPacked = (context.req.header('accept-encoding') ?? '').includes('gzip');
      context.header('Content-Type', type);
      context.header('Vary', 'Accept-Encoding');
      context.header('Cache-Control', 'no-cache');
      if (isPacked) context.header('Content-Encoding', 'gzip');
      return context.body(isPacked ? gzip : bytes);
    });
  }
}

function addSession(app: PageApp, { access }: PageParts): void {
  app.get('/api/labels', (context) => context.json(labelsView(languageOf(context))));
  app.get('/api/session', (context) => {
    return context.json({ right: context.get('right'), hasToken: access.hasToken });
  });
  app.post('/api/session', async (context) => {
    if (context.req.header('x-quietpost') !== '1') return context.json({ why: 'page' }, 403);
    const body = await bodyOf(context);
    const token = typeof body['token'] === 'string' ? body['token'] : '';
    const signed = access.signIn(token);
    if (signed === 'wrong') return context.json({ why: 'wrong' }, 403);
    if (signed === 'later') return context.json({ why: 'later' }, 429);
    setCookie(context, COOKIE, signed.cookie, {
      ...{ httpOnly: true, sameSite: 'Strict', path: '/', maxAge: COOKIE_S },
    });
    return context.json({ right: 'change' });
  });
  app.delete('/api/session', (context) => {
    setCookie(context, COOKIE, '', { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: 0 });
    return context.json({ right: 'read' });
  });
}

function addLive(app: PageApp, parts: PageParts): void {
  const { feed, settings, bundle } = parts;
  app.get('/api/stream', (context) => {
    if (feed.clients >= CLIENTS_MAX) return context.json({ why: 'too many look at once' }, 503);
    context.header('Content-Type', 'text/event-stream; charset=utf-8');
    context.header('X-Accel-Buffering', 'no');
    return context.body(streamOf(feed, languageOf(context)));
  });
  app.get('/api/now', (context) => context.json(feed.now(languageOf(context)) ?? null));
  app.get('/api/field', (context) => {
    const { seen } = feed;
    return context.json(seen === undefined ? null : fieldView(seen, languageOf(context)));
  });
  app.get('/api/settings', (context) => context.json(settings(languageOf(context))));
  app.get('/api/health', (context) => context.json(feed.seen?.health ?? null));
  app.get('/metrics', (context) => {
    context.header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    return context.body(feed.seen === undefined ? '' : metricsText(feed.seen, feed.clients));
  });
  app.get('/api/bundle', async (context) => {
    context.header('Content-Type', 'application/gzip');
    context.header('Content-Disposition', 'attachment; filename="quietpost-bundle.tar.gz"');
    return context.body(await bundle());
  });
  app.post('/api/commands', async (context) => {
    if (context.get('right') !== 'change') return context.json({ why: 'token' }, 401);
    const command = readPageCommand(await bodyOf(context), parts.wallMs());
    const ack = feed.ask(command);
    if (ack === undefined) return context.json({ why: 'starting' }, 503);
    const words = localizerAt(languageOf(context), 0);
    const text = words.tell(ack.message);
    // What holds or ends something is promised only when a restart would go on with it.
    const isKept = ack.code !== 'OK' || ack.isDry === true || (await parts.recorded());
    return context.json({
      stage: ack.stage,
      text: isKept ? text : `${text} ${words.say(pageText('ui-not-recorded'))}`,
    });
  });
}

async function bodyOf(context: PageContext): Promise<Readonly<Record<string, unknown>>> {
  const text = await context.req.text();
  if (text.length > BODY_BYTES_MAX) return {};
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    // Something else than our page sent it: a body without fields is refused by whoever reads it.
    return {};
  }
}
