/** How many tokens a text has for a language model, roughly: each counts in its own way, and none says how beforehand. */

/** English has some four bytes a token, code and other languages fewer. */
const bytesPerToken = 3.5;

export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken);
}

/** A text of so many tokens at most; of a longer one, three quarters from its beginning and one from its end. */
export function clipToTokens(text: string, tokens: number): string {
  const all = estimateTokens(text);
  if (all <= tokens) return text;
  const length = Math.floor((text.length * tokens) / all);
  // Half a character at a border becomes none.
  const whole = (piece: string): string => piece.replaceAll(/^[\u{DC00}-\u{DFFF}]|[\u{D800}-\u{DBFF}]$/gu, '');
  return `${whole(text.slice(0, Math.floor(length * 0.75)))}\n[…]\n${whole(text.slice(text.length - Math.floor(length / 4)))}`;
}
