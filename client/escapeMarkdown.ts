/** Writes a text so that Markdown shows it as it is. */

/** On one line; paths and passages are full of what Markdown reads as its own. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>()#+\-.!|~&:]/g, (character) => `\\${character}`).replaceAll(/\s+/g, ' ');
}
