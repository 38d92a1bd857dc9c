/** The REST API as a function of requests, whoever serves it. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { describeFailure } from '../base/failure.ts';
import { addAnswerRoutes } from './answerRoutes.ts';
import { addChatFileRoutes } from './chatFileRoutes.ts';
import { addConversationRoutes } from './conversationRoutes.ts';
import { guardRequests, type GuardParts } from './guardRequests.ts';
import { addMessageRoutes } from './messageRoutes.ts';
import { bodyProblem, failureProblem, parameterProblem, problem } from './problemDocument.ts';
import { readBody } from './readBody.ts';
import type { RestParts } from './restParts.ts';

export interface RestAppParts extends RestParts, GuardParts {
  readonly version: string;
  /** Told of mistakes of our own, with their stack. */
  readonly log: (text: string) => void;
}

export function buildRestApp(parts: RestAppParts): OpenAPIHono {
  const app = new OpenAPIHono();
  app.use('*', guardRequests(parts));
  app.use('*', readBody);

  const api = new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return undefined;
      return result.target === 'json' ? bodyProblem(result.error) : parameterProblem(result.error, result.target);
    },
  });
  addConversationRoutes(api, parts);
  addMessageRoutes(api, parts);
  addAnswerRoutes(api, parts);
  addChatFileRoutes(api, parts);
  app.route('/api/v1', api);

  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  app.get('/api/v1/openapi.json', (context) =>
    context.json(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title: 'Phasegate', version: parts.version, license: { name: 'MIT' } },
        servers: [{ url: `http://127.0.0.1:${String(parts.port())}` }],
        security: [{ token: [] }],
      }),
    ),
  );

  app.notFound(() => problem(404, 'There is no such route. GET /api/v1/openapi.json lists them.'));
  app.onError((error) => {
    if (error instanceof HTTPException) {
      return problem(error.status, error.status === 400 ? 'The body is no JSON.' : error.message);
    }
    const failure = describeFailure(error);
    if (failure.code === 'internal') parts.log(error.stack ?? error.message);
    return failureProblem(failure);
  });
  return app;
}
