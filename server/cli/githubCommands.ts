/** Problems as workflow commands of GitHub Actions, which shows them as annotations beside the lines. */
import type { FailureReport } from '../../protocol/failure.ts';
import type { PlacedProblem } from './placedProblems.ts';

const commands = { error: 'error', warning: 'warning', information: 'notice' } as const;

export function githubCommands(problems: readonly PlacedProblem[]): string {
  return problems
    .map(({ problem, file, region }) => {
      // Columns are only understood within one line.
      const columns =
        region.startLine === region.endLine
          ? { col: region.startColumn, endColumn: Math.max(region.endColumn, region.startColumn) }
          : {};
      const properties = { file, line: region.startLine, endLine: region.endLine, ...columns, title: problem.code };
      return command(commands[problem.severity], properties, problem.message);
    })
    .join('');
}

/** The command for a check that could not be made. */
export function githubFailure(failure: FailureReport): string {
  return command('error', { title: failure.code }, failure.message);
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${written.join(',')}::${escapeData(message)}\n`;
}

/** As the runner takes it apart again: percent signs first, or they would be escaped twice. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
