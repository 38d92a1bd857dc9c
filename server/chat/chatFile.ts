/** The file that conversations are exported to and imported from, and what must hold of it. */
import * as z from 'zod';
import { Failure } from '../base/failure.ts';
import { conversationShape, messageShape, readParts } from './chatDocument.ts';
import { requireLabel, requireLongText, writeParts } from './chatText.ts';
import { cleanLinks, cleanTags } from './conversationStore.ts';
import type { Conversation } from './conversation.ts';
import type { Message } from './message.ts';

export const chatFileVersion = 1;
export const chatFileKind = 'conversations';

export const chatFileShape = conversationShape.extend({ messages: z.array(messageShape) });

/** What stands around the conversations; each of these is a 0 here. */
export const headShape = z.strictObject({
  schemaVersion: z.literal(chatFileVersion),
  kind: z.literal(chatFileKind),
  exportedAt: z.iso.datetime(),
  conversations: z.array(z.literal(0)),
});

/** A message from a file, ready to be stored. */
export interface ImportedMessage extends Omit<Message, 'sequence' | 'change' | 'depth' | 'isActive'> {
  readonly partsJson: string;
}

/** A conversation from a file, ready to be stored. */
export interface ImportedConversation {
  readonly conversation: Omit<Conversation, 'change'>;
  /** In an order in which each stands behind its parent. */
  readonly messages: readonly ImportedMessage[];
}

/** What became, or would become, of one conversation. */
export interface ImportedCount {
  readonly isNew: boolean;
  readonly isInTrash: boolean;
  readonly added: number;
  readonly kept: number;
}

const unfinished = 'This answer was still under way when it was exported. What had arrived is kept.';

/**
 * Reads one conversation of a file.
 * @param place where it stands, as the beginning of a sentence
 * @throws Failure `import-invalid`
 */
export function readImportedConversation(json: string, place: string): ImportedConversation {
  const parsed = chatFileShape.safeParse(parseJson(json, place));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(place, `${issue === undefined ? '' : `${pointer(issue.path)}: ${issue.message}`}`);
  }
  const { messages: written, deletedAt, createdAt, updatedAt, ...rest } = parsed.data;
  const messages = written.map((message): ImportedMessage => {
    const { createdAt: madeAt, endedAt, ...others } = message;
    const parts = readParts(message.parts);
    const at = `${place}, message ${message.id}`;
    return {
      ...others,
      ...(message.status === 'streaming' ? { status: 'failed', failure: unfinished } : {}),
      conversation: rest.id,
      parts,
      createdAtMs: Date.parse(madeAt),
      endedAtMs: Date.parse(endedAt ?? madeAt),
      partsJson: placed(at, () => {
        requireLabel(message.id, 'id');
        requireLabel(message.model ?? '', 'model');
        requireLongText(message.failure ?? '', 'failure');
        return writeParts(parts);
      }),
    };
  });
  const conversation = placed(place, () => ({
    ...rest,
    id: requireLabel(rest.id, 'id'),
    title: requireLabel(rest.title, 'title'),
    workspace: rest.workspace === null ? null : requireLabel(rest.workspace, 'workspace'),
    model: rest.model === null ? null : requireLabel(rest.model, 'model'),
    tags: cleanTags(rest.tags),
    links: cleanLinks(rest.links),
    deletedAtMs: deletedAt === null ? null : Date.parse(deletedAt),
    createdAtMs: Date.parse(createdAt),
    updatedAtMs: Date.parse(updatedAt),
    messageCount: messages.length,
  }));
  const ordered = parentsFirst(messages, place);
  requireLeaf(conversation.activeLeaf, ordered, place);
  return { conversation, messages: ordered };
}

export function invalid(place: string, reason: string): Failure {
  return new Failure('import-invalid', `${place}: ${reason}. Nothing of the file was imported.`);
}

function parseJson(json: string, place: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw invalid(place, `it is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Says where in the file it was that something failed. */
function placed<Result>(place: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof Failure) throw invalid(place, error.message.replace(/\. [^.]*\.$/, ''));
    throw error;
  }
}

function pointer(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the whole' : path.map(String).join('/');
}

/** @throws Failure `import-invalid` when the messages are no trees: an id twice, an unknown parent, a cycle */
function parentsFirst(messages: readonly ImportedMessage[], place: string): readonly ImportedMessage[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  if (byId.size < messages.length) {
    const double = messages.find((message) => byId.get(message.id) !== message);
    throw invalid(place, `the message ${double?.id ?? ''} stands there twice`);
  }
  const depths = new Map<string, number>();
  for (const message of messages) {
    const way: ImportedMessage[] = [];
    const onWay = new Set<string>();
    let at: ImportedMessage | undefined = message;
    while (at !== undefined && !depths.has(at.id)) {
      if (onWay.has(at.id)) throw invalid(place, `the message ${at.id} stands below itself`);
      onWay.add(at.id);
      way.push(at);
      const { parent }: ImportedMessage = at;
      if (parent !== null && !byId.has(parent)) {
        throw invalid(place, `the message ${at.id} answers ${parent}, which is not in the conversation`);
      }
      at = parent === null ? undefined : byId.get(parent);
    }
    let depth = at === undefined ? -1 : (depths.get(at.id) ?? -1);
    for (const above of way.reverse()) depths.set(above.id, ++depth);
  }
  // The file's order tells older from newer, unless somebody moved a message in front of its parent.
  const seen = new Set<string | null>([null]);
  const isInOrder = messages.every(({ id, parent }) => seen.has(parent) && seen.add(id));
  const depthOf = ({ id }: ImportedMessage): number => depths.get(id) ?? 0;
  return isInOrder ? messages : messages.toSorted((one, other) => depthOf(one) - depthOf(other));
}

function requireLeaf(leaf: string | null, messages: readonly ImportedMessage[], place: string): void {
  if (leaf === null && messages.length === 0) return;
  if (leaf === null) throw invalid(place, 'activeLeaf is null, although there are messages');
  if (!messages.some(({ id }) => id === leaf)) {
    throw invalid(place, `activeLeaf names the message ${leaf}, which is not in the conversation`);
  }
  const child = messages.find(({ parent }) => parent === leaf);
  if (child !== undefined) {
    throw invalid(place, `activeLeaf names ${leaf}, which is not the last of its branch: ${child.id} follows it`);
  }
}
