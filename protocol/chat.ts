/** Messages about conversations and what is said in them; the server owns both. */
import { z } from 'zod';
import { notification, request } from './message.ts';

const milliseconds = z.number().int();
/** Grows with each change of any conversation or message, in any window. */
const changeNumber = z.number().int().min(0);
/** The most that one page or window holds. */
const pageLimit = z.number().int().min(1).max(200);

const recordLink = z.object({ kind: z.string(), id: z.string() });

/** Where a conversation is listed. */
const conversationPlace = z.enum(['open', 'archive', 'trash']);

const conversation = z.object({
  id: z.string(),
  /** Number of its last change; send it along to change only what was seen. */
  change: changeNumber,
  /** Empty until somebody gives one or a first message tells one. */
  title: z.string(),
  titleOrigin: z.enum(['given', 'derived']),
  /** The folder that it belongs to; null for none. */
  workspace: z.string().nullable(),
  /** The language model that answers; null for the default. */
  model: z.string().nullable(),
  tags: z.array(z.string()).readonly(),
  links: z.array(recordLink).readonly(),
  isPinned: z.boolean(),
  isArchived: z.boolean(),
  /** Null while it is not in the trash, from which it goes for good after 30 days. */
  deletedAtMs: milliseconds.nullable(),
  createdAtMs: milliseconds,
  updatedAtMs: milliseconds,
  /** The last message of the branch that is shown; null while there is none. */
  activeLeaf: z.string().nullable(),
  /** Of all branches. */
  messageCount: z.number().int(),
});

/** Part of a message; the parts of one are in order. */
const messagePart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({
    kind: z.literal('citation'),
    number: z.number().int(),
    document: z.string(),
    passage: z.string(),
    quote: z.string(),
    isVerified: z.boolean(),
  }),
  z.object({ kind: z.literal('tool-use'), id: z.string(), name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('tool-result'), id: z.string(), text: z.string(), isError: z.boolean() }),
  z.object({
    kind: z.literal('attachment'),
    name: z.string(),
    mediaType: z.string(),
    text: z.string().nullable(),
    uri: z.string().nullable(),
  }),
]);

const message = z.object({
  id: z.string(),
  conversation: z.string(),
  parent: z.string().nullable(),
  sequence: z.number().int(),
  change: changeNumber,
  /** 0 for a message without parent, otherwise one more than the parent's. */
  depth: z.number().int(),
  /** Whether it is on the branch that is shown. */
  isActive: z.boolean(),
  role: z.enum(['user', 'assistant', 'system']),
  status: z.enum(['complete', 'streaming', 'cancelled', 'failed']),
  parts: z.array(messagePart).readonly(),
  failure: z.string().nullable(),
  model: z.string().nullable(),
  usage: z
    .object({
      inputTokens: z.number().int(),
      outputTokens: z.number().int(),
      /** Millionths of a US dollar; null when it is not known. */
      costMicros: z.number().int().nullable(),
    })
    .nullable(),
  createdAtMs: milliseconds,
  endedAtMs: milliseconds.nullable(),
});

/** A message with the ids of all messages that stand in its place on some branch, itself among them, the oldest first. */
const placedMessage = message.extend({ alternatives: z.array(z.string()).readonly() });

/**
 * Client asks the server to begin a conversation. An id that the server knows gives that conversation back, so that
 * asking again is safe.
 */
export const createConversation = request(
  'chat/createConversation',
  'server',
  z.object({
    id: z.uuid().exactOptional(),
    title: z.string().exactOptional(),
    workspace: z.string().nullable().exactOptional(),
    model: z.string().nullable().exactOptional(),
    tags: z.array(z.string()).readonly().exactOptional(),
    links: z.array(recordLink).readonly().exactOptional(),
  }),
  conversation,
);

/** Client asks the server for a page of conversations; `next` is the cursor of the next page, null on the last. */
export const listConversations = request(
  'chat/listConversations',
  'server',
  z.object({
    place: conversationPlace.exactOptional(),
    isPinned: z.boolean().exactOptional(),
    /** Null for conversations that belong to no folder. */
    workspace: z.string().nullable().exactOptional(),
    tag: z.string().exactOptional(),
    /** Default `updated`, the newest first. */
    order: z.enum(['updated', 'created', 'title']).exactOptional(),
    cursor: z.string().exactOptional(),
    limit: pageLimit.default(50),
  }),
  z.object({ conversations: z.array(conversation).readonly(), next: z.string().nullable() }),
);

/** Client asks the server for one conversation. */
export const readConversation = request('chat/readConversation', 'server', z.object({ id: z.string() }), conversation);

/** Client asks the server to change what is given, and nothing when it changed since `ifChange`. */
export const patchConversation = request(
  'chat/patchConversation',
  'server',
  z.object({
    id: z.string(),
    ifChange: changeNumber.exactOptional(),
    patch: z.strictObject({
      /** Empty to have it derived again. */
      title: z.string().exactOptional(),
      model: z.string().nullable().exactOptional(),
      tags: z.array(z.string()).readonly().exactOptional(),
      links: z.array(recordLink).readonly().exactOptional(),
      isPinned: z.boolean().exactOptional(),
      isArchived: z.boolean().exactOptional(),
    }),
  }),
  conversation,
);

/** Client asks the server to put a conversation into the trash. */
export const removeConversation = request(
  'chat/removeConversation',
  'server',
  z.object({ id: z.string(), ifChange: changeNumber.exactOptional() }),
  conversation,
);

/** Client asks the server to take a conversation out of the trash. */
export const restoreConversation = request(
  'chat/restoreConversation',
  'server',
  z.object({ id: z.string() }),
  conversation,
);

/**
 * Client asks the server for part of the branch that is shown: its end, what stands before a depth, or what stands from
 * a depth on. `length` is how many messages the branch has.
 */
export const readMessages = request(
  'chat/readMessages',
  'server',
  z.object({
    conversation: z.string(),
    before: z.number().int().min(0).exactOptional(),
    from: z.number().int().min(0).exactOptional(),
    limit: pageLimit.default(50),
  }),
  z.object({ messages: z.array(placedMessage).readonly(), length: z.number().int() }),
);

/**
 * Client asks the server to keep what a person says; the answer comes once it is on the disk. With a `parent` that has
 * another child already this begins a branch, which is how a message is edited; null begins one from the root.
 */
export const appendMessage = request(
  'chat/appendMessage',
  'server',
  z.object({
    conversation: z.string(),
    id: z.uuid().exactOptional(),
    /** Default the active leaf. */
    parent: z.string().nullable().exactOptional(),
    parts: z.array(messagePart).min(1).readonly(),
  }),
  message,
);

/** Client asks the server to show the branch that a message is on. */
export const showMessage = request('chat/showMessage', 'server', z.object({ id: z.string() }), conversation);

/** Client asks the server for the messages that hold all words of a query, the best first; any text is a query. */
export const searchMessages = request(
  'chat/searchMessages',
  'server',
  z.object({ query: z.string().max(10_000), limit: pageLimit.default(20) }),
  z.object({
    found: z
      .array(
        z.object({
          message,
          conversationTitle: z.string(),
          /** The place in the text; marks are in UTF-16 units. */
          snippet: z.object({
            text: z.string(),
            marks: z.array(z.object({ start: z.number().int(), end: z.number().int() })).readonly(),
          }),
        }),
      )
      .readonly(),
  }),
);

/**
 * Client asks the server for what changed after a number, each thing as it is now; 0 asks for everything. `upTo` is the
 * number to ask with the next time, at once when `hasMore`.
 */
export const readChatChanges = request(
  'chat/readChanges',
  'server',
  z.object({ after: changeNumber, limit: pageLimit.default(100) }),
  z.object({
    conversations: z.array(conversation).readonly(),
    messages: z.array(message).readonly(),
    /** Ids of conversations that are gone for good. */
    purged: z.array(z.string()).readonly(),
    upTo: changeNumber,
    hasMore: z.boolean(),
  }),
);

/** Server tells the client that something changed, here or in another window; the client asks for what it misses. */
export const chatChanged = notification('chat/changed', 'client', z.object({ upTo: changeNumber }));
