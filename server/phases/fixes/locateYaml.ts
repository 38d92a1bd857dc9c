/** Finds where in YAML a problem stands, and what is written there. */
import type { SpecGate } from '../phaseSpec.ts';
import { findFrontMatter } from '../readPhaseSpec.ts';
import { YamlSource, type YamlPath } from '../yamlSource.ts';
import type { FixRequest } from './fixRequest.ts';

/** The YAML in which the problem stands, and where; null when the problem is about no part of it. */
export function locate({ plan, problem }: FixRequest): { source: YamlSource; at: YamlPath; isConfig: boolean } | null {
  const { text, file, range } = problem;
  const isConfig = file === plan.configFile?.file;
  const frontMatter = findFrontMatter(text);
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  if (!isConfig && frontMatter.kind !== 'found') return null;
  const source =
    !isConfig && frontMatter.kind === 'found'
      ? new YamlSource(frontMatter.yaml, frontMatter.offset)
      : new YamlSource(text.slice(bom), bom);
  const at = source.problems.length > 0 ? null : source.pathAt(range);
  return at === null ? null : { source, at, isConfig };
}

/** The gates of the spec that holds the problem. */
export function gatesOf({ plan, problem }: FixRequest): readonly SpecGate[] {
  for (const { loaded } of plan.specs) {
    if (loaded.kind === 'spec' && loaded.spec.file === problem.file) return loaded.spec.gates;
  }
  return [];
}

export function valueAt(source: YamlSource, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string | number, unknown>>)[step]
        : undefined,
    source.value,
  );
}
