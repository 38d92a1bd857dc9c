/** Offers to adopt a roadmap that has no phase in our form, where the editor shows that problem. */
import { CodeActionKind, type CodeAction } from 'vscode-languageserver';
import type { FileProblem } from '../base/problem.ts';
import { LineIndex } from '../base/lineIndex.ts';
import { proposeAdoption } from '../roadmap/adopt/proposeAdoption.ts';
import { diagnoseFiles } from './diagnostics.ts';

/** The client's command that shows the proposal as a diff and asks. */
const adoptCommand = 'phasegate.adoptRoadmap';

/**
 * @param problems those of the document
 * @param companion whether the client has our command; any other editor gets the edits themselves
 */
export function adoptionFix(
  problems: readonly FileProblem[],
  document: { readonly uri: string; readonly version: number | null },
  companion: boolean,
): CodeAction[] {
  const problem = problems.find(({ code }) => code === 'roadmap-no-phases');
  if (problem === undefined) return [];
  const proposal = proposeAdoption(problem.text);
  if (proposal.kind === 'refusal') return [];
  const diagnostics = [...(diagnoseFiles([problem]).get(problem.file) ?? [])];
  const title = `Adopt this roadmap as ${proposal.phases.length} phases`;
  const action = { title, kind: CodeActionKind.QuickFix, diagnostics };
  if (companion) {
    return [{ ...action, command: { title, command: adoptCommand, arguments: [{ fileUri: document.uri }] } }];
  }
  const index = new LineIndex(problem.text);
  const edits = proposal.edits.map(({ range, newText }) => ({
    range: { start: index.positionAt(range.start), end: index.positionAt(range.end) },
    newText,
  }));
  return [{ ...action, edit: { documentChanges: [{ textDocument: { ...document }, edits }] } }];
}
