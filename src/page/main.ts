/** Starts the page. A code in the address (`#key=...`, as `npm start` prints it) is used once and taken out of it. */

import { render } from 'preact';
import { App } from './app.ts';
import { keptLanguage } from './base/labels.ts';
import { html } from './base/markup.ts';
import { signIn } from './base/net.ts';

const key = /^#key=([\w-]+)/.exec(location.hash)?.[1];
if (key !== undefined) {
  history.replaceState(null, '', '#/now');
  await signIn(key);
}
const root = document.getElementById('page');
if (root !== null) render(html`<${App} first=${keptLanguage()} />`, root);
