/** Where models are asked and with which keys while the server runs: as the person set it in the editor, or else the environment. */
import type { Connection } from 'vscode-languageserver/node';
import { modelProvidersChanged } from '../../protocol/answers.ts';
import { environmentProviders, type ModelProviders } from '../chat/modelProviders.ts';
import { receive } from './answer.ts';

interface ProvidersChange {
  readonly anthropic: { readonly key: string | null; readonly baseUrl: string | null };
  readonly openAi: {
    readonly key: string | null;
    readonly baseUrl: string | null;
    readonly model: string | null;
    readonly historyTokens: number | null;
  };
}

export class ModelKeys implements ModelProviders {
  readonly anthropic: ModelProviders['anthropic'];
  readonly openAi: ModelProviders['openAi'];
  #given: ProvidersChange = {
    anthropic: { key: null, baseUrl: null },
    openAi: { key: null, baseUrl: null, model: null, historyTokens: null },
  };

  constructor(connection: Connection, environment: NodeJS.ProcessEnv) {
    const { anthropic, openAi } = environmentProviders(environment);
    this.anthropic = {
      key: () => this.#given.anthropic.key ?? anthropic.key(),
      baseUrl: () => this.#given.anthropic.baseUrl ?? anthropic.baseUrl(),
    };
    this.openAi = {
      key: () => this.#given.openAi.key ?? openAi.key(),
      baseUrl: () => this.#given.openAi.baseUrl ?? openAi.baseUrl(),
      model: () => this.#given.openAi.model ?? openAi.model(),
      historyTokens: () => this.#given.openAi.historyTokens ?? openAi.historyTokens(),
    };
    receive(connection, modelProvidersChanged, (given) => {
      this.#given = given;
    });
  }
}
