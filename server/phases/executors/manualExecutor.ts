/** The executor for work by hand: shows the spec and lets the person run the gates later. */
import type { Executor } from './executor.ts';

/** @param openSpec shows the spec to the person */
export function manualExecutor(openSpec: (file: string) => Promise<void>): Executor {
  return {
    async work({ phase, spec }) {
      await openSpec(spec.file);
      return {
        kind: 'awaiting-work',
        message: `Phase ${phase.id} is in progress and waits for work by hand. Run its gates when the work is done.`,
      };
    },
  };
}
