/** What was recorded, in the language of the page. */

import type { Localizer } from '../../language/localizer.ts';
import type { Message } from '../../model/message.ts';
import { html, type Markup } from '../markup/markup.ts';

/** The message; one from before messages were data stays as it was recorded, marked as English. */
export function toldHtml(message: Message, localizer: Localizer): Markup {
  const said = localizer.tell(message);
  return message.key === 'plain' && localizer.language !== 'en'
    ? html`<span lang="en">${said}</span>`
    : html`${said}`;
}
