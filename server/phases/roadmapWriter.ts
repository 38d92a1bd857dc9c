/** The port through which the runner writes a status: to the file, or through the editor that has it open. */
import { Failure } from '../base/failure.ts';
import { readTextFile, replaceFileSync } from '../base/replaceFile.ts';
import { applyTextEditsToBytes, type TextEdit } from '../base/textRange.ts';
import { roadmapLimitBytes } from './plan.ts';

/** Runs an action only while the run still owns the roadmap; fails with `lease-lost` otherwise. */
export type OwnershipGuard = <T>(action: () => T) => Promise<T>;

export interface RoadmapWriter {
  /**
   * Applies edits to the newest text, or none when there are none to make.
   *
   * @param root the workspace, inside which the file must be
   * @param file absolute path of the roadmap
   * @param computeEdits called again with the newer text when the file changed in between
   * @throws Failure `roadmap-changed`, `roadmap-read-only`, `write-failed`, `lease-lost`
   */
  write(
    root: string,
    file: string,
    computeEdits: (text: string) => readonly TextEdit[],
    guard: OwnershipGuard,
  ): Promise<void>;
}

/** How often a write is tried anew when somebody else writes at the same time. */
export const writeAttempts = 8;

/** Writes to the disk: compared with what was read, replaced as a whole, while the lease is held. */
export const diskRoadmapWriter: RoadmapWriter = {
  async write(root, file, computeEdits, guard) {
    for (let attempt = 0; attempt < writeAttempts; attempt++) {
      const read = await readTextFile(file, roadmapLimitBytes, root);
      if (read.kind !== 'text') {
        throw new Failure('roadmap-changed', `${file} can no longer be read, so its status was not written.`);
      }
      const edits = computeEdits(read.text);
      if (edits.length === 0) return;
      const bytes = applyTextEditsToBytes(read.text, read.bytes, edits);
      if ((await guard(() => replaceFileSync(file, read.bytes, bytes, root))) === 'written') return;
    }
    throw new Failure(
      'roadmap-changed',
      `${file} kept changing while its status was written. Run the gates again when nothing else writes it.`,
    );
  },
};
