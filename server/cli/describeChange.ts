/** Tells how a text would change, line by line: what stays near the change, `-` what goes, `+` what comes. */

/** Lines that are shown before and behind a change. */
const contextLines = 2;

/** More comparisons than this are not made; the lines between the common beginning and end are then exchanged as a whole. */
const mostComparisons = 1_000_000;

type Line = readonly [sign: ' ' | '-' | '+', text: string];

/** Each line indented by two; empty when nothing changes. */
export function describeChange(before: string, after: string): string {
  const lines = compare(splitLines(before), splitLines(after));
  const changed = lines.flatMap(([sign], index) => (sign === ' ' ? [] : [index]));
  const isShown = (index: number): boolean => changed.some((at) => Math.abs(at - index) <= contextLines);
  let text = '';
  let last = -1;
  for (const [index, [sign, line]] of lines.entries()) {
    if (!isShown(index)) continue;
    if (index > last + 1) text += '    …\n';
    text += `  ${sign} ${line}`.trimEnd() + '\n';
    last = index;
  }
  return text;
}

function splitLines(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function compare(before: readonly string[], after: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  let end = 0;
  const rest = Math.min(before.length, after.length) - start;
  while (end < rest && before.at(-1 - end) === after.at(-1 - end)) end++;
  const kept = (lines: readonly string[]): Line[] => lines.map((line) => [' ', line]);
  return [
    ...kept(before.slice(0, start)),
    ...compareMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...kept(before.slice(before.length - end)),
  ];
}

/** By the longest common subsequence (R. A. Wagner and M. J. Fischer, 1974). */
function compareMiddle(before: readonly string[], after: readonly string[]): readonly Line[] {
  if (before.length * after.length > mostComparisons) {
    return [...before.map((line): Line => ['-', line]), ...after.map((line): Line => ['+', line])];
  }
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const common = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? common(row + 1, column + 1) + 1
          : Math.max(common(row + 1, column), common(row, column + 1));
    }
  }
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    if (row < before.length && before[row] === after[column]) {
      lines.push([' ', before[row] ?? '']);
      row++;
      column++;
    } else if (row < before.length && (column === after.length || common(row + 1, column) >= common(row, column + 1))) {
      lines.push(['-', before[row] ?? '']);
      row++;
    } else {
      lines.push(['+', after[column] ?? '']);
      column++;
    }
  }
  return lines;
}
