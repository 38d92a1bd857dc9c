/** What the four statuses mean, in the words of hovers and completions. */
import type { PhaseStatus } from '../roadmap/roadmap.ts';

export const statusMeaning: Readonly<Record<PhaseStatus, string>> = {
  TODO: 'Not started. The phase may run once every phase before it is DONE.',
  IN_PROGRESS: 'Work on the phase has begun, or a run is under way. The runner writes this when the phase is run.',
  DONE: 'All gates of the phase passed. The runner writes this; written by hand it proves nothing.',
  FAILED: 'A gate did not pass. Run the phase or its gates again until they pass; nothing after it runs before.',
};
