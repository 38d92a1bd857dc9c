/** The watches that this server keeps, so that they end with their folder and with the server. */

export class LiveWatches {
  readonly #controllers = new Map<string, Set<AbortController>>();

  /**
   * @param folder absolute path
   * @param signal the request's; aborting it ends the watch
   */
  async carryOut(folder: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    const ofFolder = this.#controllers.get(folder) ?? new Set();
    this.#controllers.set(folder, ofFolder.add(controller));
    try {
      await work(AbortSignal.any([signal, controller.signal]));
    } finally {
      ofFolder.delete(controller);
    }
  }

  stop(folder: string): void {
    for (const controller of this.#controllers.get(folder) ?? []) controller.abort();
  }

  stopAll(): void {
    for (const folder of this.#controllers.keys()) this.stop(folder);
  }
}
