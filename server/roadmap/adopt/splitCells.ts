/** Splits a row of a Markdown table into its cells. */

/** Bars in inline code and escaped bars divide nothing. */
export function splitCells(row: string): readonly string[] {
  const cells: string[] = [];
  let cell = '';
  let isCode = false;
  for (let offset = 0; offset < row.length; offset++) {
    const character = row.charAt(offset);
    if (character === '\\' && row.charAt(offset + 1) === '|') {
      cell += '|';
      offset++;
    } else if (character === '|' && !isCode) {
      cells.push(cell.trim());
      cell = '';
    } else {
      // A backtick that nothing closes is text.
      if (character === '`' && (isCode || row.includes('`', offset + 1))) isCode = !isCode;
      cell += character;
    }
  }
  cells.push(cell.trim());
  if (cells[0] === '') cells.shift();
  if (cells.at(-1) === '') cells.pop();
  return cells;
}

/** Whether the cells are those of the line below a table's header. */
export function isDivider(cells: readonly string[]): boolean {
  return cells.length > 0 && cells.every((cell) => /^:?-+:?$/.test(cell));
}
