/** Where models are asked and with which keys while the server runs: as the person set it in the editor, or else the environment. */
import { environmentProviders, type ModelProviders } from '../chat/modelProviders.ts';

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

  constructor(environment: NodeJS.ProcessEnv) {
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
  }

  change(given: ProvidersChange): void {
    this.#given = given;
  }
}
