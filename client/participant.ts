/** Answers in the editor's own chat with the engine of Phasegate, and keeps what is asked and answered as a conversation. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { askQuestion, listModels } from '../protocol/answers.ts';
import { attachToDraft, type AttachmentSource } from '../protocol/attachments.ts';
import { appendMessage, createConversation, keepDraft, type ChatMessage } from '../protocol/chat.ts';
import { ArrivingAnswer } from './arrivingAnswer.ts';
import { selectionOf } from './attachmentChoices.ts';
import { commandIds } from './contributions.ts';
import { editorModelName } from './editorModels.ts';
import { escapeMarkdown } from './escapeMarkdown.ts';
import { locateSource } from './openCitedSource.ts';
import { RequestFailure } from './requestFailure.ts';
import type { ServerConnection } from './serverConnection.ts';

/** As package.json contributes it. */
const participantId = 'phasegate.regulations';
/** Has the question answered without a language model. */
const quotesCommand = 'quotes';
const quotingModel = 'quotes';

/** What is kept with an answer in the editor's chat. */
interface AnswerMetadata {
  /** The conversation of Phasegate that holds the thread. */
  readonly conversation: string;
  /** Whether it was given without a language model. */
  readonly isQuoted: boolean;
  readonly prompt: string;
}

/** @param editor one that has no chat is left as it is. Default this one */
export function offerParticipant(
  server: ServerConnection,
  extensionUri: vscode.Uri,
  { chat }: { readonly chat?: Partial<typeof vscode.chat> } = vscode,
): vscode.Disposable {
  if (typeof chat?.createChatParticipant !== 'function') return new vscode.Disposable(() => undefined);
  const participant = chat.createChatParticipant(participantId, answerInEditorChat(server));
  participant.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'phasegate.svg');
  participant.followupProvider = { provideFollowups: (result) => followupsOf(result) };
  return participant;
}

/** What answers a request of the editor's chat. */
export function answerInEditorChat(server: ServerConnection): vscode.ChatRequestHandler {
  return async (request, context, stream, token): Promise<vscode.ChatResult> => {
    const conversation = conversationOf(context) ?? randomUUID();
    const metadata = { conversation, prompt: request.prompt };
    try {
      if (request.prompt.trim() === '') {
        stream.markdown('Ask about the regulations that are loaded, such as *How long must records be kept?*');
        return {};
      }
      stream.progress('Searching the regulations…');
      const question = await keepQuestion(server, conversation, request, stream);
      const model = await modelFor(server, request);
      const id = randomUUID();
      const arriving = new ArrivingAnswer(server, id, (text) => stream.markdown(text));
      try {
        if (token.isCancellationRequested) return { metadata: { ...metadata, isQuoted: false } };
        const order = { question, id, ...(model === null ? {} : { model }) };
        const { message } = await server.ask(askQuestion, order);
        const answer = await arriving.end(message, token);
        await showSources(server, answer, stream);
        stream.button({ command: commandIds.newChat, title: 'Open in Phasegate', arguments: [conversation] });
        return resultOf(answer, { ...metadata, isQuoted: answer.model === quotingModel });
      } finally {
        arriving.dispose();
      }
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      return { metadata: { ...metadata, isQuoted: false }, errorDetails: { message: error.message } };
    }
  };
}

/** The one in which the thread was kept so far; undefined at its beginning. */
function conversationOf({ history }: vscode.ChatContext): string | undefined {
  for (const turn of [...history].reverse()) {
    if (!('result' in turn)) continue;
    const { conversation } = (turn.result.metadata ?? {}) as Partial<AnswerMetadata>;
    if (typeof conversation === 'string') return conversation;
  }
  return undefined;
}

/** @returns the id of the message that holds it, with what was attached */
async function keepQuestion(
  server: ServerConnection,
  conversation: string,
  { prompt, references }: vscode.ChatRequest,
  stream: vscode.ChatResponseStream,
): Promise<string> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  await server.ask(createConversation, { id: conversation, folderUri: folder?.uri.toString() ?? null });
  const attachments: string[] = [];
  for (const { value } of references) {
    const source = await sourceOf(value);
    if (source === null) continue;
    try {
      attachments.push((await server.ask(attachToDraft, { conversation, source })).attachment.id);
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      stream.markdown(`${error.message}\n\n`);
    }
  }
  const { message } = await server.ask(appendMessage, { conversation, text: prompt, attachments });
  if (attachments.length > 0) await server.ask(keepDraft, { conversation, text: '', dropped: attachments });
  return message.id;
}

async function sourceOf(value: unknown): Promise<AttachmentSource | null> {
  if (value instanceof vscode.Uri) return { kind: 'file', fileUri: value.toString() };
  if (!(value instanceof vscode.Location)) return null;
  return selectionOf(await vscode.workspace.openTextDocument(value.uri), value.range);
}

/** The one that the person picked in the editor's chat, where Phasegate may use it; null for the default. */
async function modelFor(server: ServerConnection, request: vscode.ChatRequest): Promise<string | null> {
  if (request.command === quotesCommand) return quotingModel;
  const { model } = request as { readonly model?: vscode.LanguageModelChat };
  if (model === undefined) return null;
  const wanted = `editor:${editorModelName(model)}`;
  const { models } = await server.ask(listModels, {});
  return models.some(({ id }) => id === wanted) ? wanted : null;
}

/** Each source once, as a reference above the answer and as a link below it. */
async function showSources(
  server: ServerConnection,
  { id, parts }: ChatMessage,
  stream: vscode.ChatResponseStream,
): Promise<void> {
  const shown = new Set<number>();
  for (const part of parts) {
    if (part.kind !== 'citation' || shown.has(part.number)) continue;
    if (shown.size === 0) stream.markdown('\n\n');
    shown.add(part.number);
    const name = `${part.document}, ${part.passage}`;
    stream.markdown(`\n- \\[${part.number}\\] `);
    const doubt = part.isVerified ? '' : ' (not found in its source)';
    try {
      const location = await locateSource(server, { message: id, number: part.number });
      stream.reference(location);
      stream.anchor(location, name);
      stream.markdown(doubt);
    } catch {
      // The passage or its file is gone; the quote is in the answer itself.
      stream.markdown(`${escapeMarkdown(name)}${doubt}`);
    }
  }
}

function resultOf({ status, failure }: ChatMessage, metadata: AnswerMetadata): vscode.ChatResult {
  if (status !== 'failed') return { metadata };
  return { metadata, errorDetails: { message: failure ?? 'The answer failed. Ask again to have another one.' } };
}

/** What a model said in its own words can be had in those of the regulations. */
function followupsOf({ metadata }: vscode.ChatResult): vscode.ChatFollowup[] {
  const { isQuoted, prompt } = (metadata ?? {}) as Partial<AnswerMetadata>;
  if (isQuoted !== false || prompt === undefined || prompt === '') return [];
  return [{ prompt, command: quotesCommand, label: 'Only quote the regulations' }];
}
