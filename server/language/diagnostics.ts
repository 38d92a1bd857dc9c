/** Problems of roadmap, specs and configuration as LSP diagnostics. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { FileProblem } from '../base/problem.ts';
import { LineIndex } from '../base/textRange.ts';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

/**
 * Diagnostics by absolute path.
 *
 * @param pageOf address of the page that explains a code; null where there is none, or the client takes none
 */
export function diagnoseFiles(
  problems: readonly FileProblem[],
  pageOf: (code: string) => string | null = () => null,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const byFile = new Map<string, Diagnostic[]>();
  const indexes = new Map<string, LineIndex>();
  for (const problem of problems) {
    const index = indexes.get(problem.file) ?? new LineIndex(problem.text);
    indexes.set(problem.file, index);
    const diagnostics = byFile.get(problem.file) ?? [];
    byFile.set(problem.file, diagnostics);
    const href = pageOf(problem.code);
    diagnostics.push({
      range: { start: index.positionAt(problem.range.start), end: index.positionAt(problem.range.end) },
      severity: severities[problem.severity],
      code: problem.code,
      ...(href === null ? {} : { codeDescription: { href } }),
      source: 'phasegate',
      message: problem.message,
    });
  }
  return byFile;
}
