/** Turns the text of a roadmap into its phases and problems, whatever the text is. */
import { reparseRoadmap } from './reparseRoadmap.ts';
import type { ParsedRoadmap } from './roadmap.ts';

/**
 * Parses and checks a roadmap in one pass over its lines, in time linear in its length.
 *
 * Never throws, and never gives up on the rest of the file. Nothing of the text is changed or lost: all that is read
 * is given as ranges of it, in UTF-16 code units, and what no range covers is nobody's but the writer's. Of problems
 * without number only the first thousand errors and the first thousand warnings are listed.
 */
export function parseRoadmap(text: string): ParsedRoadmap {
  return reparseRoadmap(null, text).parsed;
}
