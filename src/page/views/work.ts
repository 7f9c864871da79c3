/**
 * Two pieces of work at a station, step by step: the check of a meter with a calibrator, and the loudness of each fan. The
 * page shows what the meter shows and makes the command; what is recorded is typed on the gateway, by somebody it knows.
 */

import { useEffect, useState } from 'preact/hooks';
import type { SettingsView } from '../../web/http/page-parts.ts';
import type { DeviceView, FieldView } from '../../web/view/device-view.ts';
import type { NowView } from '../../web/view/now-view.ts';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';
import { get } from '../base/net.ts';

interface WorkProps {
  readonly labels: Labels;
  readonly view: NowView;
}

const EVERY_MS = 2000;
/** As src/acoustics/levels/calibration.ts. */
const DRIFT_MAX_DB = 0.5;
const LEVELS_DB = [94, 114];

/** The check of a meter, and the sweep of the fans. */
export function WorkPage({ labels, view }: WorkProps): Piece {
  const { language } = labels;
  const [field, setField] = useState<FieldView>();
  const [site, setSite] = useState('/etc/quietpost/site.yaml');
  useEffect(() => {
    const ask = async (): Promise<void> => {
      const answer = await get<FieldView | null>(`/api/field?lang=${language}`);
      if (answer.ok && answer.value !== null) setField(answer.value);
    };
    void get<SettingsView>(`/api/settings?lang=${language}`).then((answer) => {
      if (answer.ok && answer.value.path !== '') setSite(answer.value.path);
    });
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => clearInterval(timer);
  }, [language]);
  const meters = (field?.devices ?? []).filter((device) => levelOf(device) !== undefined);
  return html`<main id="main">
    <${Calibration} ...${{ labels, meters, site }} />
    ${sweep(labels, view, site)}
  </main>`;
}

interface CalibrationProps {
  readonly labels: Labels;
  readonly meters: readonly DeviceView[];
  readonly site: string;
}

function Calibration({ labels, meters, site }: CalibrationProps): Piece {
  const { say } = labels;
  const [id, setId] = useState('');
  const [levelDb, setLevelDb] = useState(LEVELS_DB[0] ?? 94);
  const [before, setBefore] = useState('');
  const [after, setAfter] = useState('');
  const [by, setBy] = useState('');
  const meter = meters.find((one) => one.id === id) ?? meters[0];
  const shown = meter === undefined ? undefined : levelOf(meter)?.value;
  const typed = (set: (text: string) => void) => (event: Event) =>
    set((event.target as HTMLInputElement).value);
  const isWhole = meter !== undefined && isLevel(before) && isLevel(after) && by.trim() !== '';
  const driftDb = isLevel(before) ? Number(before) - levelDb : null;
  return html`<section class="card wide" aria-labelledby="calibrate">
    <h2 id="calibrate">${say('ui-calibrate')}</h2>
    <ol class="steps">
      <li>${say('ui-calibrate-on')}</li>
      <li>${say('ui-calibrate-read')}</li>
      <li>${say('ui-calibrate-type')}</li>
    </ol>
    <div class="fields">
      <label>
        ${say('ui-meter')}
        <select value=${meter?.id ?? ''} onChange=${typed(setId)}>
          ${meters.map((one) => html`<option value=${one.id}>${one.id}</option>`)}
        </select>
      </label>
      <label>
        ${say('ui-calibrator')}
        <select value=${levelDb} onChange=${typed((text) => setLevelDb(Number(text)))}>
          ${LEVELS_DB.map((one) => html`<option value=${one}>${one} dB</option>`)}
        </select>
      </label>
      <label>${say('ui-before')}<input inputmode="decimal" value=${before} onInput=${typed(setBefore)} /></label>
      <label>${say('ui-after')}<input inputmode="decimal" value=${after} onInput=${typed(setAfter)} /></label>
      <label>${say('ui-your-name')}<input autocomplete="name" maxlength="60" value=${by} onInput=${typed(setBy)} /></label>
    </div>
    <p class="answer" role="status">
      ${say('ui-shows', { level: shown == null ? '–' : shown.toFixed(1) })}
      ${driftDb === null ? null : ` ${say(Math.abs(driftDb) > DRIFT_MAX_DB ? 'ui-drift-large' : 'ui-drift', { drift: driftDb.toFixed(1) })}`}
    </p>
    <pre tabindex="0">${
      isWhole
        ? `sudo quietpost calibrate ${meter.id} ${site} --level ${levelDb} --before ${before.trim()} --after ${after.trim()} --by ${quoted(by)}`
        : '–'
    }</pre>
  </section>`;
}

function sweep({ say }: Labels, { yard }: NowView, site: string): Piece {
  const kw = yard.totalKw === null ? '–' : Math.round(yard.totalKw);
  return html`<section class="card wide" aria-labelledby="sweep">
    <h2 id="sweep">${say('ui-sweep')}</h2>
    <ol class="steps">
      <li>${say('ui-sweep-quiet', { kw })}</li>
      <li>${say('ui-sweep-runs')}</li>
      <li>${say('ui-sweep-write')}</li>
    </ol>
    <pre tabindex="0">${['sudo systemctl stop quietpost', `sudo quietpost commission sweep ${site}`, 'sudo systemctl start quietpost'].join('\n')}</pre>
  </section>`;
}

function levelOf({ values }: DeviceView): DeviceView['values'][number] | undefined {
  return values.find(({ id }) => /(^|\.)sound\.laeq$/.test(id));
}

function isLevel(text: string): boolean {
  return /^\s*\d{2,3}([.]\d{1,2})?\s*$/.test(text);
}

/** For a shell: what a name may hold, without what ends the quotes. */
function quoted(text: string): string {
  return `"${text.trim().replaceAll(/["$`\\]/g, '')}"`;
}
