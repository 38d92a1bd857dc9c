/** Chooses pages of a site from which the frame that all of them have is learned. */
import path from 'node:path';
import { htmlReader } from './readers/readHtml.ts';

/** As few as tell what most pages have in common. */
const mostPages = 12;
/** A folder with fewer pages is learned from together with all others. */
const leastInFolder = 4;

/**
 * @param files absolute paths of all files that are loaded together
 * @returns for a file the pages that are like it; none for a file that is no page
 */
export function sitePages(files: readonly string[]): (file: string) => readonly string[] {
  const pages = files.filter(isPage);
  const byFolder = new Map<string, string[]>();
  for (const page of pages) {
    const folder = path.dirname(page);
    const known = byFolder.get(folder);
    if (known === undefined) byFolder.set(folder, [page]);
    else known.push(page);
  }
  const everywhere = spread(pages);
  const chosen = new Map(
    [...byFolder].map(([folder, inFolder]) => [
      folder,
      inFolder.length < leastInFolder ? everywhere : spread(inFolder),
    ]),
  );
  return (file) => (isPage(file) ? (chosen.get(path.dirname(file)) ?? []) : []);
}

function isPage(file: string): boolean {
  const name = file.toLowerCase();
  return htmlReader.endings.some((ending) => name.endsWith(ending));
}

/** At the same distance from each other. */
function spread(pages: readonly string[]): readonly string[] {
  if (pages.length <= mostPages) return pages;
  return Array.from({ length: mostPages }, (_, at) => pages[Math.floor((at * pages.length) / mostPages)] ?? '');
}
