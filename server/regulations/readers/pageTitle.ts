/** What the title element of a page says. */
import { decodeEntities } from './htmlEntities.ts';

/** '' when there is none. */
export function pageTitle(html: string): string {
  const title = /<title[^>]*>([^<]{1,500})<\/title>/i.exec(html)?.[1] ?? '';
  return decodeEntities(title).replaceAll(/\s+/g, ' ').trim();
}

/** The title's parts, of which one is often the name of the site. */
export function titleParts(title: string): readonly string[] {
  return title
    .split(/\s+[|·»›—–-]\s+|\s+::\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
