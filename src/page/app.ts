/** The frame around the views: head, navigation, what was lost, and which view is shown. */

import { useEffect, useState } from 'preact/hooks';
import { DAY_MS } from '../model/duration.ts';
import type { NowView } from '../web/view/now-view.ts';
import { icon } from './base/icons.ts';
import { keepLanguage, type Labels, loadLabels } from './base/labels.ts';
import { followStation, type Live } from './base/live.ts';
import { html, type Piece } from './base/markup.ts';
import { get, post, type Session } from './base/net.ts';
import { DevicesPage } from './views/devices.ts';
import { HandForm } from './views/hand.ts';
import { NeighbourPage } from './views/neighbour.ts';
import { NightPage } from './views/night.ts';
import { NowPage } from './views/now.ts';
import { ReasonsPage } from './views/reasons.ts';
import { SettingsPage } from './views/settings.ts';
import { TokenForm } from './views/token.ts';
import { WorkPage } from './views/work.ts';

const views = ['now', 'night', 'devices', 'reasons', 'settings'] as const;
/** Reached from a view, not from the bar. */
const further = ['neighbour', 'hand', 'work'] as const;
type ViewName = (typeof views)[number] | (typeof further)[number];

const none: Session = { right: 'none', hasToken: false };

export function App({ first }: { readonly first: string | null }): Piece {
  const [chosen, choose] = useState(first);
  const [labels, setLabels] = useState<Labels>();
  const [live, setLive] = useState<Live>({ view: undefined, lostMs: null });
  const [session, setSession] = useState<Session>();
  const [shown, setShown] = useState<ViewName>(viewOf(location.hash));

  const ask = async (): Promise<void> => {
    const answer = await get<Session>('/api/session');
    setSession(answer.ok ? answer.value : none);
  };
  useEffect(() => {
    const follow = (): void => setShown(viewOf(location.hash));
    addEventListener('hashchange', follow);
    void ask();
    return () => removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    let isOver = false;
    void loadLabels(chosen).then((loaded) => {
      if (isOver) return;
      document.documentElement.lang = loaded.tag;
      setLabels(loaded);
    });
    return () => {
      isOver = true;
    };
  }, [chosen]);
  const mayRead = session !== undefined && session.right !== 'none';
  const language = labels?.language;
  useEffect(
    () => (mayRead && language !== undefined ? followStation(language, setLive) : undefined),
    [language, mayRead],
  );

  if (labels === undefined || session === undefined) return null;
  if (!mayRead) return html`<${TokenForm} labels=${labels} isWhole=${true} signedIn=${ask} />`;
  const change = (other: string): void => {
    keepLanguage(other);
    choose(other);
  };
  return frame({ labels, live, session, shown, change, signedIn: ask });
}

interface FrameProps {
  readonly labels: Labels;
  readonly live: Live;
  readonly session: Session;
  readonly shown: ViewName;
  readonly change: (language: string) => void;
  readonly signedIn: () => Promise<void>;
}

function frame(props: FrameProps): Piece {
  const { labels, live, shown } = props;
  const { view } = live;
  const lostText =
    live.lostMs === null
      ? null
      : labels.say('ui-lost', { at: new Date(live.lostMs).toTimeString().slice(0, 8) });
  if (view === undefined)
    return html`<main id="main"><p class="card">${lostText ?? labels.say('ui-connecting')}</p></main>`;
  document.title = `${view.head.station}: ${labels.say(shown === 'neighbour' || shown === 'hand' ? 'ui-now' : `ui-${shown}`)}`;
  return html`<div class=${lostText === null ? '' : 'lost'}>
    <a class="skip" href="#main">${labels.say('ui-skip')}</a>
    ${headOf(view, lostText !== null, props)} ${navOf(view, labels, shown)}
    ${lostText === null ? null : html`<div class="side"><p class="banner" role="alert">${lostText}</p></div>`}
    ${view.head.isShifted ? html`<aside class="side"><p class="banner note">${labels.say('ui-shifted')}</p></aside>` : null}
    ${bodyOf(view, lostText, props)}
    <footer>${labels.say('ui-footer', { version: view.box.version, settings: view.box.settings })}</footer>
  </div>`;
}

function headOf({ head, held }: NowView, isLost: boolean, { labels, change }: FrameProps): Piece {
  const { say, others } = labels;
  const mode =
    head.mode === 'advise'
      ? say('ui-advises')
      : held.length > 0
        ? say('ui-by-hand', { count: held.length })
        : say('ui-automatic');
  const until = head.isNight ? say('ui-night-to', { at: head.turns }) : say('ui-day-to', { at: head.turns });
  return html`<header>
    <div class="brand">
      <h1>${head.site} <span>${head.station}</span></h1>
      <p>
        ${mode}
        ${others.map(
          ({ language, tag, name }) => html` <span aria-hidden="true">·</span>
            <button type="button" lang=${tag} onClick=${() => change(language)}>${name}</button>`,
        )}
      </p>
    </div>
    <div class="clock">
      <b>${isLost ? '–' : head.clock.slice(0, 5)}</b>${isLost ? until : html`<span class="dot"></span>${say('ui-live', { until })}`}
    </div>
  </header>`;
}

function navOf({ looks }: NowView, { say }: Labels, shown: ViewName): Piece {
  return html`<nav aria-label=${say('ui-views')}>
    <ul>
      ${views.map(
        (name) => html`<li>
          <a href=${`#/${name}`} aria-current=${name === shown ? 'page' : undefined}>
            ${
              name === 'devices' && looks.length > 0
                ? html`<span class="n">${icon(name)}<i aria-hidden="true">${looks.length}</i></span>`
                : icon(name)
            }
            <span>${say(`ui-${name}`)}</span>
          </a>
        </li>`,
      )}
    </ul>
  </nav>`;
}

function bodyOf(
  view: NowView,
  lostText: string | null,
  { labels, session, shown, signedIn }: FrameProps,
): Piece {
  const giveBack = async (output: string): Promise<void> => {
    if (session.right !== 'change' && !(await maySend())) {
      location.hash = '#/hand';
      return;
    }
    await post(`/api/commands?lang=${labels.language}`, { kind: 'release', output, issuer: 'page' });
  };
  switch (shown) {
    case 'now': {
      const takeByHand = (): void => {
        location.hash = '#/hand';
      };
      return html`<${NowPage} ...${{ view, labels, lastNight: lastNightOf(view), lostText, takeByHand, giveBack }} />`;
    }
    case 'night':
      return html`<${NightPage} ...${{ labels, head: view.head }} />`;
    case 'devices':
      return html`<${DevicesPage} labels=${labels} />`;
    case 'reasons':
      return html`<${ReasonsPage} ...${{ labels, view }} />`;
    case 'settings':
      return html`<${SettingsPage} ...${{ labels, view, session, signedIn }} />`;
    case 'neighbour':
      return html`<${NeighbourPage} ...${{ labels, lastNight: lastNightOf(view) }} />`;
    case 'work':
      return html`<${WorkPage} ...${{ labels, view }} />`;
    case 'hand':
      return html`<${HandForm} ...${{ labels, view, session, signedIn }} />`;
  }
}

/** The session may have been opened in another window. */
async function maySend(): Promise<boolean> {
  const answer = await get<Session>('/api/session');
  return answer.ok && answer.value.right === 'change';
}

/** The evening of the night that runs, or of the last one. */
function lastNightOf({ head }: Pick<NowView, 'head'>): string {
  const isBeforeNoon = Number(head.clock.slice(0, 2)) < 12;
  const evening =
    isBeforeNoon || !head.isNight
      ? Date.parse(`${head.date}T00:00:00Z`) - DAY_MS
      : Date.parse(`${head.date}T00:00:00Z`);
  return new Date(evening).toISOString().slice(0, 10);
}

function viewOf(hash: string): ViewName {
  const name = hash.replace(/^#\//, '').split('?')[0] ?? '';
  const all: readonly ViewName[] = [...views, ...further];
  return all.find((one) => one === name) ?? 'now';
}
