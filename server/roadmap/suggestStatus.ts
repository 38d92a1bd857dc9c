/** Finds the status that a person plainly meant by other words. */
import type { PhaseStatus } from './roadmap.ts';

/** Spellings without case, spaces, hyphens and underscores. What may mean two things (blocked, partial) is not here. */
const spellings: ReadonlyMap<string, PhaseStatus> = new Map([
  ...['todo', 'notstarted', 'notyetstarted', 'open', 'pending', 'planned', 'upcoming', 'queued'].map(
    (word): [string, PhaseStatus] => [word, 'TODO'],
  ),
  ...['inprogress', 'started', 'ongoing', 'underway', 'active', 'wip', 'workinprogress', 'doing'].map(
    (word): [string, PhaseStatus] => [word, 'IN_PROGRESS'],
  ),
  ...['done', 'complete', 'completed', 'finished', 'shipped', 'delivered'].map((word): [string, PhaseStatus] => [
    word,
    'DONE',
  ]),
  ...['failed', 'failing', 'fail'].map((word): [string, PhaseStatus] => [word, 'FAILED']),
]);

/** Signs that say the same as the word beside them; any other sign next to a word makes it doubtful. */
const agreeingSigns: Readonly<Record<PhaseStatus, RegExp>> = {
  TODO: /^[⬜☐◻📋📝]*$/u,
  IN_PROGRESS: /^[🚧🔄⏳🏃🔨]*$/u,
  DONE: /^[✅✔☑✓🎉]*$/u,
  FAILED: /^[❌✗✘⛔]*$/u,
};

/** No status is written longer than this, so nothing longer is looked at. */
const longestSpelling = 40;

/** The status that `value` plainly means, or null where that is doubtful: `Incomplete`, `Not complete`, `DONE?`. */
export function suggestStatus(value: string): PhaseStatus | null {
  if (value.length > longestSpelling) return null;
  const plain = value.toLowerCase().replace(/[\s_`*.\ufe0f-]/gu, '');
  const word = plain.replace(/[^\p{L}\p{N}\p{P}]/gu, '');
  const status = spellings.get(word);
  if (status === undefined) return null;
  return agreeingSigns[status].test(plain.replace(word, '')) ? status : null;
}
