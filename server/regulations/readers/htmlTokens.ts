/** Takes HTML apart into tags and text, as forgivingly as browsers do. */
import { decodeEntities } from './htmlEntities.ts';

export type HtmlToken =
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number }
  | {
      readonly kind: 'open';
      /** Lower case. */
      readonly name: string;
      readonly attributes: string;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'close'; readonly name: string; readonly start: number; readonly end: number };

/** What stands in these is no markup and nothing that a person reads. */
const rawElements = new Set([
  'script',
  'style',
  'textarea',
  'noscript',
  'template',
  'iframe',
  'svg',
  'math',
  'select',
  'object',
]);
const tag = /<(\/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:"[^"]*"|'[^']*'|[^"'>]){0,20000}?)>/y;

/** Tokens in order, without comments, declarations and what is in scripts and the like. */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  const lower = html.toLowerCase();
  let textStart = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    const skipped = endOfSkipped(html, at);
    tag.lastIndex = at;
    const found = skipped === null ? tag.exec(html) : null;
    if (skipped === null && found === null) {
      at++;
      continue;
    }
    if (at > textStart)
      yield { kind: 'text', text: decodeEntities(html.slice(textStart, at)), start: textStart, end: at };
    let end = skipped ?? tag.lastIndex;
    if (found !== null) {
      const name = (found[2] ?? '').toLowerCase();
      if (found[1] === '/') yield { kind: 'close', name, start: at, end };
      else if (rawElements.has(name)) {
        const close = lower.indexOf(`</${name}`, end);
        const closed = close < 0 ? -1 : html.indexOf('>', close);
        // An element of this kind that is never closed hides nothing: it was cut off or never meant.
        end = closed < 0 ? end : closed + 1;
      } else yield { kind: 'open', name, attributes: found[3] ?? '', start: at, end };
    }
    at = end;
    textStart = end;
  }
  if (textStart < html.length) {
    yield { kind: 'text', text: decodeEntities(html.slice(textStart)), start: textStart, end: html.length };
  }
}

/** The end of a comment, a declaration or a processing instruction that begins here; null when none does. */
function endOfSkipped(html: string, at: number): number | null {
  const next = html[at + 1];
  if (next !== '!' && next !== '?') return null;
  const mark = html.startsWith('<!--', at) ? '-->' : '>';
  const close = html.indexOf(mark, at + 2);
  return close < 0 ? html.length : close + mark.length;
}
