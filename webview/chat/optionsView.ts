/** Draws the list above the composer in which a command lets the person choose. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CommandMenu } from './commandMenu.ts';
import type { CommandOption } from './commandOptions.ts';

export const optionsId = 'composer-options';

export function optionId(index: number): string {
  return `composer-option-${index}`;
}

/** The focus stays in the composer, which names the option that is active. */
export function drawOptions(menu: CommandMenu, choose: (option: CommandOption) => void): TemplateResult {
  const { options, note, active, isBusy } = menu;
  const keepFocus = (event: Event): void => event.preventDefault();
  return html`${
      options.length === 0
        ? nothing
        : html`<ul
            id=${optionsId}
            class="options"
            role="listbox"
            aria-label="Commands"
            aria-busy=${String(isBusy)}
            @mousedown=${keepFocus}
          >
            ${options.map(
              (option, index) =>
                html`<li
                  id=${optionId(index)}
                  class="option"
                  role="option"
                  aria-selected=${String(index === active)}
                  @click=${() => choose(option)}
                >
                  <span class="option-label">${option.label}</span>
                  <span class="option-description">${option.description}</span>
                  ${option.detail === '' ? nothing : html`<span class="option-detail">${option.detail}</span>`}
                </li>`,
            )}
          </ul>`
    }
    <p class="options-note" role="status">${note ?? (isBusy && options.length === 0 ? 'Searching…' : '')}</p>`;
}
