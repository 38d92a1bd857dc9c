/** Chooses an id for a phase whose own is taken, in the style of that id. */

/**
 * `17A` becomes `17B`, `2` becomes `3`, `07` becomes `08`, `2.1` becomes `2.2`, or the next that is free. Where a number
 * counted up is taken, the number gets a letter instead, so that it stays near what it was: `2` becomes `2A`.
 */
export function nextFreeId(id: string, taken: ReadonlySet<string>): string {
  const [, head = '', digits = '', letter = ''] = /^(.*?)(\d+)([A-Za-z]?)$/.exec(id) ?? [];
  const base = head + digits;
  if (letter === '') {
    const counted = head + String(Number(digits) + 1).padStart(digits.length, '0');
    if (Number.isSafeInteger(Number(digits)) && !taken.has(counted)) return counted;
  }
  const isLower = letter !== '' && letter === letter.toLowerCase();
  const first = letter === '' ? 65 : letter.toUpperCase().charCodeAt(0) + 1;
  for (let code = first; code <= 90; code++) {
    const free = base + (isLower ? String.fromCharCode(code).toLowerCase() : String.fromCharCode(code));
    if (!taken.has(free)) return free;
  }
  for (let part = 1; ; part++) if (!taken.has(`${id}.${part}`)) return `${id}.${part}`;
}
