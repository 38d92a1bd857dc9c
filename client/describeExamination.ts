/** Says what an examination of the data found, in Markdown: first what is to be looked at. */
import type { DataCheckReport } from '../protocol/data.ts';
import { escapeMarkdown } from './escapeMarkdown.ts';

export function describeExamination(checks: readonly DataCheckReport[], at: Date): string {
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
