/** What the page reads of the records: a stretch as a chart, events, the report of a night. */

import { DAY_MS, MINUTE_MS } from '../../model/duration.ts';
import type { Event, EventClass } from '../../model/event.ts';
import type { TimeSpan } from '../../ports/history.ts';
import { localText, utcOffsetMin } from '../../time/local-time.ts';
import { localizerAt } from '../view/moment.ts';
import { nightTable } from './night-table.ts';
import { languageOf, type PageApp, type PageContext, type PageParts } from './page-parts.ts';

const EVENTS_MAX = 500;
const SPAN_MS_MAX = 400 * DAY_MS;
/** What a report may load of itself: it is one file with its own style. */
const REPORT_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

export function addRecordRoutes(app: PageApp, parts: PageParts): void {
  app.get('/api/night', async (context) => {
    const span = spanOf(context);
    const { seen } = parts.feed;
    if (span === null) return context.json({ why: 'from and to' }, 400);
    if (parts.history === undefined || seen === undefined) return context.json({ why: 'history' }, 404);
    const steps = Math.min(2000, Math.max(60, Math.round(Number(context.req.query('steps') ?? 600)) || 600));
    const table = await nightTable(parts.history, seen.plan, span, steps, languageOf(context));
    return table.ok ? context.json(table.value) : context.json({ why: table.fault }, 503);
  });
  app.get('/api/events', async (context) => {
    const span = spanOf(context);
    if (span === null) return context.json({ why: 'from and to' }, 400);
    return context.json(await eventsIn(parts, span, context));
  });
  app.get('/report/:night/:language', async (context) => {
    const { report } = parts;
    const night = context.req.param('night');
    if (report === undefined || !isDate(night)) return context.text('No such night.', 404);
    const page = await report.full(night, languageOf(context));
    return asPage(context, page);
  });
  app.get('/neighbour/:night', async (context) => {
    const { report } = parts;
    const night = context.req.param('night');
    if (report === undefined || !isDate(night)) return context.text('No such night.', 404);
    const time = context.req.query('at') ?? null;
    return asPage(
      context,
      await report.neighbour(night, /^\d\d:\d\d$/.test(time ?? '') ? time : null, languageOf(context)),
    );
  });
}

function asPage(
  context: PageContext,
  page: { readonly ok: true; readonly value: string } | { readonly ok: false; readonly fault: string },
): Response {
  if (!page.ok) return context.text(page.fault, 404);
  context.header('Content-Security-Policy', REPORT_CSP);
  return context.html(page.value);
}

/** Newest first, in words and local time. */
async function eventsIn(parts: PageParts, span: TimeSpan, context: PageContext) {
  const { seen } = parts.feed;
  if (seen === undefined) return { events: [] };
  const language = languageOf(context);
  const kinds = (context.req.query('class') ?? '').split(',').filter((text) => text !== '') as EventClass[];
  const stored = await parts.history?.events(span, kinds.length === 0 ? undefined : kinds);
  const found =
    stored?.ok === true ? merged(stored.value, recent(parts, span, kinds)) : recent(parts, span, kinds);
  return {
    events: found
      .slice(-EVENTS_MAX)
      .toReversed()
      .map(({ wallMs, class: kind, severity, subject, state, message }) => {
        const offsetMin = utcOffsetMin(seen.plan.zone, wallMs);
        const at = localText(wallMs, offsetMin);
        return { at, kind, severity, subject, state, text: localizerAt(language, offsetMin).tell(message) };
      }),
  };
}

/** What is not written yet. */
function recent({ feed }: PageParts, { fromMs, toMs }: TimeSpan, kinds: readonly EventClass[]): Event[] {
  return feed.events.filter(
    ({ wallMs, class: kind }) =>
      wallMs >= fromMs && wallMs < toMs && (kinds.length === 0 || kinds.includes(kind)),
  );
}

function merged(stored: readonly Event[], fresh: readonly Event[]): readonly Event[] {
  const lastMs = stored.at(-1)?.wallMs ?? Number.NEGATIVE_INFINITY;
  return [...stored, ...fresh.filter(({ wallMs }) => wallMs > lastMs)];
}

function spanOf(context: PageContext): TimeSpan | null {
  const [fromMs, toMs] = [Number(context.req.query('from')), Number(context.req.query('to'))];
  const lengthMs = toMs - fromMs;
  if (!Number.isFinite(lengthMs) || lengthMs < MINUTE_MS / 60 || lengthMs > SPAN_MS_MAX || fromMs < 0)
    return null;
  return { fromMs: Math.floor(fromMs), toMs: Math.ceil(toMs) };
}

function isDate(text: string): boolean {
  const atMs = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(atMs) && new Date(atMs).toISOString().slice(0, 10) === text;
}
