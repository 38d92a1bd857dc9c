/** Prints what was measured, beside its peer and its goal. */

/** One line of a table; every cell is ready to print, with its unit. */
export interface BenchRow {
  readonly name: string;
  readonly value: string;
  /** What another program took for the same; none when there is nothing to compare with. */
  readonly peer?: string;
  readonly ratio?: string;
  /** None for a figure that is there for information. */
  readonly goal?: string;
  readonly isMet?: boolean;
}

let missed = 0;

/** How many goals the tables show that were not met. */
export function missedGoals(): number {
  return missed;
}

const columns = ['name', 'value', 'peer', 'ratio', 'goal', 'met?'] as const;

/** Prints a table with aligned columns: text to the left, figures to the right. */
export function printTable(title: string, rows: readonly BenchRow[]): void {
  const cells = rows.map((row) => [
    row.name,
    row.value,
    row.peer ?? '',
    row.ratio ?? '',
    row.goal ?? '',
    row.isMet === undefined ? '' : row.isMet ? 'yes' : 'NO',
  ]);
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const print = (row: readonly string[]): void => {
    const padded = row.map((cell, index) =>
      index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
    );
    console.log(`  ${padded.join('  ')}`.trimEnd());
  };
  missed += rows.filter(({ isMet }) => isMet === false).length;
  console.log(`\n${title}`);
  print(columns);
  print(widths.map((width) => '-'.repeat(width)));
  for (const row of cells) print(row);
}

/** Milliseconds as a cell: two digits below ten, one below a hundred. */
export function formatMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}
