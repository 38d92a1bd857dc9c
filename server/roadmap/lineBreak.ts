/** Tells which line break a new line of a file needs. */

/** The line break at `lineEnd`, or, where the text ends there, the one before that line; `\n` in a text of one line. */
export function lineBreakFor(text: string, lineEnd: number): '\n' | '\r\n' | '\r' {
  return lineBreakAt(text, lineEnd) ?? lineBreakBefore(text, lineEnd) ?? '\n';
}

/** The line break that starts at `offset`; null when none does. */
export function lineBreakAt(text: string, offset: number): '\n' | '\r\n' | '\r' | null {
  if (text.startsWith('\r\n', offset)) return '\r\n';
  if (text.startsWith('\n', offset)) return '\n';
  return text.startsWith('\r', offset) ? '\r' : null;
}

function lineBreakBefore(text: string, offset: number): '\n' | '\r\n' | '\r' | null {
  for (let end = offset - 1; end >= 0; end--) {
    const code = text.charCodeAt(end);
    if (code === 13) return '\r';
    if (code === 10) return text.charCodeAt(end - 1) === 13 ? '\r\n' : '\n';
  }
  return null;
}
