/** The form that conversations and messages have outside of the database: in files, and over HTTP. */
import * as z from 'zod';
import type { Conversation } from './conversation.ts';
import type { Message, MessagePart } from './message.ts';

const count = z.int().min(0);
const label = z.string().max(1_000);
const moment = z.iso.datetime({ precision: 3 }).meta({ description: 'UTC, with milliseconds' });

const partOptions = [
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({
    kind: z.literal('citation'),
    number: count,
    document: z.string(),
    passage: z.string(),
    quote: z.string(),
    isVerified: z.boolean().meta({ description: 'Whether the quote stands in the passage' }),
    source: z
      .strictObject({
        dataset: z.string(),
        document: z.string(),
        version: z.string().nullable(),
        passage: z.string(),
        hash: z.string(),
      })
      .optional()
      .meta({ description: 'The passage that it was checked against, with the SHA-256 of what it said then' }),
  }),
  z.strictObject({
    kind: z.literal('retrieval'),
    query: z.string(),
    passages: z
      .array(
        z.strictObject({
          dataset: z.string(),
          document: z.string(),
          passage: z.string(),
          score: z.number(),
          legs: z.array(z.strictObject({ leg: z.string(), rank: count, score: z.number() })).readonly(),
          isUsed: z.boolean(),
        }),
      )
      .readonly(),
    failures: z.array(z.string()).readonly(),
  }),
  z.strictObject({ kind: z.literal('tool-use'), id: z.string(), name: z.string(), input: z.unknown() }),
  z.strictObject({ kind: z.literal('tool-result'), id: z.string(), text: z.string(), isError: z.boolean() }),
  z.strictObject({
    kind: z.literal('attachment'),
    name: z.string(),
    mediaType: z.string(),
    text: z.string().nullable(),
    uri: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('summary'),
    text: z.string().meta({ description: 'What was said up to this message, as models are told it later' }),
    model: label,
  }),
  z.strictObject({
    kind: z.literal('omission'),
    reason: z.string().meta({ description: 'Why a model was told nothing of what was said up to this message' }),
    model: label,
  }),
] as const;

export const partShape = z
  .discriminatedUnion('kind', partOptions)
  .meta({ id: 'MessagePart', description: 'A part of a message; the parts of one are in order' });

export const roleShape = z.enum(['user', 'assistant', 'system']);

export const usageShape = z
  .strictObject({
    inputTokens: count,
    outputTokens: count,
    costMicros: count.nullable().meta({ description: 'Millionths of a US dollar' }),
  })
  .meta({ id: 'MessageUsage' });

export const linkShape = z.strictObject({ kind: label, id: label }).meta({ id: 'RecordLink' });

export const messageShape = z.strictObject({
  id: label.min(1),
  parent: label.nullable().meta({ description: 'The message before it; null begins a branch from the root' }),
  role: roleShape,
  status: z.enum(['complete', 'streaming', 'cancelled', 'failed']),
  parts: z.array(partShape),
  failure: z.string().max(10_000).nullable().meta({ description: 'Why it failed' }),
  model: label.nullable(),
  usage: usageShape.nullable(),
  createdAt: moment,
  endedAt: moment.nullable(),
});
export type MessageDocument = z.infer<typeof messageShape>;

export const conversationShape = z.strictObject({
  id: label.min(1),
  title: label,
  titleOrigin: z.enum(['given', 'derived']),
  workspace: label.nullable().meta({ description: 'The folder that it belongs to' }),
  model: label.nullable(),
  tags: z.array(label),
  links: z.array(linkShape),
  isPinned: z.boolean(),
  isArchived: z.boolean(),
  deletedAt: moment.nullable().meta({ description: 'When it was put into the trash' }),
  createdAt: moment,
  updatedAt: moment,
  activeLeaf: label.nullable().meta({ description: 'The last message of the branch that is shown' }),
});
export type ConversationDocument = z.infer<typeof conversationShape>;

export function conversationDocument(conversation: Conversation): ConversationDocument {
  const { id, title, titleOrigin, workspace, model, tags, links, isPinned, isArchived, activeLeaf } = conversation;
  return {
    id,
    title,
    titleOrigin,
    workspace,
    model,
    tags: [...tags],
    links: [...links],
    isPinned,
    isArchived,
    deletedAt: isoMoment(conversation.deletedAtMs),
    createdAt: isoMoment(conversation.createdAtMs),
    updatedAt: isoMoment(conversation.updatedAtMs),
    activeLeaf,
  };
}

export function messageDocument(message: Message): MessageDocument {
  const { id, parent, role, status, parts, failure, model, usage } = message;
  return {
    id,
    parent,
    role,
    status,
    parts: [...parts],
    failure,
    model,
    usage,
    createdAt: isoMoment(message.createdAtMs),
    endedAt: isoMoment(message.endedAtMs),
  };
}

/** The parts as the chat works with them; an input that was left out counts as null. */
export function readParts(parts: readonly z.infer<typeof partShape>[]): readonly MessagePart[] {
  return parts.map((part) => {
    if (part.kind === 'tool-use') return { ...part, input: part.input ?? null };
    if (part.kind !== 'citation') return part;
    const { source, ...citation } = part;
    return source === undefined ? citation : { ...citation, source };
  });
}

function isoMoment(ms: number): string;
function isoMoment(ms: number | null): string | null;
function isoMoment(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
