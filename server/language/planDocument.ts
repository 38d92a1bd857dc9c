/** The documents of a plan, as language features look at them: the roadmap, the specs and phasegate.yaml. */
import type { TextRange } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { findFrontMatter } from './frontMatter.ts';
import { pairOf, readPlanYaml, type YamlNode } from './planYaml.ts';

interface DocumentText {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
}

export interface RoadmapDocument extends DocumentText {
  readonly kind: 'roadmap';
}

export interface SpecDocument extends DocumentText {
  readonly kind: 'spec';
  /** The phases that name this spec; none when it only looks like one. */
  readonly phases: readonly RoadmapPhase[];
}

export interface ConfigDocument extends DocumentText {
  readonly kind: 'config';
}

export type PlanDocument = RoadmapDocument | SpecDocument | ConfigDocument;

/**
 * @param file absolute path, with links followed as in the plan
 * @param text of the file when it is open; a Markdown file with the front matter of a spec is one, whoever names it
 */
export function planDocument(plan: LoadedPlan, file: string, text: string | null = null): PlanDocument | null {
  if (file === plan.roadmapFile) return roadmapDocument(plan);
  if (file === plan.configFile?.file) return configDocument(plan);
  const naming = plan.specs.filter(({ loaded }) => loaded.kind === 'spec' && loaded.spec.file === file);
  const [first] = naming;
  if (first?.loaded.kind === 'spec') {
    return { kind: 'spec', file, text: first.loaded.spec.text, phases: naming.map(({ phase }) => phase) };
  }
  if (text === null || !file.toLowerCase().endsWith('.md')) return null;
  const document: SpecDocument = { kind: 'spec', file, text, phases: [] };
  const yaml = readDocumentYaml(document);
  return pairOf(yaml, 'phase') !== undefined || pairOf(yaml, 'gates') !== undefined ? document : null;
}

export function roadmapDocument(plan: LoadedPlan): RoadmapDocument {
  return { kind: 'roadmap', file: plan.roadmapFile, text: plan.roadmapText };
}

/** Null when there is no phasegate.yaml. */
export function configDocument(plan: LoadedPlan): ConfigDocument | null {
  return plan.configFile === null ? null : { kind: 'config', ...plan.configFile };
}

/** Every spec that could be read, each once, in the order of the roadmap. */
export function specDocuments(plan: LoadedPlan): readonly SpecDocument[] {
  const found = new Map<string, { text: string; phases: RoadmapPhase[] }>();
  for (const { phase, loaded } of plan.specs) {
    if (loaded.kind !== 'spec') continue;
    const seen = found.get(loaded.spec.file);
    if (seen === undefined) found.set(loaded.spec.file, { text: loaded.spec.text, phases: [phase] });
    else seen.phases.push(phase);
  }
  return [...found].map(([file, { text, phases }]) => ({ kind: 'spec', file, text, phases }));
}

/** Where the YAML of a document stands; null in a roadmap and in a spec without front matter. */
export function yamlRangeOf(document: PlanDocument): TextRange | null {
  switch (document.kind) {
    case 'roadmap':
      return null;
    case 'spec':
      return findFrontMatter(document.text)?.yaml ?? null;
    case 'config':
      return { start: document.text.startsWith('\uFEFF') ? 1 : 0, end: document.text.length };
  }
}

export function readDocumentYaml(document: PlanDocument): YamlNode | null {
  const range = yamlRangeOf(document);
  return range === null ? null : readPlanYaml(document.text, range);
}
