/** The shapes of what is sent and received about conversations, from which the OpenAPI document is made. */
import * as z from 'zod';
import {
  conversationDocument,
  conversationShape,
  linkShape,
  messageDocument,
  messageShape,
  partShape,
  roleShape,
  usageShape,
} from '../chat/chatDocument.ts';
import type { Conversation } from '../chat/conversation.ts';
import type { Message } from '../chat/message.ts';
import type { PlacedMessage } from '../chat/messagePathStore.ts';
import { entityTag } from './entityTag.ts';

/** What no database can keep in a text. */
const unstorable = /\0|\p{Surrogate}/u;

const storable = z.string().refine((text) => !unstorable.test(text), 'It holds a NUL or half a character');
export const labelShape = storable.max(1_000);
export const idShape = storable.min(1).max(1_000);

export const limitShape = z.coerce
  .number()
  .int()
  .min(1)
  .max(200)
  .default(50)
  .meta({ description: 'At most so many', example: 50 });
export const cursorShape = storable.min(1).max(4_000).optional().meta({ description: 'The `next` of the page before' });

export const conversationItem = conversationShape
  .extend({ messageCount: z.int(), etag: z.string().meta({ description: 'What If-Match takes' }) })
  .meta({ id: 'Conversation' });

export const messageItem = messageShape
  .extend({ conversation: z.string(), isActive: z.boolean().meta({ description: 'On the branch that is shown' }) })
  .meta({ id: 'Message' });

export const placedMessageItem = messageItem
  .extend({
    alternatives: z.array(z.string()).meta({ description: 'All messages with the same parent, itself included' }),
  })
  .meta({ id: 'PlacedMessage' });

export const conversationBody = z
  .strictObject({
    title: labelShape.optional(),
    workspace: labelShape.nullable().optional(),
    model: labelShape.nullable().optional(),
    tags: z.array(labelShape).max(1_000).optional(),
    links: z.array(linkShape).max(1_000).optional(),
  })
  .meta({ id: 'NewConversation' });

/** A merge patch (RFC 7396): null takes a member back to its default. */
export const conversationPatch = z
  .strictObject({
    title: labelShape.nullable().optional().meta({ description: 'Null to have it derived again' }),
    model: labelShape.nullable().optional(),
    tags: z.array(labelShape).max(1_000).nullable().optional(),
    links: z.array(linkShape).max(1_000).nullable().optional(),
    isPinned: z.boolean().nullable().optional(),
    isArchived: z.boolean().nullable().optional(),
  })
  .meta({ id: 'ConversationPatch' });

export const messageBody = z
  .strictObject({
    parent: idShape.nullable().optional().meta({ description: 'Default the active leaf; null begins a new branch' }),
    role: roleShape,
    parts: z.array(partShape).min(1),
    model: labelShape.nullable().optional(),
    usage: usageShape.nullable().optional(),
  })
  .meta({ id: 'NewMessage' });

export const editBody = z.strictObject({ parts: z.array(partShape).min(1) }).meta({ id: 'MessageEdit' });

export const answerBody = z
  .strictObject({
    id: idShape.optional().meta({
      description:
        'Of the answer: sent again while it is under way, it gives the same one, and 409 afterwards. Default a new one',
    }),
    model: labelShape.optional().meta({ description: 'Default that of the conversation; `quotes` needs no model' }),
    dataset: labelShape.nullable().optional().meta({ description: 'Default all regulations' }),
  })
  .meta({ id: 'NewAnswer' });

export function conversationOut(conversation: Conversation): z.infer<typeof conversationItem> {
  const { messageCount, change } = conversation;
  return { ...conversationDocument(conversation), messageCount, etag: entityTag(change) };
}

export function messageOut(message: Message): z.infer<typeof messageItem> {
  const { conversation, isActive } = message;
  return { ...messageDocument(message), conversation, isActive };
}

export function placedMessageOut(message: PlacedMessage): z.infer<typeof placedMessageItem> {
  return { ...messageOut(message), alternatives: [...message.alternatives] };
}

/** What was given, without what was not: the stores tell a member that is undefined from one that is missing. */
export function given<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
}
