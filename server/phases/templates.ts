/** The texts of new roadmaps and specs: the workspace's own templates where it has some, else ours. */
import path from 'node:path';
import { Failure } from '../base/failure.ts';
import type { TextSource } from '../base/textSource.ts';
import { specLimitBytes } from './plan.ts';

/** Where a workspace keeps its templates, relative to its root. */
export const templateFolder = '.phasegate/templates';

export interface Templates {
  readonly roadmap: string;
  readonly spec: string;
}

/** What the placeholders of a spec template stand for. */
export interface SpecDetails {
  readonly id: string;
  readonly title: string;
  readonly goal: string | null;
  /** Path as the roadmap names it. */
  readonly spec: string;
}

/** A line of the checklist of a new spec. */
export interface SpecCriterion {
  readonly text: string;
  readonly isTicked: boolean;
}

const roadmapTemplate = `# Roadmap

**Status Legend:**
- \`TODO\` - Not started
- \`IN_PROGRESS\` - Currently being worked on
- \`DONE\` - All gates passed
- \`FAILED\` - A gate did not pass (see the notes of the phase)

---

## Phase 1: First phase
**Status:** TODO
**Spec:** stages/phase-1-first-phase.md
**Goal:** Say in one line what will be true when this phase is done

---

## Phase 2: Second phase
**Status:** TODO
**Spec:** stages/phase-2-second-phase.md
**Goal:** Say in one line what will be true when this phase is done
`;

/** It fails its gate until a person ticks what is true. */
const specTemplate = `---
phase: {id}
gates:
  - name: criteria
    checklist: Acceptance criteria
---

# Phase {id}: {title}

## Goal

{goal}

## Scope

Say what belongs to this phase, and what does not.

## Acceptance criteria

{criteria}
`;

const ownSpec = 'spec.md';
const ownRoadmap = 'roadmap.md';

/** @throws Failure `read-failed` when a template is there and cannot be read, `path-outside-workspace` */
export async function readTemplates(root: string, source: TextSource): Promise<Templates> {
  const read = async (name: string, standard: string): Promise<string> => {
    const result = await source.read(path.join(root, templateFolder, name), specLimitBytes, root);
    if (result.kind === 'missing') return standard;
    if (result.kind === 'text') return result.text.replace(/^\uFEFF/, '');
    throw new Failure(
      'read-failed',
      `The template ${templateFolder}/${name} cannot be read as UTF-8 text. Correct or remove it.`,
    );
  };
  return { roadmap: await read(ownRoadmap, roadmapTemplate), spec: await read(ownSpec, specTemplate) };
}

/**
 * Fills a spec template. Placeholders are `{id}`, `{title}`, `{goal}`, `{spec}` and `{criteria}`; every other brace
 * stays. Criteria that a template has no place for follow its heading "Acceptance criteria", or stand at the end.
 */
export function fillSpec(template: string, details: SpecDetails, criteria: readonly SpecCriterion[]): string {
  const boxes = criteria.map(({ text, isTicked }) => `- [${isTicked ? 'x' : ' '}] ${text}`);
  const checklist = boxes.length > 0 ? boxes.join('\n') : '- [ ] Replace this line by something that can be checked';
  const values: Readonly<Record<string, string>> = {
    id: details.id,
    title: details.title,
    goal: details.goal ?? 'Say what will be true when this phase is done.',
    spec: details.spec,
    criteria: checklist,
  };
  const filled = template.replace(/\{(id|title|goal|spec|criteria)\}/g, (_, name: string) => values[name] ?? '');
  return boxes.length === 0 || template.includes('{criteria}') ? filled : withChecklist(filled, checklist);
}

function withChecklist(spec: string, checklist: string): string {
  const heading = /^#{1,6}[ \t]+acceptance criteria[ \t]*$/im.exec(spec);
  if (heading === null) return `${spec.trimEnd()}\n\n## Acceptance criteria\n\n${checklist}\n`;
  const at = heading.index + heading[0].length;
  return `${spec.slice(0, at)}\n\n${checklist}${spec.slice(at)}`;
}
