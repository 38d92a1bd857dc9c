/** Shows a passage beside its reference without saying the reference twice. */

/** On one line. */
export function withoutReference(text: string, reference: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return reference !== '' && line.startsWith(`${reference} `) ? line.slice(reference.length).trim() : line;
}
