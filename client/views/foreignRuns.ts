/** Notices runs that another process carried out on the same roadmap, once they have ended. */
import type { FolderOverview } from '../../protocol/roadmap.ts';

export class ForeignRuns {
  /** Last run of each phase, by folder; a folder that is seen for the first time has only history. */
  readonly #last = new Map<string, Map<string, string>>();
  readonly #known = new Set<string>();

  /** Takes note of a run of this window, which is no foreign one. */
  know(runId: string): void {
    this.#known.add(runId);
  }

  /** By folder, the runs that have ended since it was asked before. */
  notice(folders: readonly FolderOverview[]): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, Set<string>>();
    for (const { folderUri, phases, running } of folders) {
      const last = this.#last.get(folderUri);
      const next = last ?? new Map<string, string>();
      this.#last.set(folderUri, next);
      for (const { id: phase, lastRunId: runId } of phases) {
        if (runId === null || next.get(phase) === runId || running?.runId === runId) continue;
        next.set(phase, runId);
        if (last === undefined || this.#known.has(runId)) continue;
        found.set(folderUri, (found.get(folderUri) ?? new Set()).add(runId));
      }
    }
    return found;
  }
}
