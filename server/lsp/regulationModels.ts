/** Which models find passages while the server runs: what the environment names, or else what the person set in the editor. */
import type { Connection } from 'vscode-languageserver/node';
import { regulationModelsChanged } from '../../protocol/regulations.ts';
import type { WatchEmbedding } from '../regulations/datasetVectors.ts';
import type { PostJson } from '../regulations/models/askModel.ts';
import {
  noModels,
  readEmbedder,
  readReranker,
  modelsOfEnvironment,
  type ModelSettings,
  type SettingNames,
} from '../regulations/models/modelSettings.ts';
import { abortSignal, receive } from './answer.ts';

const embedderSettings: SettingNames = {
  kind: 'phasegate.regulations.embedder',
  url: 'phasegate.regulations.embeddings.url',
  model: 'phasegate.regulations.embeddings.model',
  key: 'the secret storage ("Set API Key…")',
};

const rerankerSettings: SettingNames = {
  kind: 'phasegate.regulations.reranker',
  url: 'phasegate.regulations.reranking.url',
  model: 'phasegate.regulations.reranking.model',
  key: 'the secret storage ("Set API Key…")',
};

export class RegulationModels {
  readonly #connection: Connection;
  readonly #environment: ModelSettings;
  readonly post: PostJson;
  #given: ModelSettings = noModels;
  /** Is told when other models are to be used than before. */
  onChange: () => void = () => undefined;

  constructor(connection: Connection, environment: NodeJS.ProcessEnv, post: PostJson) {
    this.#connection = connection;
    this.#environment = modelsOfEnvironment(environment);
    this.post = post;
    receive(connection, regulationModelsChanged, ({ embedder, reranker }) => {
      this.#given = {
        embedder: readEmbedder(embedder, embedderSettings),
        reranker: readReranker(reranker, rerankerSettings),
      };
      this.onChange();
    });
  }

  get settings(): ModelSettings {
    const { embedder, reranker } = this.#environment;
    return {
      embedder: embedder.kind === 'trained' ? this.#given.embedder : embedder,
      reranker: reranker.kind === 'none' ? this.#given.reranker : reranker,
    };
  }

  /** Shows how far it is, once there is something to wait for. */
  readonly watch: WatchEmbedding = (dataset, embedder, cancel) => {
    let latest = 0;
    let isEnded = false;
    let report: ((share: number) => void) | null = null;
    let end = (): void => undefined;
    const show = async (): Promise<void> => {
      const progress = await this.#connection.window.createWorkDoneProgress();
      if (isEnded) return;
      abortSignal(progress.token).addEventListener('abort', cancel);
      progress.begin(`Embedding ${dataset} with ${embedder}`, 0, '', true);
      report = (share) => progress.report(Math.floor(share * 100));
      report(latest);
      end = () => progress.done();
    };
    return {
      report: (share) => {
        // A client that shows no progress is none to wait for.
        if (latest === 0 && share < 1) show().catch(() => undefined);
        latest = share;
        report?.(share);
      },
      end: () => {
        isEnded = true;
        end();
      },
    };
  };
}
