/** Problems that gates reported as LSP diagnostics. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { GateProblem, ReportedLocation } from '../phases/reports/gateReport.ts';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

/** LSP: a character beyond the end of a line is its end. */
const endOfLine = 2 ** 31 - 2;

/** Diagnostics by file, as the problems name it; problems without a place in the workspace are left out. */
export function diagnoseReports(
  reports: readonly { readonly gate: string; readonly problems: readonly GateProblem[] }[],
): ReadonlyMap<string, readonly Diagnostic[]> {
  const byFile = new Map<string, Map<string, Diagnostic>>();
  for (const { gate, problems } of reports) {
    for (const { location, severity, code, message } of problems) {
      if (location === null) continue;
      const diagnostic: Diagnostic = {
        range: rangeOf(location),
        severity: severities[severity],
        ...(code === null ? {} : { code }),
        source: `phasegate: ${gate}`,
        message,
      };
      const known = byFile.get(location.file) ?? new Map<string, Diagnostic>();
      // A tool may say the same in its output and in its report.
      byFile.set(location.file, known.set(JSON.stringify(diagnostic), diagnostic));
    }
  }
  return new Map([...byFile].map(([file, diagnostics]) => [file, [...diagnostics.values()]]));
}

function rangeOf({ line, character, endLine, endCharacter }: ReportedLocation): Diagnostic['range'] {
  if (character === null) return { start: { line, character: 0 }, end: { line, character: endOfLine } };
  const start = { line, character };
  return { start, end: endCharacter === null ? start : { line: endLine ?? line, character: endCharacter } };
}
