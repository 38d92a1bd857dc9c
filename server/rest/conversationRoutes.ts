/** The routes of conversations: list, create, read, change, delete and restore. */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';
import type { ConversationPatch } from '../chat/conversation.ts';
import {
  conversationBody,
  conversationItem,
  conversationOut,
  conversationPatch,
  cursorShape,
  given,
  idShape,
  labelShape,
  limitShape,
} from './chatShapes.ts';
import { describeResponses } from './describeResponses.ts';
import { entityTag, readCondition } from './entityTag.ts';
import type { RestAnswer } from './idempotencyStore.ts';
import type { RestParts } from './restParts.ts';
import { jsonAnswer, send, sendOnce } from './sendAnswer.ts';

export const idParameter = z.strictObject({ id: idShape });
const ifMatch = z.object({ 'if-match': z.string().optional().meta({ description: 'The version that is changed' }) });
export const idempotencyKey = z.object({
  'idempotency-key': z.string().optional().meta({ description: 'Sent again within a day, it gets the same answer' }),
});
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

const listRoute = createRoute({
  method: 'get',
  path: '/conversations',
  summary: 'List conversations, a page at a time',
  request: {
    query: z.strictObject({
      place: z.enum(['open', 'archive', 'trash']).default('open'),
      pinned: flag.optional(),
      workspace: labelShape.optional().meta({ description: 'Empty for those that belong to no folder' }),
      tag: labelShape.optional(),
      order: z.enum(['updated', 'created', 'title']).default('updated'),
      cursor: cursorShape,
      limit: limitShape,
    }),
  },
  responses: describeResponses({
    200: {
      description: 'A page; `next` is the cursor of the one that follows, or null',
      shape: z.object({ items: z.array(conversationItem), next: z.string().nullable() }),
    },
  }),
});

const createConversation = createRoute({
  method: 'post',
  path: '/conversations',
  summary: 'Begin a conversation',
  request: {
    headers: idempotencyKey,
    body: { required: true, content: { 'application/json': { schema: conversationBody } } },
  },
  responses: describeResponses({ 201: { description: 'Begun', shape: conversationItem } }, 409, 413, 422),
});

const readConversation = createRoute({
  method: 'get',
  path: '/conversations/{id}',
  summary: 'Read a conversation, without its messages',
  request: { params: idParameter },
  responses: describeResponses(
    {
      200: { description: 'The conversation', shape: conversationItem },
      304: { description: 'If-None-Match matches' },
    },
    404,
  ),
});

const patchConversation = createRoute({
  method: 'patch',
  path: '/conversations/{id}',
  summary: 'Rename, pin, archive, tag: change what is named (RFC 7396)',
  description:
    'It is refused when somebody has changed one of the same members since the version in If-Match. Changes of other ' +
    'members and new messages are no conflict.',
  request: {
    params: idParameter,
    headers: ifMatch.extend(idempotencyKey.shape),
    body: { required: true, content: { 'application/merge-patch+json': { schema: conversationPatch } } },
  },
  responses: describeResponses(
    { 200: { description: 'The conversation as it is now', shape: conversationItem } },
    404,
    409,
    412,
    413,
    422,
    428,
  ),
});

const deleteConversation = createRoute({
  method: 'delete',
  path: '/conversations/{id}',
  summary: 'Put a conversation into the trash, from which it goes for good after 30 days',
  request: { params: idParameter, headers: ifMatch.extend(idempotencyKey.shape) },
  responses: describeResponses({ 204: { description: 'It is in the trash' } }, 404, 409, 412, 422, 428),
});

const restoreConversation = createRoute({
  method: 'post',
  path: '/conversations/{id}/restore',
  summary: 'Take a conversation out of the trash',
  request: { params: idParameter, headers: idempotencyKey },
  responses: describeResponses({ 200: { description: 'The conversation', shape: conversationItem } }, 404, 409, 422),
});

export function addConversationRoutes(app: OpenAPIHono, parts: RestParts): void {
  const { chat } = parts;

  app.openapi(listRoute, async (context) => {
    const { pinned, workspace, ...filter } = context.req.valid('query');
    const { conversations, next } = await chat.lists.list(
      given({ ...filter, isPinned: pinned, workspace: workspace === '' ? null : workspace }),
    );
    return send(jsonAnswer(200, { items: conversations.map(conversationOut), next }));
  });

  app.openapi(createConversation, (context) =>
    sendOnce(context, parts, async ({ conversations }) => {
      const created = conversationOut(await conversations.create(given(context.req.valid('json'))));
      const location = `/api/v1/conversations/${encodeURIComponent(created.id)}`;
      return jsonAnswer(201, created, { Location: location, ETag: created.etag });
    }),
  );

  app.openapi(readConversation, async (context) => {
    const conversation = await chat.conversations.read(context.req.valid('param').id);
    const etag = entityTag(conversation.change);
    const known = context.req.header('if-none-match')?.split(',') ?? [];
    if (known.some((tag) => tag.trim().replace(/^W\//, '') === etag)) {
      return send({ status: 304, headers: { ETag: etag }, body: '' });
    }
    return send(jsonAnswer(200, conversationOut(conversation), { ETag: etag }));
  });

  app.openapi(patchConversation, (context) => {
    const condition = readCondition(context.req.header('if-match'));
    if ('refusal' in condition) return condition.refusal;
    return sendOnce(context, parts, async ({ conversations }) => {
      const { id } = context.req.valid('param');
      const patch = readPatch(context.req.valid('json'));
      return conversationAnswer(await conversations.patch(id, patch, condition.ifChange));
    });
  });

  app.openapi(deleteConversation, (context) => {
    const condition = readCondition(context.req.header('if-match'));
    if ('refusal' in condition) return condition.refusal;
    return sendOnce(context, parts, async ({ conversations }) => {
      await conversations.remove(context.req.valid('param').id, condition.ifChange);
      return { status: 204, headers: {}, body: '' };
    });
  });

  app.openapi(restoreConversation, (context) =>
    sendOnce(context, parts, async ({ conversations }) =>
      conversationAnswer(await conversations.restore(context.req.valid('param').id)),
    ),
  );
}

export function conversationAnswer(conversation: Parameters<typeof conversationOut>[0]): RestAnswer {
  return jsonAnswer(200, conversationOut(conversation), { ETag: entityTag(conversation.change) });
}

function readPatch(patch: z.infer<typeof conversationPatch>): ConversationPatch {
  const { title, model, tags, links, isPinned, isArchived } = patch;
  return given({
    title: title === null ? '' : title,
    model,
    tags: tags === null ? [] : tags,
    links: links === null ? [] : links,
    isPinned: isPinned === null ? false : isPinned,
    isArchived: isArchived === null ? false : isArchived,
  });
}
