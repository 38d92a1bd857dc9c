/** Turns what the database keeps of conversations and messages into what the chat works with, and back. */
import type { ConversationTable, MessageTable } from '../database/schema.ts';
import { joinParts } from './answerParts.ts';
import { placeOf, type Conversation, type RecordLink } from './conversation.ts';
import type { Message, MessagePart, MessageRole, MessageStatus, MessageUsage } from './message.ts';

export const conversationColumns = [
  'id',
  'change',
  'title',
  'title_origin',
  'workspace',
  'model',
  'tags',
  'links',
  'is_pinned',
  'is_archived',
  'deleted_at_ms',
  'created_at_ms',
  'updated_at_ms',
  'active_leaf',
  'message_count',
] as const;
type ConversationRow = Pick<ConversationTable, (typeof conversationColumns)[number]>;

export function readConversation(row: ConversationRow): Conversation {
  return {
    id: row.id,
    change: row.change,
    title: row.title,
    titleOrigin: row.title_origin === 'given' ? 'given' : 'derived',
    workspace: row.workspace,
    model: row.model,
    tags: JSON.parse(row.tags) as readonly string[],
    links: JSON.parse(row.links) as readonly RecordLink[],
    isPinned: row.is_pinned === 1,
    isArchived: row.is_archived === 1,
    deletedAtMs: row.deleted_at_ms,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    activeLeaf: row.active_leaf,
    messageCount: row.message_count,
  };
}

export function conversationRow(conversation: Conversation): Omit<ConversationTable, 'field_changes'> {
  return {
    id: conversation.id,
    change: conversation.change,
    ...titleColumns(conversation.title),
    title_origin: conversation.titleOrigin,
    workspace: conversation.workspace,
    model: conversation.model,
    tags: JSON.stringify(conversation.tags),
    links: JSON.stringify(conversation.links),
    place: placeOf(conversation),
    is_pinned: Number(conversation.isPinned),
    is_archived: Number(conversation.isArchived),
    deleted_at_ms: conversation.deletedAtMs,
    created_at_ms: conversation.createdAtMs,
    updated_at_ms: conversation.updatedAtMs,
    active_leaf: conversation.activeLeaf,
    message_count: conversation.messageCount,
  };
}

/** A title with what it is sorted by, which is the same in every database. */
export function titleColumns(title: string) {
  return { title, title_key: titleKey(title) };
}

export function titleKey(title: string): string {
  return title
    .normalize('NFKD')
    .replaceAll(/\p{Mn}+/gu, '')
    .toLowerCase();
}

export const messageColumns = [
  'sequence',
  'id',
  'change',
  'conversation_id',
  'parent_id',
  'depth',
  'is_active',
  'role',
  'status',
  'parts',
  'failure',
  'model',
  'input_tokens',
  'output_tokens',
  'cost_micros',
  'created_at_ms',
  'ended_at_ms',
] as const;
type MessageRow = Pick<MessageTable, (typeof messageColumns)[number]>;

/** @param row with `arrived`, the chunks of one that is streaming as a JSON list of lists */
export function readMessage(row: MessageRow & { readonly arrived: string | null }): Message {
  return {
    id: row.id,
    conversation: row.conversation_id,
    parent: row.parent_id,
    sequence: row.sequence,
    change: row.change,
    depth: row.depth,
    isActive: row.is_active === 1,
    role: row.role as MessageRole,
    status: row.status as MessageStatus,
    parts: readParts(row.parts, row.arrived),
    failure: row.failure,
    model: row.model,
    usage:
      row.input_tokens === null || row.output_tokens === null
        ? null
        : { inputTokens: row.input_tokens, outputTokens: row.output_tokens, costMicros: row.cost_micros },
    createdAtMs: row.created_at_ms,
    endedAtMs: row.ended_at_ms,
  };
}

function readParts(parts: string, arrived: string | null): readonly MessagePart[] {
  const whole = JSON.parse(parts) as readonly MessagePart[];
  if (arrived === null) return whole;
  return joinParts([...whole, ...(JSON.parse(arrived) as readonly (readonly MessagePart[])[]).flat()]);
}

export function messageRow(message: Message, parts: string): MessageRow {
  return {
    sequence: message.sequence,
    id: message.id,
    change: message.change,
    conversation_id: message.conversation,
    parent_id: message.parent,
    depth: message.depth,
    is_active: Number(message.isActive),
    role: message.role,
    status: message.status,
    parts,
    failure: message.failure,
    model: message.model,
    ...usageColumns(message.usage),
    created_at_ms: message.createdAtMs,
    ended_at_ms: message.endedAtMs,
  };
}

export function usageColumns(usage: MessageUsage | null) {
  return {
    input_tokens: usage?.inputTokens ?? null,
    output_tokens: usage?.outputTokens ?? null,
    cost_micros: usage?.costMicros ?? null,
  };
}
