/** Words a conversation as Markdown for people: the branch that is shown, with its sources, and where it has others. */
import { joinCitations } from './answerParts.ts';
import type { Conversation } from './conversation.ts';
import type { MessagePart, MessageStatus } from './message.ts';
import type { PlacedMessage } from './messagePathStore.ts';

/** @param shownCount messages on the branch that is shown */
export function describeConversation(conversation: Conversation, shownCount: number): string {
  const { title, createdAtMs, updatedAtMs, model, workspace, tags, links, messageCount } = conversation;
  const others = messageCount - shownCount;
  const facts = [
    `Begun ${moment(createdAtMs)}, last used ${moment(updatedAtMs)}`,
    ...(workspace === null ? [] : [`Workspace: ${inline(workspace)}`]),
    ...(model === null ? [] : [`Model: ${inline(model)}`]),
    ...(tags.length === 0 ? [] : [`Tags: ${tags.map(inline).join(', ')}`]),
    ...(links.length === 0 ? [] : [`About: ${links.map(({ kind, id }) => inline(`${kind} ${id}`)).join(', ')}`]),
    others <= 0
      ? `${shownCount} messages`
      : `${shownCount} messages; ${others} more are on other branches, which an export as JSON holds`,
  ];
  return `# ${title === '' ? 'Untitled conversation' : inline(title)}\n\n${facts.map((fact) => `- ${fact}\n`).join('')}`;
}

export function describeMessage(message: PlacedMessage): string {
  const { role, model, parts, status, failure, alternatives, id, createdAtMs } = message;
  const who = { user: 'You', assistant: 'Assistant', system: 'System' }[role];
  const by = model === null ? who : `${who} (${inline(model)})`;
  const place = alternatives.indexOf(id) + 1;
  const pieces = [
    `## ${by}, ${moment(createdAtMs)}`,
    ...(alternatives.length > 1 ? [`*Branch ${place} of ${alternatives.length}.*`] : []),
    ...joinCitations(parts).flatMap(describePart),
    ...describeSources(parts),
    ...describeEnd(status, failure),
    ...parts.flatMap(describeMark),
  ];
  return `\n${pieces.filter((piece) => piece !== '').join('\n\n')}\n`;
}

function describePart(part: MessagePart): readonly string[] {
  switch (part.kind) {
    case 'text':
      return [contained(part.text)];
    case 'citation':
    case 'retrieval':
    case 'summary':
    case 'omission':
      return [];
    case 'tool-use':
      return [`Used the tool ${inline(part.name)}:`, fenced(JSON.stringify(part.input, null, 2), 'json')];
    case 'tool-result':
      return [part.isError ? 'The tool failed:' : 'The tool answered:', fenced(part.text, '')];
    case 'attachment':
      return [`Attached ${inline(part.name)}${part.text === null ? ` (${inline(part.mediaType)})` : ':'}`].concat(
        part.text === null ? [] : [fenced(part.text, '')],
      );
  }
}

function describeSources(parts: readonly MessagePart[]): readonly string[] {
  const sources = parts.flatMap((part) => (part.kind === 'citation' ? [part] : []));
  if (sources.length === 0) return [];
  const lines = sources.map(({ number, document, passage, quote, isVerified }) => {
    const verdict = isVerified ? '' : ' (not found in the source)';
    return `- [${number}] ${inline(document)}, ${inline(passage)}: “${inline(quote)}”${verdict}`;
  });
  return ['Sources:', lines.join('\n')];
}

function describeMark(part: MessagePart): readonly string[] {
  if (part.kind === 'summary') return ['*Summarised for the model up to here:*', contained(part.text)];
  return part.kind === 'omission' ? [`*Not given to the model up to here: ${inline(part.reason)}*`] : [];
}

function describeEnd(status: MessageStatus, failure: string | null): readonly string[] {
  switch (status) {
    case 'complete':
      return [];
    case 'streaming':
      return ['*The answer was still under way.*'];
    case 'cancelled':
      return ['*Cancelled.*'];
    case 'failed':
      return [`*Failed${failure === null ? '' : `: ${inline(failure)}`}*`];
  }
}

function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A text that says itself and nothing else, on one line. */
function inline(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_[\]<>#|]/g, String.raw`\$&`);
}

function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}

const fenceStart = /^ {0,3}(`{3,}|~{3,})/;
/** HTML that runs on past the next empty line, if need be to the end of the file. */
const endlessHtml = /^( {0,3})<(?=!|\?|(?:script|pre|style|textarea)\b)/i;

/**
 * Markdown of a message such that what follows is not swallowed by it: its headings stand below that of the message,
 * a fence that was left open is closed, and HTML that would go on for ever is text.
 */
function contained(text: string): string {
  const lines: string[] = [];
  let open = '';
  for (const line of text.split(/\r\n?|\n/)) {
    const fence = fenceStart.exec(line)?.[1] ?? '';
    if (open !== '') {
      lines.push(line);
      if (fence.startsWith(open) && line.trim() === fence) open = '';
    } else {
      lines.push(line.replace(endlessHtml, String.raw`$1\<`).replace(heading, deeper));
      open = fence;
    }
  }
  if (open !== '') lines.push(open);
  return lines.join('\n').trim();
}

const heading = /^( {0,3})(#{1,6})(?=\s|$)/;

function deeper(_: string, indent: string, marks: string): string {
  return indent + '#'.repeat(Math.min(6, marks.length + 2));
}
