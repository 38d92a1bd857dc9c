/** Finds the problem matcher that a gate names. */
import { builtInMatchers } from './builtInMatchers.ts';
import type { OwnMatchers, ProblemMatcher } from './problemMatcher.ts';

/**
 * What matchers are called where they are used.
 *
 * @param own names of the matchers of phasegate.yaml
 */
export function matcherNames(own: readonly string[]): readonly string[] {
  return [...Object.keys(builtInMatchers), ...own].map((name) => `$${name}`);
}

/** @param own names of the matchers of phasegate.yaml; those with problems of their own are named too */
export function isMatcherName(name: string, own: readonly string[]): boolean {
  return matcherNames(own).includes(name);
}

/** @param name as a gate writes it: `$tsc` */
export function findMatcher(name: string, own: OwnMatchers): ProblemMatcher | null {
  if (!name.startsWith('$')) return null;
  const bare = name.slice(1);
  for (const matchers of [own, builtInMatchers]) {
    const found = Object.hasOwn(matchers, bare) ? matchers[bare] : undefined;
    if (found !== undefined && found !== null) return found;
  }
  return null;
}
