/** The routes of messages: read a window, append, edit as a branch, show a branch, search. */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';
import { readParts } from '../chat/chatDocument.ts';
import { Failure } from '../base/failure.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import type { Message, NewMessage } from '../chat/message.ts';
import {
  conversationItem,
  cursorShape,
  editBody,
  given,
  idShape,
  limitShape,
  messageBody,
  messageItem,
  messageOut,
  placedMessageItem,
  placedMessageOut,
} from './chatShapes.ts';
import { conversationAnswer, idempotencyKey, idParameter } from './conversationRoutes.ts';
import { describeResponses } from './describeResponses.ts';
import type { RestAnswer } from './idempotencyStore.ts';
import type { RestParts } from './restParts.ts';
import { jsonAnswer, send, sendOnce } from './sendAnswer.ts';
import { readWindowCursor, windowCursor } from './windowCursor.ts';

export const messageParameters = idParameter.extend({ message: idShape });
const written = describeResponses({ 201: { description: 'Written', shape: messageItem } }, 404, 409, 413, 422);

const readWindow = createRoute({
  method: 'get',
  path: '/conversations/{id}/messages',
  summary: 'Read the branch that is shown, from its newest message backwards or from its first one on',
  request: {
    params: idParameter,
    query: z.strictObject({
      begin: z.enum(['newest', 'first']).default('newest'),
      cursor: cursorShape,
      limit: limitShape,
    }),
  },
  responses: describeResponses(
    {
      200: {
        description: 'Messages in the order in which they were said; `next` leads on in the direction that was begun',
        shape: z.object({
          items: z.array(placedMessageItem),
          next: z.string().nullable(),
          length: z.int().meta({ description: 'Messages on the branch' }),
        }),
      },
    },
    404,
  ),
});

const appendMessage = createRoute({
  method: 'post',
  path: '/conversations/{id}/messages',
  summary: 'Add a message, and show its branch',
  request: {
    params: idParameter,
    headers: idempotencyKey,
    body: { required: true, content: { 'application/json': { schema: messageBody } } },
  },
  responses: written,
});

const readMessage = createRoute({
  method: 'get',
  path: '/conversations/{id}/messages/{message}',
  summary: 'Read a message of any branch',
  request: { params: messageParameters },
  responses: describeResponses({ 200: { description: 'The message', shape: messageItem } }, 404),
});

const editMessage = createRoute({
  method: 'post',
  path: '/conversations/{id}/messages/{message}/edits',
  summary: 'Say something else in the place of a message: a new branch, which is shown; the old one stays',
  request: {
    params: messageParameters,
    headers: idempotencyKey,
    body: { required: true, content: { 'application/json': { schema: editBody } } },
  },
  responses: written,
});

const showBranch = createRoute({
  method: 'post',
  path: '/conversations/{id}/messages/{message}/show',
  summary: 'Show the branch of a message, down to the newest of what follows it',
  request: { params: messageParameters, headers: idempotencyKey },
  responses: describeResponses({ 200: { description: 'The conversation', shape: conversationItem } }, 404, 409, 422),
});

const searchMessages = createRoute({
  method: 'get',
  path: '/messages',
  summary: 'Find messages that hold all words, in all conversations that are not in the trash; the best first',
  request: { query: z.strictObject({ q: z.string().max(10_000), limit: limitShape }) },
  responses: describeResponses({
    200: {
      description: 'Messages with the place where the words stand; marks are UTF-16 offsets in the snippet',
      shape: z.object({
        items: z.array(
          z.object({
            message: messageItem,
            conversationTitle: z.string(),
            snippet: z.object({
              text: z.string(),
              marks: z.array(z.object({ start: z.int(), end: z.int() })),
            }),
          }),
        ),
      }),
    },
  }),
});

export function addMessageRoutes(app: OpenAPIHono, parts: RestParts): void {
  const { chat } = parts;

  app.openapi(readWindow, async (context) => {
    const { id } = context.req.valid('param');
    const { begin, cursor, limit } = context.req.valid('query');
    const depth = cursor === undefined ? null : readWindowCursor(cursor, begin);
    const place = begin === 'first' ? { from: depth ?? 0 } : depth === null ? {} : { before: depth };
    const { messages, length } = await chat.paths.window(id, { ...place, limit });
    const last = (begin === 'first' ? messages.at(-1) : messages[0])?.depth;
    const hasMore = last !== undefined && (begin === 'first' ? last + 1 < length : last > 0);
    const next = hasMore ? windowCursor(begin, begin === 'first' ? last + 1 : last) : null;
    return send(jsonAnswer(200, { items: messages.map(placedMessageOut), next, length }));
  });

  app.openapi(appendMessage, (context) => {
    const { parts: said, ...rest } = context.req.valid('json');
    return sendOnce(context, parts, (stores) =>
      append(stores, context.req.valid('param').id, { ...given(rest), parts: readParts(said) }),
    );
  });

  app.openapi(readMessage, async (context) =>
    send(jsonAnswer(200, messageOut(await findMessage(chat, context.req.valid('param'))))),
  );

  app.openapi(editMessage, (context) =>
    sendOnce(context, parts, async (stores) => {
      const { parent, role, conversation } = await findMessage(stores, context.req.valid('param'));
      const said = readParts(context.req.valid('json').parts);
      return append(stores, conversation, { parent, role, parts: said });
    }),
  );

  app.openapi(showBranch, (context) =>
    sendOnce(context, parts, async (stores) => {
      const { id } = await findMessage(stores, context.req.valid('param'));
      return conversationAnswer(await stores.messages.show(id));
    }),
  );

  app.openapi(searchMessages, async (context) => {
    const { q, limit } = context.req.valid('query');
    const found = await chat.search.search(q, limit);
    return send(jsonAnswer(200, { items: found.map((one) => ({ ...one, message: messageOut(one.message) })) }));
  });
}

async function append({ messages }: ChatStores, conversation: string, wanted: NewMessage): Promise<RestAnswer> {
  const message = await messages.append(conversation, wanted);
  const [owner, id] = [conversation, message.id].map(encodeURIComponent);
  return jsonAnswer(201, messageOut(message), {
    Location: `/api/v1/conversations/${owner ?? ''}/messages/${id ?? ''}`,
  });
}

/** @throws Failure `unknown-message`, also when the message belongs to another conversation */
export async function findMessage(
  { messages }: ChatStores,
  { id, message: messageId }: z.infer<typeof messageParameters>,
): Promise<Message> {
  const message = await messages.read(messageId);
  if (message.conversation === id) return message;
  throw new Failure('unknown-message', `There is no message ${messageId} in this conversation. Read it again.`);
}
