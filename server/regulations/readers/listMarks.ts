/** The marks that a browser shows in front of the items of numbered lists. */

/** How a list counts its items, such as `1`, `a` or `lower-roman`, and how far it is; `none` for one that does not. */
export interface ListCounting {
  readonly type: string;
  next: number;
}

/** Of an `ol` element, by its attributes and the names of its classes. */
export function countingOf(attributes: ReadonlyMap<string, string>): ListCounting {
  const style = /list-style(?:-type)?\s*:\s*([a-z-]+)/i.exec(attributes.get('style') ?? '')?.[1]?.toLowerCase();
  const named = /(?:^|[\s_-])((?:lower|upper)-?(?:alpha|latin|roman))(?:[\s_-]|$)/i.exec(attributes.get('class') ?? '');
  const byClass = named?.[1]?.toLowerCase().replace(/^(lower|upper)-?/, '$1-');
  const start = Number(attributes.get('start') ?? 1);
  return {
    type: style ?? byClass ?? attributes.get('type') ?? '1',
    next: Number.isInteger(start) ? start : 1,
  };
}

/** @returns '' where the list shows none */
export function nextMark(list: ListCounting, value: string | undefined): string {
  if (list.type === 'none') return '';
  const given = Number(value ?? NaN);
  if (Number.isInteger(given)) list.next = given;
  return markOf(list.type, list.next++);
}

function markOf(type: string, number: number): string {
  if (/^(?:a|lower-(?:alpha|latin))$/.test(type)) return `(${lettersOf(number)})`;
  if (/^(?:A|upper-(?:alpha|latin))$/.test(type)) return `(${lettersOf(number).toUpperCase()})`;
  if (/^(?:i|lower-roman)$/.test(type)) return `(${romanOf(number)})`;
  if (/^(?:I|upper-roman)$/.test(type)) return `(${romanOf(number).toUpperCase()})`;
  return type === '1' || type === 'decimal' ? `${number}.` : '';
}

function lettersOf(number: number): string {
  return number < 1 ? '' : lettersOf(Math.floor((number - 1) / 26)) + String.fromCharCode(97 + ((number - 1) % 26));
}

function romanOf(number: number): string {
  const values = [
    [100, 'c'],
    [90, 'xc'],
    [50, 'l'],
    [40, 'xl'],
    [10, 'x'],
    [9, 'ix'],
    [5, 'v'],
    [4, 'iv'],
    [1, 'i'],
  ] as const;
  let rest = Math.min(number, 399);
  return values
    .map(([value, letters]) => {
      const times = Math.max(0, Math.floor(rest / value));
      rest -= times * value;
      return letters.repeat(times);
    })
    .join('');
}
