/** Embedders and rerankers that a person chose, in the built programs: by the environment in a terminal, by settings over LSP. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { URI } from 'vscode-uri';
import * as protocol from '../../protocol/regulations.ts';
import { ModelServer } from '../modelServer/modelServer.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace } from './terminal.ts';

const key = 'sk-of-a-test-91';
const legShape = z.object({
  leg: z.string(),
  state: z.string(),
  how: z.string().optional(),
  reason: z.string().optional(),
});
const searchShape = z.object({
  results: z.array(
    z.object({
      passage: z.object({ ref: z.string() }),
      fusedRank: z.number().optional(),
      legs: z.record(z.string(), z.object({ rank: z.number(), score: z.number() })).optional(),
    }),
  ),
  legs: z.array(legShape),
});
const ingestShape = z.object({
  passages: z.number(),
  embedding: z.object({ failure: z.object({ code: z.string(), message: z.string() }) }).optional(),
});

describe('embedders that a person chose', function () {
  this.timeout(120_000);
  let workspace: TerminalWorkspace;
  let server: ModelServer;

  beforeEach(async () => {
    server = await ModelServer.start();
    workspace = new TerminalWorkspace({});
    const passages = Array.from({ length: 40 }, (_, at) => ({
      DocumentID: 'a',
      PassageID: `${at + 1}.1`,
      Passage: `A firm of kind${at} must keep ledger${at} for ${at + 2} years.`,
    }));
    workspace.write('regs/a.json', JSON.stringify(passages));
  });
  afterEach(async () => {
    await server.close();
    workspace.dispose();
  });
  /** Nothing of a key may be in any file of the data directory. */
  const assertNoKey = (): void => {
    const files = readdirSync(workspace.home, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    assert.ok(files.some(({ name }) => name.endsWith('.vectors')));
    for (const { parentPath, name } of files)
      assert.ok(!readFileSync(path.join(parentPath, name)).includes(key), `${name} holds the key`);
  };

  describe('in a terminal', () => {
    const run = async <T extends z.ZodType>(shape: T, settings: Record<string, string>, ...args: readonly string[]) => {
      const environment = {
        PHASEGATE_EMBEDDER: 'endpoint',
        PHASEGATE_EMBEDDINGS_URL: server.url,
        PHASEGATE_EMBEDDINGS_MODEL: 'm',
        PHASEGATE_EMBEDDINGS_KEY: key,
        ...settings,
      };
      const { exitCode, stdout, stderr } = await workspace.start([...args, '--json'], environment).ended;
      assert.ok(!stdout.includes(key) && !stderr.includes(key));
      return { exitCode, stderr, document: shape.parse(JSON.parse(stdout)) };
    };
    const search = (settings: Record<string, string> = {}) =>
      run(searchShape, settings, 'search', 'Which firm of kind7 keeps ledger7?', '--explain');

    it('embed what is loaded, find with it, and rank again', async () => {
      const loaded = await run(ingestShape, {}, 'ingest', 'regs', '--dataset', 'd');
      assert.deepEqual([loaded.exitCode, loaded.document.embedding, server.embedded.length], [0, undefined, 40]);
      assert.match(loaded.stderr, /Embedding passages of d/);
      assert.equal(server.requests[0]?.headers.authorization, `Bearer ${key}`);
      server.next({ kind: 'answer' });
      const reranking = {
        PHASEGATE_RERANKER: 'endpoint',
        PHASEGATE_RERANKER_URL: server.url,
        PHASEGATE_RERANKER_MODEL: 'r',
      };
      const { document } = await search(reranking);
      assert.deepEqual(
        server.requests.map(({ path: asked }) => asked),
        ['/v1/embeddings', '/v1/rerank'],
      );
      assert.equal(document.results[0]?.passage.ref, '8.1');
      assert.deepEqual([document.results[0].fusedRank, document.results[0].legs?.['rerank']?.rank], [1, 1]);
      assert.deepEqual(
        document.legs.map(({ leg, state }) => [leg, state]),
        ['lexical', 'dense', 'trained', 'references', 'rerank'].map((leg) => [leg, 'answered']),
      );
      assertNoKey();
    });

    it('that cannot be asked are named, and the others answer', async () => {
      server.next({ kind: 'refuse', status: 401 });
      const loaded = await run(ingestShape, {}, 'ingest', 'regs', '--dataset', 'd');
      assert.deepEqual([loaded.exitCode, loaded.document.passages], [2, 40]);
      assert.equal(loaded.document.embedding?.failure.code, 'model-key-refused');
      assert.match(loaded.stderr, /The passages were not embedded: .* refused the key/);
      const { exitCode, document } = await search();
      assert.deepEqual([exitCode, document.results[0]?.passage.ref], [0, '8.1']);
      const dense = document.legs.find(({ leg }) => leg === 'dense');
      assert.match(dense?.reason ?? '', /refused the key \(401\)/);
      const unusable = await search({ PHASEGATE_EMBEDDINGS_URL: 'nowhere' });
      assert.match(
        unusable.document.legs.find(({ leg }) => leg === 'dense')?.reason ?? '',
        /PHASEGATE_EMBEDDINGS_URL is "nowhere"/,
      );
    });
  });

  describe('in an editor', () => {
    const none = { kind: '', url: '', model: '', key: '', library: '', allowsHub: false };
    const models = (model: string) => ({
      embedder: { ...none, kind: 'endpoint', url: server.url, model, key, queryPrefix: '', passagePrefix: '' },
      reranker: none,
    });

    it('embed in the background, with progress that can be cancelled, while the old vectors answer', async () => {
      const editor = await Editor.open({ root: workspace.root, home: workspace.home, showsProgress: true });
      try {
        const fileUris = [URI.file(path.join(workspace.root, 'regs')).toString()];
        const ingest = () => editor.ask(protocol.ingestRegulations, { dataset: 'd', fileUris });
        const find = async () => {
          const report = await editor.ask(protocol.findPassages, {
            query: 'Which firm of kind7 keeps ledger7?',
            limit: 3,
          });
          assert.equal(report.found[0]?.passage.reference, '8.1');
          const dense = report.legs.find(({ leg }) => leg === 'dense');
          return dense?.state === 'failed' ? dense.reason : (dense?.how ?? '');
        };
        const titles = (): readonly (string | undefined)[] =>
          editor.progress.flatMap(({ kind, title }) => (kind === 'begin' ? [title] : []));
        const ended = (token: string | number | undefined): boolean =>
          editor.progress.some((one) => one.token === token && one.kind === 'end');
        await ingest();
        assert.match(await find(), /^exact search/);
        assert.equal(server.requests.length, 0);

        let release = (): void => undefined;
        const until = new Promise<void>((resolve) => (release = resolve));
        server.next(({ body }) => (body.input?.length === 1 ? { kind: 'answer' } : { kind: 'held', until }));
        editor.tell(protocol.regulationModelsChanged, models('m'));
        await server.arrived(1);
        const host = new URL(server.url).host;
        await editor.until(() => titles().includes(`Embedding d with m at ${host}`));
        assert.match(await find(), /trained on the passages: vectors of m at .* are not there yet \(0 % made\)$/);
        release();
        const begun = editor.progress.find(({ title }) => title?.startsWith('Embedding d with m'));
        await editor.until(() => ended(begun?.token));
        assert.equal(await find(), `exact search, by m at ${host}`);

        server.next(({ body }) => (body.model === 'other' ? { kind: 'silence' } : { kind: 'answer' }));
        editor.tell(protocol.regulationModelsChanged, models('other'));
        await editor.until(() => titles().includes(`Embedding d with other at ${host}`));
        assert.match(await find(), /^exact search, by m at .*, vectors of other at .* are not there yet/);
        const second = editor.progress.find(({ title }) => title?.startsWith('Embedding d with other'));
        await editor.cancelProgress(second?.token ?? '');
        await editor.until(() => ended(second?.token));
        assert.match(await find(), /^exact search, by m at .*, vectors of other .* cancelled/);
        assertNoKey();
      } finally {
        await editor.close();
      }
    });
  });
});
