/** Answers over the REST API: asked for, waited for, and refused. */
import assert from 'node:assert/strict';
import * as z from 'zod';
import { waitUntil } from '../../e2e/waitUntil.ts';
import { TerminalWorkspace } from '../terminal.ts';
import { ServedApi } from './servedApi.ts';

const message = z.looseObject({
  id: z.string(),
  role: z.string(),
  status: z.string(),
  parent: z.string().nullable(),
  model: z.string().nullable(),
  parts: z.array(z.looseObject({ kind: z.string() })),
});

describe('answers over the REST API', function () {
  this.timeout(120_000);
  let api: ServedApi;
  let conversation: string;
  let question: string;

  before(async () => {
    const workspace = new TerminalWorkspace({});
    workspace.write('regs/aml.md', '# Diligence\n\n8.1.1 A Relevant Person must verify a customer.\n');
    assert.equal((await workspace.run('ingest', 'regs', '--dataset', 'adgm')).exitCode, 0);
    api = await ServedApi.start({}, workspace);
    conversation = z.object({ id: z.string() }).parse((await api.ask('POST', '/conversations', {})).json).id;
    const parts = [{ kind: 'text', text: 'Who must verify a customer?' }];
    const asked = await api.ask('POST', `/conversations/${conversation}/messages`, { role: 'user', parts });
    question = message.parse(asked.json).id;
  });
  after(() => api.dispose());

  const ask = (body: object, wait = '', about = question) =>
    api.ask('POST', `/conversations/${conversation}/messages/${about}/answers${wait}`, body);

  it('come when they have ended, or are read where they arrive', async () => {
    const whole = await ask({ dataset: 'adgm' }, '?wait=end');
    assert.equal(whole.status, 200, whole.text);
    const answer = message.parse(whole.json);
    assert.deepEqual([answer.status, answer.parent, answer.model], ['complete', question, 'quotes']);
    const [citation] = answer.parts.filter(({ kind }) => kind === 'citation');
    assert.equal(citation?.['isVerified'], true);
    const begun = await ask({});
    assert.equal(begun.status, 202, begun.text);
    const place = String(begun.headers.location).slice('/api/v1'.length);
    await waitUntil(async () => message.parse((await api.ask('GET', place)).json).status === 'complete');
    assert.notEqual(message.parse(begun.json).id, answer.id);
    const stopped = await api.ask('POST', `${place}/stop`, {});
    assert.deepEqual([stopped.status, message.parse(stopped.json).status], [200, 'complete']);
  });

  it('are refused without a question, a model or a known member', async () => {
    assert.equal((await ask({}, '', 'nobody')).status, 404);
    assert.equal((await ask({ model: 'nothing' })).status, 422);
    assert.equal((await ask({ modle: 'quotes' })).status, 400);
    assert.equal((await ask({}, '?wait=ever')).status, 400);
  });
});
