/** A small button with an icon, as the editor has them in its toolbars. */
import { html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from './icons.ts';

interface IconButton {
  readonly icon: IconName;
  /** Its name and its tooltip. */
  readonly title: string;
  /** Whether it is a switch that is on; default no switch. */
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  readonly press: (event: Event) => void;
}

export function iconButton({ icon: name, title, isPressed, isDisabled = false, press }: IconButton): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    title=${title}
    aria-label=${title}
    aria-pressed=${isPressed === undefined ? nothing : String(isPressed)}
    ?disabled=${isDisabled}
    @click=${press}
  >
    ${icon(name)}
  </button>`;
}
