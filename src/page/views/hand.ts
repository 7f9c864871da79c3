/** Taking an output by hand, for a time. What may be asked for is decided by the station, as for the back office. */

import { useState } from 'preact/hooks';
import type { NowView, OutputView } from '../../web/view/now-view.ts';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';
import { post, type Session } from '../base/net.ts';
import { TokenForm } from './token.ts';

interface HandProps {
  readonly labels: Labels;
  readonly view: NowView;
  readonly session: Session;
  readonly signedIn: () => Promise<void>;
}

interface Told {
  readonly stage: string;
  readonly text: string;
}

export function HandForm({ labels, view, session, signedIn }: HandProps): Piece {
  const { say } = labels;
  if (!session.hasToken)
    return html`<main id="main"><section class="card wide"><h2>${say('ui-take')}</h2><p class="answer">${say('ui-read-only')}</p></section></main>`;
  if (session.right !== 'change')
    return html`<main id="main">
      <section class="card wide">
        <h2>${say('ui-take')}</h2>
        <${TokenForm} labels=${labels} isWhole=${false} signedIn=${signedIn} />
      </section>
    </main>`;
  return html`<${OpenForm} labels=${labels} view=${view} />`;
}

function OpenForm({ labels, view }: Pick<HandProps, 'labels' | 'view'>): Piece {
  const { say, language } = labels;
  const [id, setId] = useState(view.outputs[0]?.id ?? '');
  const [told, setTold] = useState<Told>();
  const output = view.outputs.find((one) => one.id === id);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(data.get(name) ?? '');
    const answer = await post<Told>(`/api/commands?lang=${language}`, {
      ...{ kind: text('kind'), output: id, value: Number(text('value')), minutes: Number(text('minutes')) },
      ...{ issuer: text('issuer'), reason: text('reason') },
    });
    setTold(answer.ok ? answer.value : { stage: 'rejected', text: say('ui-failed', { why: answer.why }) });
  };
  return html`<main id="main">
    <section class="card wide" aria-labelledby="hand">
      <h2 id="hand">${say('ui-take')} <small>${say('ui-hand-note')}</small></h2>
      <form onSubmit=${submit}>
        <div class="fields">
          <label>
            ${say('ui-output')}
            <select value=${id} onChange=${(event: Event) => setId((event.target as HTMLSelectElement).value)}>
              ${view.outputs.map((one) => html`<option value=${one.id}>${one.id}</option>`)}
            </select>
          </label>
          <label>${say('ui-value')}${output === undefined ? null : valueField(output)}</label>
          <label>
            ${say('ui-how-held')}
            <select name="kind">
              <option value="manual">${say('ui-hold-manual')}</option>
              <option value="limit">${say('ui-hold-limit')}</option>
            </select>
          </label>
          <label>${say('ui-minutes')}<input name="minutes" type="number" min="1" max="1440" value="15" required /></label>
          <label>${say('ui-your-name')}<input name="issuer" autocomplete="name" maxlength="60" required /></label>
          <label>${say('ui-why')}<input name="reason" maxlength="200" required /></label>
        </div>
        ${output === undefined ? null : html`<p class="answer">${output.reason}</p>`}
        <button class="btn main" type="submit">${say('ui-send')}</button>
        ${told === undefined ? null : html`<p class=${`banner ${told.stage === 'accepted' ? 'note' : ''}`} role="status">${told.text}</p>`}
      </form>
    </section>
  </main>`;
}

function valueField({ min, max, steps, value }: OutputView): Piece {
  if (steps === null)
    return html`<input name="value" type="number" min=${min} max=${max} step="any" value=${value ?? max} required />`;
  return html`<select name="value">
    ${steps.map((step) => html`<option value=${step} selected=${step === value}>${step}</option>`)}
  </select>`;
}
