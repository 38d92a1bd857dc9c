/** What hovering over a phase tells; all of it comes from files of the workspace, so none of it is trusted. */
import * as vscode from 'vscode';
import type { PhaseOverview } from '../../protocol/roadmap.ts';
import { stateLabelIcon } from './phaseIcons.ts';

export function phaseTooltip(overview: PhaseOverview): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('', true);
  tooltip.isTrusted = false;
  tooltip.supportHtml = false;
  tooltip.appendMarkdown('**').appendText(`Phase ${overview.id}: ${overview.title}`).appendMarkdown('**\n\n');
  if (overview.goal !== '') tooltip.appendText(overview.goal).appendMarkdown('\n\n');
  if (overview.notes !== null) tooltip.appendMarkdown('$(note) ').appendText(overview.notes).appendMarkdown('\n\n');
  tooltip.appendMarkdown('---\n\n');
  for (const gate of overview.gates) {
    const summary = gate.summary === '' ? gate.detail : `${gate.detail} · ${gate.summary}`;
    tooltip
      .appendMarkdown(`${stateLabelIcon(gate.state).replace('~spin', '')} **`)
      .appendText(gate.name)
      .appendMarkdown('** ')
      .appendText(summary)
      .appendMarkdown('  \n');
  }
  if (overview.gates.length === 0) tooltip.appendMarkdown('No gates yet: the spec has to name at least one.\n');
  tooltip.appendMarkdown('\n---\n\n');
  const facts: string[] = [];
  if (overview.summary !== '') facts.push(overview.summary);
  if (overview.specUri !== null) facts.push(vscode.workspace.asRelativePath(vscode.Uri.parse(overview.specUri)));
  if (overview.commit !== null) facts.push(`commit ${overview.commit.slice(0, 8)}`);
  tooltip.appendText(facts.join(' · '));
  return tooltip;
}
