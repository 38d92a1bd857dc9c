/** The routes that carry whole conversations out and in, and tell what changed. */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';
import { chatFileShape, chatFileKind, chatFileVersion } from '../chat/chatFile.ts';
import { exportConversations, type ExportFormat } from '../chat/exportConversations.ts';
import { importConversations } from '../chat/importConversations.ts';
import { conversationItem, conversationOut, limitShape, messageItem, messageOut } from './chatShapes.ts';
import { idempotencyKey, idParameter } from './conversationRoutes.ts';
import { describeResponses } from './describeResponses.ts';
import { parameterProblem } from './problemDocument.ts';
import type { RestParts } from './restParts.ts';
import { jsonAnswer, send, sendOnce } from './sendAnswer.ts';

const fileShape = z
  .strictObject({
    schemaVersion: z.literal(chatFileVersion),
    kind: z.literal(chatFileKind),
    exportedAt: z.iso.datetime(),
    conversations: z.array(chatFileShape),
  })
  .meta({ id: 'ConversationFile' });

const formatQuery = z.strictObject({ format: z.enum(['json', 'markdown']).default('json') });
const fileResponses = {
  ...describeResponses({}, 404),
  200: {
    description: 'The file, as it is written',
    content: { 'application/json': { schema: fileShape }, 'text/markdown': { schema: z.string() } },
  },
};

const exportAll = createRoute({
  method: 'get',
  path: '/export',
  summary: 'Export all conversations that are not in the trash',
  request: { query: formatQuery },
  responses: fileResponses,
});

const exportOne = createRoute({
  method: 'get',
  path: '/conversations/{id}/export',
  summary: 'Export a conversation',
  request: { params: idParameter, query: formatQuery },
  responses: fileResponses,
});

const counts = (...names: readonly string[]) => z.object(Object.fromEntries(names.map((name) => [name, z.int()])));

const importQuery = z.strictObject({ dryRun: z.enum(['true', 'false']).default('false') });
const importFile = createRoute({
  method: 'post',
  path: '/import',
  summary: 'Import an export; what is there stays as it is, so importing again changes nothing',
  request: {
    query: importQuery,
    headers: idempotencyKey,
    body: { required: true, content: { 'application/json': { schema: fileShape } } },
  },
  responses: describeResponses(
    {
      200: {
        description: 'What was added, or would be',
        shape: z.object({
          conversations: counts('created', 'extended', 'unchanged', 'inTrash'),
          messages: counts('added', 'kept'),
        }),
      },
    },
    409,
    413,
    422,
  ),
});

const readChanges = createRoute({
  method: 'get',
  path: '/changes',
  summary: 'What changed after a number, each thing once and as it is now',
  request: {
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0).meta({ description: 'The `upTo` of the last answer' }),
      limit: limitShape,
    }),
  },
  responses: describeResponses({
    200: {
      description: 'Changes; with `hasMore` there are more, to be asked for at once',
      shape: z.object({
        conversations: z.array(conversationItem),
        messages: z.array(messageItem),
        purged: z.array(z.string()).meta({ description: 'Ids of conversations that are gone for good' }),
        upTo: z.int(),
        hasMore: z.boolean(),
      }),
    },
  }),
});

export function addChatFileRoutes(app: OpenAPIHono, parts: RestParts): void {
  app.openapi(exportAll, (context) => sendFile(parts, null, context.req.valid('query').format));

  app.openapi(exportOne, (context) =>
    sendFile(parts, context.req.valid('param').id, context.req.valid('query').format),
  );

  // The file is read by who imports it, piece by piece and once more when it is written: no validator before that.
  app.openAPIRegistry.registerPath(importFile);
  app.post(importFile.path, async (context) => {
    const query = importQuery.safeParse(context.req.query());
    if (!query.success) return parameterProblem(query.error, 'query');
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    const isDryRun = query.data.dryRun === 'true';
    return sendOnce(context, parts, async (chat) =>
      jsonAnswer(200, await importConversations(() => once(bytes), chat, isDryRun)),
    );
  });

  app.openapi(readChanges, async (context) => {
    const { after, limit } = context.req.valid('query');
    const { conversations, messages, ...rest } = await parts.chat.lists.changesAfter(after, limit);
    const changed = { conversations: conversations.map(conversationOut), messages: messages.map(messageOut) };
    return send(jsonAnswer(200, { ...changed, ...rest }));
  });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function sendFile(parts: RestParts, id: string | null, format: ExportFormat): Promise<Response> {
  const pieces = exportConversations(parts.chat, id, format, parts.nowMs());
  // The first piece is waited for, so that an unknown id is answered with a problem.
  const first = await pieces.next();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (first.done !== true) controller.enqueue(encoder.encode(first.value));
    },
    pull: async (controller) => {
      const piece = await pieces.next();
      if (piece.done === true) controller.close();
      else controller.enqueue(encoder.encode(piece.value));
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });
  const [type, ending] = format === 'json' ? ['application/json', 'json'] : ['text/markdown; charset=utf-8', 'md'];
  const headers = { 'Content-Type': type, 'Content-Disposition': `attachment; filename="conversations.${ending}"` };
  return new Response(body, { headers });
}
