/** Words for a person in a terminal what adopting a roadmap came to. */
import type { AdoptedRoadmap, PlannedAdoption } from '../phases/adoptRoadmap.ts';

export function describeAdoption(planned: PlannedAdoption, written: AdoptedRoadmap, dryRun: boolean): string {
  const { adoption, conflicts, original } = planned;
  const { phases, edits } = adoption;
  const headings = edits.filter(({ range }) => range.end > range.start).length;
  const added = lineCount(adoption.text) - lineCount(original);
  const would = dryRun ? 'Would ' : '';
  const lines = [
    `${dryRun ? 'Would adopt' : 'Adopted'} ${phases.length} phases, taken from ${adoption.units}:`,
    ...phases.map(({ id, status, title }) => `  ${id.padEnd(6)} ${status.padEnd(11)} ${title}`),
    `${headings} headings changed, ${added} lines added, every other line as it was.`,
    ...written.changed.map((file) => `${would === '' ? 'Changed' : 'Would change'} ${file}`),
    ...written.created.map((file) => `${would === '' ? 'Created' : 'Would create'} ${file}`),
    ...written.leftAlone.map(({ file, message }) => `Left alone ${file}: ${message}`),
    ...(conflicts.length === 0 ? [] : [`${conflicts.length} places for a person to decide:`]),
    ...conflicts.map(({ file, line, message }) => `  ${file}:${line + 1}: ${message}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function lineCount(text: string): number {
  return text.split(/\r\n|\n|\r/).length;
}
