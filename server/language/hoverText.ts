/** What a hover says, in parts, so that what files hold can never become markup; rendered as Markdown or as plain text. */

export type HoverPart =
  /** `about` follows the title in lighter type. */
  | { readonly kind: 'title'; readonly text: string; readonly about?: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly { readonly name: string; readonly text: string }[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string };

/** Longer texts are cut: a hover is read at a glance. */
const longestText = 2_000;

export function hoverMarkdown(parts: readonly HoverPart[]): string {
  return parts.map(partMarkdown).join('\n\n');
}

export function hoverPlainText(parts: readonly HoverPart[]): string {
  return parts
    .map((part) => {
      switch (part.kind) {
        case 'title':
          return part.about === undefined ? part.text : `${part.text} (${part.about})`;
        case 'text':
        case 'code':
          return cut(part.text);
        case 'list':
          return part.items.map(({ name, text }) => (name === '' ? `- ${text}` : `- ${name}: ${text}`)).join('\n');
      }
    })
    .join('\n\n');
}

function partMarkdown(part: HoverPart): string {
  switch (part.kind) {
    case 'title': {
      const about = part.about === undefined ? '' : ` · ${escapeMarkdown(part.about)}`;
      return `**${escapeMarkdown(part.text)}**${about}`;
    }
    case 'text':
      return escapeMarkdown(cut(part.text));
    case 'list':
      return part.items
        .map(({ name, text }) => `- ${name === '' ? '' : `${escapeMarkdown(name)}: `}${escapeMarkdown(cut(text))}`)
        .join('\n');
    case 'code':
      return fenced(cut(part.text), part.language);
  }
}

/** On one line, with every character plain that could be markup there, or at the beginning of a line. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*[\]<>$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|~(?=~)|(?<=~)~|&(?=#?\w+;)/gu, '\\$&')
    .replace(/^[#+=|:-]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** A block whose fence is longer than any run of backticks in it. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
