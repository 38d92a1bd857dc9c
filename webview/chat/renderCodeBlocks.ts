/** Puts the buttons that copy and insert above each block of code of rendered text. */

/** What can be done with a block; the value of `data-code`. */
export type CodeAction = 'copy' | 'insert';

const buttons: readonly { readonly action: CodeAction; readonly name: string }[] = [
  { action: 'copy', name: 'Copy' },
  { action: 'insert', name: 'Insert at Cursor' },
];

/** @param html safe HTML, of which the buttons and what holds them are all that this adds */
export function renderCodeBlocks(html: string): string {
  if (!html.includes('<pre>')) return html;
  const holder = document.createElement('template');
  holder.innerHTML = html;
  for (const block of holder.content.querySelectorAll('pre')) {
    const frame = document.createElement('div');
    frame.className = 'code-block';
    const bar = document.createElement('div');
    bar.className = 'code-actions';
    bar.append(
      ...buttons.map(({ action, name }) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'link-button';
        button.dataset['code'] = action;
        button.textContent = name;
        return button;
      }),
    );
    block.replaceWith(frame);
    // A block that scrolls can be scrolled by keys.
    block.tabIndex = 0;
    frame.append(block, bar);
  }
  return holder.innerHTML;
}

/** What a pressed button is about; null for anything else that is pressed. */
export function readCodePress(event: Event): { readonly action: CodeAction; readonly text: string } | null {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-code]') : null;
  const block = button?.closest('.code-block')?.querySelector('pre') ?? null;
  if (button === null || block === null) return null;
  // Markdown ends each block with the end of its last line.
  const text = block.textContent.replace(/\n$/, '');
  return { action: button.dataset['code'] === 'insert' ? 'insert' : 'copy', text };
}
