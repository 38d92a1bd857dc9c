/** `phasegate ask`: the contract of its document, its exit codes, and that question and answer are kept. */
import assert from 'node:assert/strict';
import * as z from 'zod';
import { TerminalWorkspace } from './terminal.ts';

const answerShape = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('answer'),
  question: z.string(),
  answer: z.string(),
  citations: z.array(
    z.strictObject({
      n: z.number().int().min(1),
      dataset: z.string().nullable(),
      document: z.strictObject({ id: z.string().nullable(), title: z.string(), version: z.string().nullable() }),
      passage: z.strictObject({ ref: z.string(), id: z.string().nullable() }),
      quote: z.string(),
      verified: z.boolean(),
    }),
  ),
  model: z.string(),
  status: z.enum(['complete', 'cancelled', 'failed']),
  failure: z.string().nullable(),
  usage: z.unknown(),
  conversation: z.string(),
  message: z.string(),
});
const failureShape = z.object({ kind: z.literal('failure'), failure: z.object({ code: z.string() }) });
const exportShape = z.object({
  conversations: z.array(
    z.object({ id: z.string(), messages: z.array(z.object({ role: z.string(), parts: z.array(z.looseObject({})) })) }),
  ),
});

describe('questions in the terminal', function () {
  this.timeout(120_000);
  let workspace: TerminalWorkspace;
  before(async () => {
    workspace = new TerminalWorkspace({});
    workspace.write(
      'regs/aml.md',
      '---\ntitle: AML Rulebook\nid: AML\nversion: "7"\n---\n\n# Diligence\n\n8.1.1 A Relevant Person must verify a customer before it opens an account.\n\n8.1.2 Records must be kept for *six* years.\n',
    );
    const { exitCode, stderr } = await workspace.run('ingest', 'regs', '--dataset', 'adgm');
    assert.equal(exitCode, 0, stderr);
  });
  after(() => workspace.dispose());

  it('are answered with quotes that verify, and both are kept', async () => {
    const asked = ['ask', 'When must a customer be verified?', '--dataset', 'adgm'];
    const { exitCode, document } = await workspace.json(answerShape, ...asked);
    assert.equal(exitCode, 0);
    assert.deepEqual(document.citations[0], {
      n: 1,
      dataset: 'adgm',
      document: { id: 'AML', title: 'AML Rulebook', version: '7' },
      passage: { ref: '8.1.1', id: '8.1.1' },
      quote: 'A Relevant Person must verify a customer before it opens an account.',
      verified: true,
    });
    assert.ok(document.answer.includes(`“${document.citations[0].quote}” [1]`));
    assert.equal(document.model, 'quotes');
    const more = await workspace.json(
      answerShape,
      'ask',
      'How long must records be kept?',
      '--conversation',
      document.conversation,
    );
    assert.equal(more.document.conversation, document.conversation);
    const { document: kept } = await workspace.json(exportShape, 'chat', 'export', document.conversation);
    const roles = kept.conversations.flatMap(({ messages }) => messages.map(({ role }) => role));
    assert.deepEqual(roles, ['user', 'assistant', 'user', 'assistant']);
  });

  it('are answered as text, with what the numbers stand for', async () => {
    const { exitCode, stdout, stderr } = await workspace.run('ask', 'How', 'long', 'must', 'records', 'be', 'kept?');
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /“Records must be kept for \*six\* years\.” \[1\]\n\n\[1\] AML Rulebook \(version 7\), 8\.1\.2\n/,
    );
    assert.match(stderr, /Quotes only \(no model\)\. Go on with: phasegate ask --conversation \S+/);
  });

  it('get no invented answer', async () => {
    const { exitCode, document } = await workspace.json(answerShape, 'ask', 'Which wine goes with salmon?');
    assert.equal(exitCode, 0);
    assert.deepEqual(document.citations, []);
    assert.match(document.answer, /No passage of the loaded regulations answers this/);
  });

  it('are only looked at when tried dry', async () => {
    const before = await workspace.run('chat', 'list');
    const { exitCode, stdout } = await workspace.run('ask', 'When is a customer verified?', '--dry-run');
    assert.equal(exitCode, 0);
    assert.match(stdout, /Would ask Quotes only \(no model\) with \d passages[^]*AML Rulebook, 8\.1\.1/);
    assert.equal((await workspace.run('chat', 'list')).stdout, before.stdout);
  });

  it('that cannot be answered keep nothing', async () => {
    const before = await workspace.run('chat', 'list');
    for (const [code, ...more] of [
      ['unknown-model', '--model', 'nothing'],
      ['unknown-dataset', '--dataset', 'nothing'],
      ['unknown-conversation', '--conversation', 'nothing'],
    ] as const) {
      const { exitCode, document } = await workspace.json(failureShape, 'ask', 'When is a customer verified?', ...more);
      assert.deepEqual([exitCode, document.failure.code], [2, code]);
    }
    assert.equal((await workspace.json(failureShape, 'ask')).exitCode, 2);
    assert.equal((await workspace.run('chat', 'list')).stdout, before.stdout);
  });
});
