/** Learns which texts stand on most pages of a site, from some of its pages. */
import { readFileSync, statSync } from 'node:fs';
import { htmlBlocks } from './htmlBlocks.ts';
import { pageTitle, titleParts } from './pageTitle.ts';

/** A larger page is left out: it would take longer to learn from than it teaches. */
const largestPageBytes = 2_000_000;
/** Share of pages. */
const leastShare = 0.6;
/** With fewer pages, a text must stand on all of them. */
const fewPages = 4;

export class RepeatedTexts {
  #pages: readonly string[] = [];
  #texts: ReadonlySet<string> = new Set();

  /**
   * @param pages absolute paths of files; those that cannot be read are left out
   * @returns whether a text stands on most of them
   */
  of(pages: readonly string[]): (text: string) => boolean {
    if (pages.join('\n') !== this.#pages.join('\n')) {
      this.#texts = learn(pages);
      this.#pages = pages;
    }
    const texts = this.#texts;
    return (text) => texts.has(nameOf(text));
  }
}

function learn(pages: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  let count = 0;
  for (const page of pages) {
    const html = readPage(page);
    if (html === null) continue;
    count++;
    const texts = [...htmlBlocks(html).map(({ text }) => text), ...titleParts(pageTitle(html))];
    for (const name of new Set(texts.map(nameOf))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (count < 2) return new Set();
  const least = count < fewPages ? count : Math.ceil(leastShare * count);
  return new Set([...counts].flatMap(([name, times]) => (times >= least ? [name] : [])));
}

function readPage(file: string): string | null {
  try {
    return statSync(file).size > largestPageBytes ? null : readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Years and counters differ where the rest is the same. */
function nameOf(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 500);
}
