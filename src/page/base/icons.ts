/** Small drawings beside words; they say nothing that the words do not say. */

import { html, type Piece } from './markup.ts';

const paths = {
  now: html`<path d="M4 13a8 8 0 0 1 16 0" /><path d="m12 13 4-4" /><path d="M4 18h16" />`,
  night: html`<path d="M3 17l5-6 4 3 5-8 4 5" /><path d="M3 21h18" />`,
  devices: html`<rect x="4" y="4" width="16" height="7" rx="2" /><rect x="4" y="14" width="16" height="6" rx="2" />`,
  reasons: html`<path d="M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01" />`,
  settings: html`<path d="M4 7h10M18 7h2M4 17h2M10 17h10" /><circle cx="16" cy="7" r="2" /><circle cx="8" cy="17" r="2" />`,
  lock: html`<rect x="5" y="11" width="14" height="9" rx="2" /><path d="M8 11V8a4 4 0 0 1 8 0v3" />`,
  good: html`<circle cx="12" cy="12" r="10" /><path d="m7.5 12.5 3 3 6-7" />`,
  warning: html`<path d="M12 3 22 20H2z" /><path d="M12 10v4M12 17.200h.01" />`,
  bad: html`<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" /><path d="m9 9 6 6m0-6-6 6" />`,
  unknown: html`<circle cx="12" cy="12" r="10" /><path d="M9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.4-1 .9-1 1.700M12 17h.01" />`,
} as const;

export function icon(name: keyof typeof paths): Piece {
  return html`<svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${paths[name]}
  </svg>`;
}
