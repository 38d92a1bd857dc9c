/** The routes of answers: have a message answered, and stop the answer. */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';
import { answerBody, given, messageItem, messageOut } from './chatShapes.ts';
import { describeResponses } from './describeResponses.ts';
import { findMessage, messageParameters } from './messageRoutes.ts';
import type { RestParts } from './restParts.ts';
import { jsonAnswer, send } from './sendAnswer.ts';

const askQuestion = createRoute({
  method: 'post',
  path: '/conversations/{id}/messages/{message}/answers',
  summary: 'Have a message answered; the answer arrives meanwhile, beside those that there are already',
  request: {
    params: messageParameters,
    query: z.strictObject({
      wait: z
        .enum(['begin', 'end'])
        .default('begin')
        .meta({ description: 'Whether the response comes when the answer begins, or when it has ended' }),
    }),
    body: { required: true, content: { 'application/json': { schema: answerBody } } },
  },
  responses: describeResponses(
    {
      200: { description: 'The whole answer', shape: messageItem },
      202: {
        description: 'The answer has begun; read it at `Location` until it is no longer `streaming`',
        shape: messageItem,
      },
    },
    404,
    409,
    413,
    422,
  ),
});

const stopAnswer = createRoute({
  method: 'post',
  path: '/conversations/{id}/messages/{message}/stop',
  summary: 'Stop an answer that is under way here; what has arrived is kept',
  request: { params: messageParameters },
  responses: describeResponses({ 200: { description: 'The answer as it is kept', shape: messageItem } }, 404, 409),
});

export function addAnswerRoutes(app: OpenAPIHono, { chat, answering }: RestParts): void {
  app.openapi(askQuestion, async (context) => {
    const question = await findMessage(chat, context.req.valid('param'));
    const { model: chosen } = await chat.conversations.read(question.conversation);
    const order = { ...given(context.req.valid('json')), question: question.id };
    const underWay = await (await answering()).begin(order, chosen);
    if (context.req.valid('query').wait === 'end') return send(jsonAnswer(200, messageOut(await underWay.ended)));
    const { message } = underWay.streamed;
    const [owner, id] = [message.conversation, message.id].map(encodeURIComponent);
    const Location = `/api/v1/conversations/${owner ?? ''}/messages/${id ?? ''}`;
    return send(jsonAnswer(202, messageOut(message), { Location }));
  });

  app.openapi(stopAnswer, async (context) => {
    const { id } = await findMessage(chat, context.req.valid('param'));
    await (await answering()).stop(id);
    return send(jsonAnswer(200, messageOut(await chat.messages.read(id))));
  });
}
