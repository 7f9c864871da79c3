/** The site file as it is, how its last reading went, access, and what helps whoever helps. */

import { useEffect, useState } from 'preact/hooks';
import type { SettingsView } from '../../web/http/page-parts.ts';
import type { NowView } from '../../web/view/now-view.ts';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';
import { get, type Session } from '../base/net.ts';
import { TokenForm } from './token.ts';

interface SettingsProps {
  readonly labels: Labels;
  readonly view: NowView;
  readonly session: Session;
  readonly signedIn: () => Promise<void>;
}

const EVERY_MS = 3000;

export function SettingsPage({ labels, view, session, signedIn }: SettingsProps): Piece {
  const { say, language } = labels;
  const [settings, setSettings] = useState<SettingsView>();
  useEffect(() => {
    const ask = async (): Promise<void> => {
      const answer = await get<SettingsView>(`/api/settings?lang=${language}`);
      if (answer.ok) setSettings(answer.value);
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => clearInterval(timer);
  }, [language]);
  return html`<main id="main">
    <section class="card wide" aria-labelledby="reading">
      <h2 id="reading">${say('ui-last-read')} <small>${view.box.settings}</small></h2>
      ${settings === undefined ? null : lastReading(settings, labels)}
    </section>
    <section class="card wide" aria-labelledby="access">
      <h2 id="access">${say('ui-token')}</h2>
      ${accessOf(labels, session, signedIn)}
      <div class="bar-of-buttons" style="margin-top:12px">
        <a class="btn" href="/api/bundle" download>${say('ui-bundle')}</a>
        <a class="btn" href="#/work">${say('ui-work')}</a>
      </div>
    </section>
    <section class="card wide" aria-labelledby="file">
      <h2 id="file">${say('ui-site-file')} <small>${settings?.path ?? ''}</small></h2>
      <pre tabindex="0">${settings?.text ?? ''}</pre>
    </section>
  </main>`;
}

function lastReading({ result, report, changes, since, isWatched }: SettingsView, { say }: Labels): Piece {
  return html`<div class="rows">
    <p class="answer">${say('ui-in-force')}: ${say('ui-since-when', { at: since })}</p>
    ${isWatched ? null : html`<p class="answer">${say('ui-settings-none')}</p>`}
    ${isWatched && result === 'good' ? html`<p class="answer">${say('ui-settings-good')}</p>` : null}
    ${report === '' ? null : html`<pre class=${`banner ${result === 'good' ? 'note' : ''}`} role="status">${report}</pre>`}
    ${changes.length === 0 ? null : html`<h3>${say('ui-changed')}</h3><ul>${changes.map((text) => html`<li>${text}</li>`)}</ul>`}
  </div>`;
}

function accessOf(labels: Labels, session: Session, signedIn: () => Promise<void>): Piece {
  const { say } = labels;
  if (!session.hasToken) return html`<p class="answer">${say('ui-read-only')}</p>`;
  if (session.right !== 'change')
    return html`<${TokenForm} labels=${labels} isWhole=${false} signedIn=${signedIn} />`;
  const close = async (): Promise<void> => {
    await fetch('/api/session', { method: 'DELETE', headers: { 'x-quietpost': '1' } });
    await signedIn();
  };
  return html`<button class="btn" type="button" onClick=${close}>${say('ui-signed-out')}</button>`;
}
