/** Puts a button in the place of each mark of rendered text. */
import { citationMark } from './citedText.ts';

/** @param html safe HTML, of which the buttons are all that this adds */
export function renderCitations(html: string): string {
  if (html.search(citationMark) < 0) return html;
  const holder = document.createElement('template');
  holder.innerHTML = html;
  const texts: Text[] = [];
  const walker = document.createTreeWalker(holder.content, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
  for (const text of texts) {
    // Odd pieces are the numbers.
    const pieces = text.data.split(citationMark);
    if (pieces.length === 1) continue;
    text.replaceWith(
      ...pieces.map((piece, index) => {
        if (index % 2 === 0) return piece;
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'cite';
        button.dataset['cite'] = piece;
        button.textContent = piece;
        return button;
      }),
    );
  }
  return holder.innerHTML;
}
