/** Asks for the access code of the station. */

import { useState } from 'preact/hooks';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';
import { signIn } from '../base/net.ts';

interface TokenProps {
  readonly labels: Labels;
  /** Nothing can be read without it: it is the whole page. */
  readonly isWhole: boolean;
  readonly signedIn: () => Promise<void>;
}

export function TokenForm({ labels, isWhole, signedIn }: TokenProps): Piece {
  const { say } = labels;
  const [problem, setProblem] = useState('');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const answer = await signIn(String(data.get('token') ?? ''));
    if (answer.ok) return signedIn();
    setProblem(answer.why === 'later' ? say('ui-token-later') : say('ui-token-wrong'));
  };
  const form = html`<form onSubmit=${submit}>
    <p class="answer">${say(isWhole ? 'ui-token-lan' : 'ui-token-needed')}</p>
    <label>${say('ui-token')}<input name="token" type="password" autocomplete="current-password" required /></label>
    ${problem === '' ? null : html`<p class="banner" role="alert">${problem}</p>`}
    <button class="btn main" type="submit">${say('ui-open')}</button>
  </form>`;
  if (!isWhole) return form;
  return html`<main id="main"><section class="card"><h1 class="vh">quietpost</h1>${form}</section></main>`;
}
