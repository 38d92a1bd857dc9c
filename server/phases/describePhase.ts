/** Says where a phase stands, or all of them, for somebody who cannot see the plan. */
import type { PhaseStanding } from './roadmapOverview.ts';

/** Several lines: status, goal, notes and the gates with their last outcome. */
export function describePhase({ id, title, status, isNext, summary, goal, notes, gates }: PhaseStanding): string {
  const lines = [
    `Phase ${id}: ${title}`,
    `Status: ${status ?? 'none'}${isNext ? ', the next one' : ''}${summary === '' ? '' : `, ${summary}`}`,
    ...(goal === '' ? [] : [`Goal: ${goal}`]),
    ...(notes === null ? [] : [`Notes: ${notes}`]),
    gates.length === 0 ? 'No gates.' : 'Gates:',
    ...gates.map(
      ({ name, state, summary: outcome, detail }) =>
        `- ${name} (${detail}): ${state}${outcome === '' || outcome === state ? '' : `, ${outcome}`}`,
    ),
  ];
  return lines.join('\n');
}

/** A line for each phase. */
export function describePhases(phases: readonly PhaseStanding[]): string {
  const lines = phases.map(
    ({ id, title, status, isNext, summary }) =>
      `Phase ${id}: ${title}. ${status ?? 'no status'}${isNext ? ', the next one' : ''}${summary === '' ? '' : `, ${summary}`}`,
  );
  return lines.length === 0 ? 'The roadmap has no phase.' : lines.join('\n');
}
