/** The plan of each open folder with its specs, as the editor shows them, for the language features. */
import type { TextSource } from '../base/textSource.ts';
import { loadSpecs, type LoadedPlan } from '../phases/loadedPlan.ts';
import { loadPlan } from '../phases/loadPlan.ts';
import type { OpenFolder } from './workspaceFolders.ts';

export class FolderPlans {
  readonly #source: TextSource;

  constructor(source: TextSource) {
    this.#source = source;
  }

  /**
   * The plan as it is now.
   *
   * @throws Failure as `loadPlan` does, `roadmap-missing` among them
   */
  async current(folder: OpenFolder): Promise<LoadedPlan> {
    return loadSpecs(await loadPlan(folder.path, this.#source), this.#source);
  }
}
