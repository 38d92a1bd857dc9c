/** What can answer here, by name. */
import { Failure } from '../base/failure.ts';
import type { LanguageModel } from './languageModel.ts';
import { quotingModelId } from './quotingModel.ts';

/** A family of models, such as all of one provider. */
export interface ModelFamily {
  /** Those that a person may pick, the usual one first; a family may know more. */
  offered(): Promise<readonly Pick<LanguageModel, 'id' | 'title'>[]>;
  /** @returns null for what is none of the family's */
  find(id: string): Promise<LanguageModel | null>;
}

export class LanguageModels {
  readonly #families: readonly ModelFamily[];

  /** @param families the one of the default first */
  constructor(families: readonly ModelFamily[]) {
    this.#families = families;
  }

  async offered(): Promise<readonly Pick<LanguageModel, 'id' | 'title'>[]> {
    return (await Promise.all(this.#families.map((family) => family.offered()))).flat();
  }

  /**
   * @param id null for the default, which needs neither key nor network
   * @throws Failure `unknown-model`, `model-key-refused` (it needs a key, and there is none)
   */
  async find(id: string | null): Promise<LanguageModel> {
    for (const family of this.#families) {
      const model = await family.find(id ?? quotingModelId);
      if (model !== null) return model;
    }
    const known = (await this.offered()).map((model) => model.id).join(', ');
    throw new Failure('unknown-model', `There is no model "${id ?? quotingModelId}" here. There are: ${known}.`);
  }
}

/** The family of a single model. */
export function familyOf(model: LanguageModel): ModelFamily {
  return {
    offered: () => Promise.resolve([model]),
    find: (id) => Promise.resolve(id === model.id ? model : null),
  };
}
