/** The API key of Anthropic while the server runs: what the person set in the editor, or else what the environment has. */

interface KeyChange {
  readonly key: string | null;
  readonly baseUrl: string | null;
}

export class ModelKeys {
  readonly #environment: NodeJS.ProcessEnv;
  #given: KeyChange = { key: null, baseUrl: null };

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  change(given: KeyChange): void {
    this.#given = given;
  }

  readonly key = (): string | null => this.#given.key ?? this.#environment['ANTHROPIC_API_KEY'] ?? null;

  readonly baseUrl = (): string | null => this.#given.baseUrl ?? this.#environment['ANTHROPIC_BASE_URL'] ?? null;
}
