/** Which models the environment and settings name, and what is said of those that make no sense. */
import assert from 'node:assert/strict';
import { modelsOfEnvironment } from '../../../server/regulations/models/modelSettings.ts';

describe('settings of models', () => {
  const endpoint = {
    PHASEGATE_EMBEDDER: 'endpoint',
    PHASEGATE_EMBEDDINGS_URL: 'http://localhost:11434/v1/',
    PHASEGATE_EMBEDDINGS_MODEL: 'nomic-embed-text',
  };
  const reasonOf = (environment: NodeJS.ProcessEnv): string => {
    const { embedder } = modelsOfEnvironment(environment);
    assert.equal(embedder.kind, 'unusable');
    return embedder.reason;
  };

  it('are none where nothing is set', () => {
    assert.deepEqual(modelsOfEnvironment({}), { embedder: { kind: 'trained' }, reranker: { kind: 'none' } });
  });

  it('name a server with its address, model, key and prefixes', () => {
    assert.deepEqual(
      modelsOfEnvironment({
        ...endpoint,
        PHASEGATE_EMBEDDINGS_KEY: 'k',
        PHASEGATE_EMBEDDINGS_QUERY_PREFIX: 'search_query: ',
        PHASEGATE_RERANKER: 'endpoint',
        PHASEGATE_RERANKER_URL: 'https://rank.example/v2/rerank',
        PHASEGATE_RERANKER_MODEL: 'r',
      }),
      {
        embedder: {
          kind: 'endpoint',
          url: 'http://localhost:11434/v1/embeddings',
          model: 'nomic-embed-text',
          key: 'k',
          queryPrefix: 'search_query: ',
          passagePrefix: '',
        },
        reranker: { kind: 'endpoint', url: 'https://rank.example/v2/rerank', model: 'r', key: null },
      },
    );
  });

  it('name a model on this machine', () => {
    const { embedder } = modelsOfEnvironment({
      PHASEGATE_EMBEDDER: 'transformers',
      PHASEGATE_EMBEDDINGS_MODEL: '/models/e5',
    });
    assert.deepEqual(embedder, {
      kind: 'transformers',
      model: '/models/e5',
      library: null,
      allowsHub: false,
      queryPrefix: '',
      passagePrefix: '',
    });
  });

  it('say what is wrong and what to write', () => {
    assert.match(reasonOf({ PHASEGATE_EMBEDDER: 'ollama' }), /PHASEGATE_EMBEDDER is "ollama".*"endpoint"/);
    assert.match(
      reasonOf({ ...endpoint, PHASEGATE_EMBEDDINGS_MODEL: '' }),
      /PHASEGATE_EMBEDDINGS_MODEL names no model/,
    );
    assert.match(reasonOf({ PHASEGATE_EMBEDDER: 'transformers' }), /path of its folder/);
    for (const url of ['', 'localhost', 'ftp://x/', 'file:///etc/passwd'])
      assert.match(reasonOf({ ...endpoint, PHASEGATE_EMBEDDINGS_URL: url }), /Write an address such as/);
    assert.match(
      reasonOf({ ...endpoint, PHASEGATE_EMBEDDINGS_URL: 'https://ann:pw@x.example/' }),
      /name or a password/,
    );
    const plain = { ...endpoint, PHASEGATE_EMBEDDINGS_KEY: 'k', PHASEGATE_EMBEDDINGS_URL: 'http://10.0.0.7/v1' };
    assert.match(reasonOf(plain), /not encrypted/);
    assert.equal(modelsOfEnvironment({ ...plain, PHASEGATE_EMBEDDINGS_KEY: '' }).embedder.kind, 'endpoint');
    assert.equal(modelsOfEnvironment({ ...endpoint, PHASEGATE_EMBEDDINGS_KEY: 'k' }).embedder.kind, 'endpoint');
  });
});
