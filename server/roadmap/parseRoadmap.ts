/** Turns the text of a roadmap into its phases and problems, whatever the text is. */
import type { TextRange } from '../base/textRange.ts';
import { checkPhases } from './checkPhases.ts';
import { readPhases } from './readPhases.ts';
import type { ParsedRoadmap } from './roadmap.ts';
import { RoadmapProblems } from './roadmapProblems.ts';

/**
 * Parses and checks a roadmap in one pass over its lines, in time linear in its length.
 *
 * Never throws, and never gives up on the rest of the file. Nothing of the text is changed or lost: all that is read
 * is given as ranges of it, in UTF-16 code units, and what no range covers is nobody's but the writer's. Of problems
 * without number only the first thousand errors and the first thousand warnings are listed.
 */
export function parseRoadmap(text: string): ParsedRoadmap {
  const problems = new RoadmapProblems();
  const phases = readPhases(text, problems);
  if (phases.length === 0) problems.noPhases(firstLine(text));
  checkPhases(text, phases, problems);
  return { roadmap: { phases }, problems: problems.list() };
}

function firstLine(text: string): TextRange {
  const end = text.search(/[\r\n]/);
  return { start: 0, end: end < 0 ? text.length : end };
}
