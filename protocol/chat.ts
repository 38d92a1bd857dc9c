/** Messages about conversations and what is said in them. */
import * as z from 'zod';
import { draftAttachment } from './attachments.ts';
import { notification, request } from './message.ts';

const id = z.string().min(1).max(200);

/** Where a conversation is listed. */
export const conversationPlace = z.enum(['open', 'archive', 'trash']);

/** A conversation, apart from its messages. Times are milliseconds since 1970. */
export const conversation = z.object({
  id: z.string(),
  /** Number of its last change; to be sent back where a change must not overwrite another one. */
  change: z.number().int(),
  /** Empty until somebody gives one or a first message tells one. */
  title: z.string(),
  hasGivenTitle: z.boolean(),
  /** Absolute path of the folder that it belongs to; null for none. */
  workspace: z.string().nullable(),
  model: z.string().nullable(),
  tags: z.array(z.string()),
  place: conversationPlace,
  isPinned: z.boolean(),
  isArchived: z.boolean(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  /** The last message of the branch that is shown; null while there is none. */
  activeLeaf: z.string().nullable(),
  /** Of all branches. */
  messageCount: z.number().int(),
});
export type ConversationReport = z.infer<typeof conversation>;

/** Part of a message. A text that is too long to show is cut, and says how many characters it has in truth. */
export const messagePart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string(), wholeLength: z.number().int() }),
  z.object({
    kind: z.literal('citation'),
    number: z.number().int(),
    document: z.string(),
    passage: z.string(),
    quote: z.string(),
    /** Whether the quote stands in the passage. */
    isVerified: z.boolean(),
  }),
  z.object({
    kind: z.literal('retrieval'),
    query: z.string(),
    /** What was found for the question, the best first. */
    passages: z.array(
      z.object({
        dataset: z.string(),
        document: z.string(),
        passage: z.string(),
        score: z.number(),
        legs: z.array(z.object({ leg: z.string(), rank: z.number(), score: z.number() })),
        /** Whether it was given to what answered; the others were dropped. */
        isUsed: z.boolean(),
      }),
    ),
    /** Ways of finding that failed, each with its reason. */
    failures: z.array(z.string()),
  }),
  z.object({ kind: z.literal('tool-use'), name: z.string(), input: z.string() }),
  z.object({ kind: z.literal('tool-result'), text: z.string(), isError: z.boolean(), wholeLength: z.number().int() }),
  z.object({
    kind: z.literal('attachment'),
    name: z.string(),
    mediaType: z.string(),
    /** Null when it is not text. */
    text: z.string().nullable(),
    wholeLength: z.number().int(),
  }),
  /** What was said on the branch up to this message, as models are told it later. */
  z.object({ kind: z.literal('summary'), text: z.string(), wholeLength: z.number().int() }),
  /** A model was told nothing of what was said up to this message; the reason is for a person. */
  z.object({ kind: z.literal('omission'), reason: z.string() }),
]);
export type MessagePartReport = z.infer<typeof messagePart>;

export const chatMessage = z.object({
  id: z.string(),
  conversation: z.string(),
  change: z.number().int(),
  /** Its place in the branch; 0 is the first. */
  depth: z.number().int(),
  role: z.enum(['user', 'assistant', 'system']),
  status: z.enum(['complete', 'streaming', 'cancelled', 'failed']),
  parts: z.array(messagePart),
  /** Why it failed, for a person; null when it did not. */
  failure: z.string().nullable(),
  model: z.string().nullable(),
  /** What it cost; null while that is not known. */
  usage: z
    .object({
      inputTokens: z.number(),
      outputTokens: z.number(),
      /** Millionths of a US dollar; null when it is not known. */
      costMicros: z.number().nullable(),
    })
    .nullable(),
  createdAtMs: z.number(),
  /** Null while it is streaming. */
  endedAtMs: z.number().nullable(),
  /** Ids of the messages that stand in this place on the branches, itself among them, the oldest first. */
  alternatives: z.array(z.string()),
});
export type ChatMessage = z.infer<typeof chatMessage>;

/**
 * Page asks the server to begin a conversation. An id that is known gives that conversation back, so that asking again
 * is safe. Everybody is told by `chat/changed`, as after every change below.
 */
export const createConversation = request(
  'chat/create',
  'server',
  z.object({
    /** A UUID that the sender chose. Default a new one. */
    id: id.optional(),
    title: z.string().optional(),
    /** The folder that it belongs to. Default none. */
    folderUri: z.string().nullable().optional(),
    tags: z.array(z.string()).max(100).optional(),
  }),
  z.object({ conversation }),
);

/** Page asks the server for a page of the list of conversations; `next` is the cursor of the one behind it. */
export const listConversations = request(
  'chat/list',
  'server',
  z.object({
    /** Default `open`. */
    place: conversationPlace.optional(),
    /** Default all. */
    isPinned: z.boolean().optional(),
    /** Default all; null those that belong to no folder. */
    folderUri: z.string().nullable().optional(),
    /** Default all. */
    tag: z.string().optional(),
    /** Default `updated`, the newest first; titles are in the order of the alphabet. */
    order: z.enum(['updated', 'created', 'title']).optional(),
    /** Default the beginning. */
    cursor: z.string().max(10_000).optional(),
    limit: z.number().int().min(1).max(200),
  }),
  z.object({ conversations: z.array(conversation), next: z.string().nullable() }),
);

/**
 * Page asks the server for a part of the branch that a conversation shows: its end, or what stands before or from a
 * depth. There may be fewer messages than asked for, because an answer is kept below a megabyte; what is missing is
 * asked for by its depths.
 */
export const readWindow = request(
  'chat/window',
  'server',
  z.object({
    conversation: id,
    /** Only messages with a lower depth. Default none: the window ends with the last message. */
    before: z.number().int().min(0).optional(),
    /** Only messages from this depth on, so that the window begins there. Default none. */
    from: z.number().int().min(0).optional(),
    limit: z.number().int().min(1).max(200),
  }),
  z.object({
    conversation,
    /** Neighbours, in the order in which they were said. */
    messages: z.array(chatMessage),
    /** How many messages the branch has. */
    length: z.number().int(),
  }),
);

/** Client asks the server for the whole text of a message, of which a window holds only the beginning. */
export const readWholeText = request('chat/text', 'server', z.object({ message: id }), z.object({ text: z.string() }));

/** Page asks the server to keep what the person wrote, at the end of the branch that is shown. */
export const appendMessage = request(
  'chat/append',
  'server',
  z.object({
    conversation: id,
    /** A UUID that the sender chose: sending again is safe. Default a new one. */
    id: id.optional(),
    /** The message that it follows; null begins a branch from the root. Default the last one shown. */
    parent: id.nullable().optional(),
    text: z.string().min(1),
    /** Attachments of the draft that go with it. Default none. */
    attachments: z.array(id).max(100).optional(),
  }),
  z.object({ message: chatMessage }),
);

/** Page asks the server to put another text beside a message of the person, as a branch of its own, which is shown. */
export const editAsBranch = request(
  'chat/edit',
  'server',
  z.object({ message: id, id: id.optional(), text: z.string().min(1) }),
  z.object({ message: chatMessage }),
);

/** Page asks the server to show the branch of a message, down to the newest of what follows it. */
export const switchBranch = request(
  'chat/switch',
  'server',
  z.object({ message: id }),
  z.object({ conversation, depth: z.number().int() }),
);

/** Page asks the server to rename, pin, archive or tag a conversation, or to have another model answer; what is not given stays. */
export const changeConversation = request(
  'chat/change',
  'server',
  z.object({
    conversation: id,
    /** Empty to have it derived from the first message again. */
    title: z.string().optional(),
    isPinned: z.boolean().optional(),
    isArchived: z.boolean().optional(),
    tags: z.array(z.string()).max(100).optional(),
    /** What answers; null for the default. */
    model: z.string().max(200).nullable().optional(),
    /** The change that the sender knows; another one refuses. Default none. */
    ifChange: z.number().int().optional(),
  }),
  z.object({ conversation }),
);

/** Page asks the server to put a conversation into the trash, from which it goes for good after 30 days. */
export const removeConversation = request(
  'chat/remove',
  'server',
  z.object({ conversation: id }),
  z.object({ conversation }),
);

/** Page asks the server to take a conversation out of the trash. */
export const restoreConversation = request(
  'chat/restore',
  'server',
  z.object({ conversation: id }),
  z.object({ conversation }),
);

/** A message that was found, and the place in it. */
export const foundMessage = z.object({
  message: z.string(),
  conversation: z.string(),
  title: z.string(),
  depth: z.number().int(),
  /** False when it is on another branch than the one that is shown. */
  isActive: z.boolean(),
  role: z.enum(['user', 'assistant', 'system']),
  createdAtMs: z.number(),
  snippet: z.object({
    text: z.string(),
    /** Where words of the query stand in `text`, in UTF-16 units, in order. */
    marks: z.array(z.object({ start: z.number().int(), end: z.number().int() })),
  }),
});
export type FoundMessageReport = z.infer<typeof foundMessage>;

/** Client asks the server for messages that hold all words of a query, as a page does; the best come first. */
export const searchMessages = request(
  'chat/search',
  'server',
  z.object({ words: z.string().max(10_000), limit: z.number().int().min(1).max(200) }),
  z.object({ found: z.array(foundMessage) }),
);

/** Why a message was found. */
export const memoryReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('words'), words: z.array(z.string()) }),
  /** None of the query's words stands in it; `closeness` is from 0 to 1. */
  z.object({ kind: z.literal('meaning'), closeness: z.number() }),
  z.object({ kind: z.literal('words-and-meaning'), words: z.array(z.string()), closeness: z.number() }),
  /** Words of the query stand beside it. */
  z.object({ kind: z.literal('surroundings') }),
]);

export const memory = foundMessage.extend({
  reason: memoryReason,
  /** The reason for a person. */
  why: z.string(),
});
export type MemoryReport = z.infer<typeof memory>;

/**
 * Page asks the server for messages that answer a query by their words or by what they mean; the best come first, each
 * with the reason. What failed on the way is told, and the rest is found all the same.
 */
export const searchMemory = request(
  'chat/searchMemory',
  'server',
  z.object({ query: z.string().max(10_000), limit: z.number().int().min(1).max(200) }),
  z.object({ found: z.array(memory), failures: z.array(z.string()) }),
);

/** Page asks the server for what was written into a composer or attached, and not sent; empty when there is nothing. */
export const readDraft = request(
  'chat/readDraft',
  'server',
  z.object({ conversation: id }),
  z.object({ text: z.string(), attachments: z.array(draftAttachment) }),
);

/**
 * Page asks the server to keep what stands in the composer, while it is being written; the answer means that it is on the
 * disk. The conversation need not have begun.
 */
export const keepDraft = request(
  'chat/keepDraft',
  'server',
  z.object({
    conversation: id,
    text: z.string(),
    /** Attachments that are taken away, because they were sent or are not wanted. Default none. */
    dropped: z.array(id).max(100).optional(),
  }),
  z.object({}),
);

/** What changed. */
export const chatChanges = z.object({
  generation: z.string(),
  conversations: z.array(conversation),
  /** Without what they say, which is read by its depth where it is shown. */
  messages: z.array(chatMessage.pick({ id: true, conversation: true, depth: true, status: true, role: true })),
  /** Ids of conversations that are gone for good. */
  purged: z.array(z.string()),
  /** What to ask with the next time. */
  upTo: z.number().int(),
  /** Whether there are more, to be asked for at once. */
  hasMore: z.boolean(),
});
export type ChatChangesReport = z.infer<typeof chatChanges>;

/**
 * Page asks the server what changed after a number, each thing once and as it is now. A generation other than the one
 * known means that the numbers begin anew, as after a backup was restored: everything is to be read again.
 */
export const readChanges = request(
  'chat/changes',
  'server',
  z.object({ after: z.number().int().min(0), limit: z.number().int().min(1).max(500) }),
  chatChanges,
);

/**
 * Server tells the pages that something changed, here or in another window, within a second; those that want to know
 * what ask `chat/changes` after their last number.
 */
export const chatChanged = notification(
  'chat/changed',
  'webview',
  z.object({ generation: z.string(), upTo: z.number().int() }),
);
