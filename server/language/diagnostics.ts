/** Problems of roadmap, specs and configuration as LSP diagnostics. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { FileProblem } from '../base/problem.ts';
import { LineIndexes } from '../base/lineIndexes.ts';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

/**
 * Diagnostics by absolute path.
 *
 * @param indexes kept from one call to the next, so that a large file's lines need not be counted each time
 */
export function diagnoseFiles(
  problems: readonly FileProblem[],
  indexes: LineIndexes = new LineIndexes(),
): ReadonlyMap<string, readonly Diagnostic[]> {
  const byFile = new Map<string, Diagnostic[]>();
  for (const problem of problems) {
    const index = indexes.of(problem.file, problem.text);
    const diagnostics = byFile.get(problem.file) ?? [];
    byFile.set(problem.file, diagnostics);
    diagnostics.push({
      range: { start: index.positionAt(problem.range.start), end: index.positionAt(problem.range.end) },
      severity: severities[problem.severity],
      code: problem.code,
      source: 'phasegate',
      message: problem.message,
    });
  }
  return byFile;
}
