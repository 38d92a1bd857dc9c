/** `phasegate chat`: lists and searches conversations, and carries them out and in as files. */
import path from 'node:path';
import process from 'node:process';
import { Failure } from '../base/failure.ts';
import { writeWholeFile } from '../base/writeWholeFile.ts';
import type { ExportFormat } from '../chat/exportConversations.ts';
import type { CommandLine } from './commandLine.ts';
import { exitCodes } from './exitCode.ts';
import type { Verb, VerbResult, VerbSurroundings } from './verb.ts';

type Action = (line: CommandLine, words: readonly string[], surroundings: VerbSurroundings) => Promise<VerbResult>;

/** What each action takes beside -C, --json and --help. */
const optionsOf: Readonly<Record<string, readonly string[]>> = {
  list: ['limit'],
  search: ['limit', 'meaning'],
  export: ['format', 'out', 'dry-run'],
  import: ['dry-run'],
};

export const chatVerb: Verb = async (line, surroundings) => {
  const [action, ...words] = line.words;
  const act = action === undefined ? undefined : actions[action];
  if (action === undefined || act === undefined) {
    throw new Failure('usage', `"chat" takes ${Object.keys(actions).join(', ')}, for example "phasegate chat list".`);
  }
  for (const option of line.givenOptions) {
    if (!(optionsOf[action] ?? []).includes(option))
      throw new Failure('usage', `"chat ${action}" takes no option --${option}.`);
  }
  return act(line, words, surroundings);
};

const list: Action = async (line, words, { openChat }) => {
  refuseMore(words, 0);
  const { lists } = await openChat();
  const { conversations } = await lists.list({ limit: line.limit });
  const { conversationDocument } = await import('../chat/chatDocument.ts');
  return {
    document: {
      kind: 'chat-list',
      conversations: conversations.map((one) => ({ ...conversationDocument(one), messageCount: one.messageCount })),
    },
    prose:
      conversations
        .map(({ id, title, updatedAtMs }) => `${minute(updatedAtMs)}  ${id}  ${onOneLine(title) || 'Untitled'}\n`)
        .join('') || 'There is no conversation yet.\n',
    exitCode: exitCodes.ok,
  };
};

const search: Action = async (line, words, surroundings) => {
  if (words.length === 0) throw new Failure('usage', 'Name words, for example "phasegate chat search wall height".');
  if (line.meaning) return searchMemory(line, words, surroundings);
  const found = await (await surroundings.openChat()).search.search(words.join(' '), Math.min(line.limit, 200));
  const results = found.map(({ message, conversationTitle, snippet }) => ({
    conversation: { id: message.conversation, title: conversationTitle },
    message: { id: message.id, role: message.role, createdAt: new Date(message.createdAtMs).toISOString() },
    snippet,
  }));
  const prose = found.map(
    ({ message, conversationTitle, snippet }) =>
      `${message.conversation}  ${onOneLine(conversationTitle) || 'Untitled'}\n  ${minute(message.createdAtMs)}  ${onOneLine(snippet.text)}\n`,
  );
  return {
    document: { kind: 'chat-search', results },
    prose: prose.join('') || 'No message holds all of these words.\n',
    exitCode: exitCodes.ok,
  };
};

const searchMemory: Action = async (line, words, { openMemory, signal }) => {
  const { found, failures } = await (await openMemory()).find(words.join(' '), Math.min(line.limit, 200), signal);
  const { describeReason } = await import('../chat/describeReason.ts');
  const results = found.map(({ message, conversationTitle, snippet, reason }) => ({
    conversation: { id: message.conversation, title: conversationTitle },
    message: { id: message.id, role: message.role, createdAt: new Date(message.createdAtMs).toISOString() },
    snippet,
    reason,
  }));
  const prose = found.map(
    ({ message, conversationTitle, snippet, reason }) =>
      `${message.conversation}  ${onOneLine(conversationTitle) || 'Untitled'}\n  ${minute(message.createdAtMs)}  ${onOneLine(snippet.text)}\n  ${describeReason(reason)}\n`,
  );
  return {
    document: { kind: 'chat-search', results, failures },
    prose: failures.map((failure) => `${failure}\n`).join('') + (prose.join('') || 'No message was found.\n'),
    exitCode: exitCodes.ok,
  };
};

const exportFile: Action = async (line, words, { openChat, print, nowMs }) => {
  refuseMore(words, 1);
  const id = words[0] ?? null;
  const out = line.out === undefined ? null : path.resolve(process.cwd(), line.out);
  const format = readFormat(line, out);
  const chat = await openChat();
  const { exportConversations } = await import('../chat/exportConversations.ts');
  const count = id === null ? (await chat.exports.ids()).length : 1;
  const document = { kind: 'chat-export', file: out, format, conversations: count };
  if (line.dryRun) {
    if (id !== null) await chat.conversations.read(id);
    const prose = `Would write ${conversationsOf(count)} to ${out ?? 'stdout'}.\n`;
    return { document: { ...document, dryRun: true }, prose, exitCode: exitCodes.ok };
  }
  const pieces = exportConversations(chat, id, format, nowMs());
  if (out !== null) {
    await writeWholeFile(out, pieces, false);
    return { document, prose: `${conversationsOf(count)} in ${out}.\n`, exitCode: exitCodes.ok };
  }
  for await (const piece of pieces) await print(piece);
  return { document, prose: '', isPrinted: true, exitCode: exitCodes.ok };
};

const importFile: Action = async (line, words, { openChat, signal }) => {
  refuseMore(words, 1);
  if (words[0] === undefined)
    throw new Failure('usage', 'Name a file, for example "phasegate chat import chats.json".');
  const file = path.resolve(process.cwd(), words[0]);
  const { chatFileSource } = await import('../chat/chatFileSource.ts');
  const { importConversations } = await import('../chat/importConversations.ts');
  const { describeImport } = await import('../chat/describeImport.ts');
  const source = chatFileSource(file);
  const report = await importConversations(source, await openChat(), line.dryRun, signal);
  return {
    document: { kind: 'chat-import', ...(line.dryRun ? { dryRun: true } : {}), file, ...report },
    prose: `${describeImport(report, line.dryRun)}\n`,
    exitCode: exitCodes.ok,
  };
};

const actions: Readonly<Record<string, Action>> = { list, search, export: exportFile, import: importFile };

/** @throws Failure `usage` */
function readFormat(line: CommandLine, out: string | null): ExportFormat {
  const written = line.format === 'text' ? null : line.format;
  const isMarkdownFile = out !== null && /\.(md|markdown)$/i.test(out);
  if (written === 'markdown' || (written === null && isMarkdownFile)) return 'markdown';
  if (written === null || written === 'json') return isMarkdownFile && line.json ? 'markdown' : 'json';
  throw new Failure('usage', '"chat export" takes --format markdown or json.');
}

function refuseMore(words: readonly string[], most: number): void {
  const extra = words[most];
  if (extra !== undefined)
    throw new Failure('usage', `"${extra}" is too much. "phasegate --help" shows what "chat" takes.`);
}

function minute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

/** Control characters of a text would act on the terminal. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

function conversationsOf(count: number): string {
  return `${String(count)} ${count === 1 ? 'conversation' : 'conversations'}`;
}
