/** Shows what an examination of the data found as a Markdown preview, what is to be looked at first. */
import * as vscode from 'vscode';
import type { DataCheckReport } from '../../protocol/data.ts';
import { escapeMarkdown } from '../escapeMarkdown.ts';

/** The editor's own preview; where a person has switched it off, the editor shows the text instead. */
const previewEditor = 'vscode.markdown.preview.editor';

export class ExaminationDocument implements vscode.TextDocumentContentProvider {
  static readonly scheme = 'phasegate-doctor';
  static readonly #uri = vscode.Uri.from({ scheme: ExaminationDocument.scheme, path: '/Phasegate Doctor.md' });
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  #text = '';

  async show(checks: readonly DataCheckReport[], at: Date): Promise<void> {
    this.#text = describeExamination(checks, at);
    this.#changed.fire(ExaminationDocument.#uri);
    await vscode.commands.executeCommand('vscode.openWith', ExaminationDocument.#uri, previewEditor, { preview: true });
  }

  provideTextDocumentContent(): string {
    return this.#text;
  }
}

function describeExamination(checks: readonly DataCheckReport[], at: Date): string {
  const bad = checks.filter(({ ok }) => !ok);
  const good = checks.filter(({ ok }) => ok);
  const verdict = bad.length === 0 ? 'Everything is in order.' : `${String(bad.length)} to look at.`;
  const lines = ['# Phasegate Doctor', '', `**${verdict}** ${at.toLocaleString()}`, ''];
  for (const { name, message } of bad) lines.push(`- **${escapeMarkdown(name)}**: ${escapeMarkdown(message)}`);
  if (bad.length > 0) lines.push('');
  lines.push('| In order | |', '|---|---|');
  for (const { name, message } of good) lines.push(`| ${escapeMarkdown(name)} | ${escapeMarkdown(message)} |`);
  return `${lines.join('\n')}\n`;
}
