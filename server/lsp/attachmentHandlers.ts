/** Answers requests to attach something to a question: reads it where it stands, and keeps it with the draft. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import {
  attachToDraft,
  listPhases,
  type AttachmentSource,
  type DraftAttachmentReport,
} from '../../protocol/attachments.ts';
import { Failure } from '../base/failure.ts';
import { resolveInside } from '../base/resolveInside.ts';
import type { ReadText, TextSource } from '../base/textSource.ts';
import { answerText } from '../chat/answerParts.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import { attachmentLimitBytes, notText, tooLarge, type AttachmentPart, type DraftAttachment } from '../chat/draft.ts';
import { textOf } from '../chat/message.ts';
import { describePhase, describePhases } from '../phases/describePhase.ts';
import { writeAddress } from '../regulations/passageAddress.ts';
import type { Regulations } from '../regulations/regulations.ts';
import { resolveAddress } from '../regulations/resolveAddress.ts';
import { answer } from './answer.ts';
import { fileAddress } from './fileAddress.ts';
import type { FolderViews } from './folderViews.ts';
import type { WorkspaceFolders } from './workspaceFolders.ts';

export interface AttachmentSurroundings {
  readonly connection: Connection;
  readonly folders: WorkspaceFolders;
  readonly views: FolderViews;
  readonly source: TextSource;
  readonly stores: () => Promise<ChatStores>;
  /** Opens them on first use. */
  readonly regulations: () => Promise<Regulations>;
}

type SourceOf<Kind extends AttachmentSource['kind']> = Extract<AttachmentSource, { kind: Kind }>;

export function answerAttachmentMessages(surroundings: AttachmentSurroundings): void {
  const { connection, folders, views, stores } = surroundings;

  answer(connection, attachToDraft, async ({ conversation, source }) => {
    const attachment = { id: randomUUID(), part: await readSource(source, surroundings) };
    await (await stores()).drafts.attach(conversation, attachment);
    return { attachment: reportAttachment(attachment) };
  });

  answer(connection, listPhases, async ({ folderUri }) => {
    const { phases } = await views.read(folders.require(folderUri));
    return { phases: phases.map(({ id, title, summary }) => ({ id, title, summary })) };
  });
}

export function reportAttachment({ id, part }: DraftAttachment): DraftAttachmentReport {
  return { id, name: part.name, length: part.text?.length ?? 0 };
}

function readSource(source: AttachmentSource, surroundings: AttachmentSurroundings): Promise<AttachmentPart> {
  switch (source.kind) {
    case 'file':
      return readFile(source, surroundings);
    case 'selection':
      return Promise.resolve(readSelection(source, surroundings));
    case 'content':
      return Promise.resolve(attachment(source.name, source.text, null));
    case 'passage':
      return readPassage(source, surroundings);
    case 'phase':
      return readPhase(source, surroundings);
    case 'message':
      return readMessage(source, surroundings);
  }
}

async function readFile(
  { fileUri }: SourceOf<'file'>,
  { folders, source }: AttachmentSurroundings,
): Promise<AttachmentPart> {
  const file = URI.parse(fileUri);
  const folder = file.scheme === 'file' ? folders.holding(file.fsPath) : undefined;
  if (folder === undefined) {
    throw new Failure(
      'path-outside-workspace',
      `${path.basename(file.fsPath)} is in no folder that is open, so it was not attached. Open its folder, or attach a selection of it.`,
    );
  }
  const name = nameOf(file.fsPath, folders);
  const resolved = resolveInside(folder.path, path.relative(folder.path, file.fsPath));
  const read = await source.read(resolved, attachmentLimitBytes, folder.path);
  return attachment(name, requireText(name, read), fileUri);
}

function requireText(name: string, read: ReadText): string {
  switch (read.kind) {
    case 'text':
      return read.text;
    case 'too-large':
      throw tooLarge(name, null);
    case 'not-utf8':
      throw notText(name);
    case 'missing':
      throw new Failure('read-failed', `${name} does not exist any more, so it was not attached. Choose another file.`);
    case 'not-a-file':
      throw new Failure('read-failed', `${name} is no file, so it was not attached. Choose a text file.`);
    case 'unreadable':
      throw new Failure('read-failed', `${name} cannot be read (${read.reason}). Check its permissions.`);
  }
}

/** The editor shows what is selected, so where it stands is only a name. */
function readSelection(
  { fileUri, startLine, endLine, text }: SourceOf<'selection'>,
  { folders }: AttachmentSurroundings,
): AttachmentPart {
  const lines = startLine === endLine ? String(startLine) : `${startLine}-${endLine}`;
  const { fsPath } = URI.parse(fileUri);
  if (text.trim() === '') throw new Failure('usage', 'Nothing is selected. Select what the question is about.');
  return attachment(`${nameOf(fsPath, folders)}:${lines}`, text, `${fileUri}#L${startLine}-L${endLine}`);
}

async function readPassage(
  { dataset, document, passage: wanted }: SourceOf<'passage'>,
  { regulations }: AttachmentSurroundings,
): Promise<AttachmentPart> {
  const resolution = await resolveAddress({ dataset, document, reference: wanted }, await regulations());
  if (resolution.kind !== 'found') {
    throw new Failure('usage', `The passage ${wanted} is not among the regulations any more. Search for it again.`);
  }
  const { document: of, headings, reference, id, text } = resolution.passage;
  const shown = reference === '' ? id : reference;
  const address = writeAddress({ dataset, document: of.id, reference: shown });
  return attachment(`${of.title} ${shown}`, [...headings, text].join('\n'), address);
}

async function readPhase(
  { folderUri, phase: wanted }: SourceOf<'phase'>,
  { folders, views }: AttachmentSurroundings,
): Promise<AttachmentPart> {
  const { phases, roadmapFile } = await views.read(folders.require(folderUri));
  if (roadmapFile === null) {
    throw new Failure(
      'roadmap-missing',
      'This folder has no roadmap, so there is no phase to attach. Start one first.',
    );
  }
  const uri = fileAddress(roadmapFile);
  if (wanted === null) return attachment('All phases', describePhases(phases), uri);
  const phase = phases.find(({ id }) => id.toLowerCase() === wanted.toLowerCase());
  if (phase === undefined) {
    const known = phases.map(({ id }) => id).join(', ');
    throw new Failure('unknown-phase', `There is no phase ${wanted}. There are: ${known}.`);
  }
  return attachment(`Phase ${phase.id}: ${phase.title}`, describePhase(phase), uri);
}

async function readMessage(
  { message }: SourceOf<'message'>,
  { stores }: AttachmentSurroundings,
): Promise<AttachmentPart> {
  const { messages, conversations } = await stores();
  const { conversation, role, parts } = await messages.read(message);
  const { title } = await conversations.read(conversation);
  const who = { user: 'You', assistant: 'Phasegate', system: 'Note' }[role];
  const text = role === 'assistant' ? answerText(parts) : textOf(parts.filter(({ kind }) => kind !== 'attachment'));
  return attachment(`${who} in ${title === '' ? 'Untitled Chat' : title}`, text, null);
}

function attachment(name: string, text: string, uri: string | null): AttachmentPart {
  const mediaType = /\.(md|markdown)(:[\d-]+)?$/i.test(name) ? 'text/markdown' : 'text/plain';
  // Half a character, as at the edge of a selection, would be refused with the message.
  return { kind: 'attachment', name, mediaType, text: text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'), uri };
}

/** As people say it: the path in its folder, with the name of the folder where several are open. */
function nameOf(file: string, folders: WorkspaceFolders): string {
  const folder = folders.holding(file);
  if (folder === undefined) return path.basename(file);
  const relative = path.relative(folder.path, file).split(path.sep).join('/');
  return folders.all.length === 1 ? relative : `${folder.name}/${relative}`;
}
