/** The OpenAPI document is one, and says of each route what it takes and answers. */
import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import * as z from 'zod';
import { ServedApi } from './servedApi.ts';

const operation = z.looseObject({
  summary: z.string(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
});
const document = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

describe('the OpenAPI document of the REST API', () => {
  it('is valid, and tells of every route', async () => {
    const api = await ServedApi.start();
    try {
      const { json } = await api.ask('GET', '/openapi.json');
      const { paths, components } = document.parse(json);
      const { valid, errors } = await new Validator().validate(z.record(z.string(), z.unknown()).parse(json));
      assert.ok(valid, JSON.stringify(errors));
      const listed = Object.entries(paths)
        .flatMap(([address, methods]) =>
          Object.keys(methods).map((method) => `${method} ${address.slice('/api/v1'.length)}`),
        )
        .sort();
      assert.deepEqual(listed, [
        'delete /conversations/{id}',
        'get /changes',
        'get /conversations',
        'get /conversations/{id}',
        'get /conversations/{id}/export',
        'get /conversations/{id}/messages',
        'get /conversations/{id}/messages/{message}',
        'get /export',
        'get /messages',
        'patch /conversations/{id}',
        'post /conversations',
        'post /conversations/{id}/messages',
        'post /conversations/{id}/messages/{message}/answers',
        'post /conversations/{id}/messages/{message}/edits',
        'post /conversations/{id}/messages/{message}/show',
        'post /conversations/{id}/messages/{message}/stop',
        'post /conversations/{id}/restore',
        'post /import',
      ]);
      for (const { responses } of Object.values(paths).flatMap((methods) => Object.values(methods))) {
        for (const status of ['401', '403', '415']) {
          assert.ok(responses[status]?.content?.['application/problem+json'] !== undefined, status);
        }
      }
      for (const name of ['Conversation', 'PlacedMessage', 'MessagePart', 'ConversationPatch', 'Problem']) {
        assert.ok(name in components.schemas, name);
      }
    } finally {
      await api.dispose();
    }
  });
});
