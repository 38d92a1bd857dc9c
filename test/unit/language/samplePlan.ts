/** A plan of texts, read by the real readers, and ways to say a place in it by what stands there. */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { TextRange } from '../../../server/base/textRange.ts';
import { planDocument, type PlanDocument } from '../../../server/language/planDocument.ts';
import { withSpecs, type LoadedPlan } from '../../../server/phases/loadedPlan.ts';
import type { LoadedSpec } from '../../../server/phases/plan.ts';
import { readPhaseSpec } from '../../../server/phases/readPhaseSpec.ts';
import { defaultConfig, readWorkspaceConfig } from '../../../server/phases/readWorkspaceConfig.ts';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';

export const root = path.resolve('/workspace');

export const sampleFiles: Readonly<Record<string, string>> = {
  'ROADMAP.md': `# Roadmap 🚀

See [the walls](#phase-17a-walls--doors) first, and \`[no](#phase-17a-walls--doors)\`.

## Phase 00: Ground
**Status:** DONE
**Spec:** stages/phase-00-ground.md
**Goal:** 🏗️ Stand, as [the spec](stages/phase-00-ground.md#ground) says

---

## Phase 17A: Walls & doors
**Status:** TODO
**Spec:** stages/phase-17a-walls.md
**Goal:** Keep the rain out

\`\`\`md
## Phase 99: Not a phase
[no](stages/phase-17a-walls.md)
\`\`\`

## Phase 17B: Roof
**Status:** TODO
**Spec:** stages/missing.md
**Goal:** Keep dry
`,
  'phasegate.yaml': `# The gates
gates:
  typecheck: { run: npm run types, report: out/types.xml }
  unit:
    run: npm test
    cwd: server
    report: reports/unit.xml
    needs: [typecheck]
default: [typecheck, unit]
`,
  'stages/phase-00-ground.md': `---
phase: 00
---
# Ground

## Acceptance criteria
- [x] level
`,
  'stages/phase-17a-walls.md': `---
phase: 17A
gates:
  - typecheck # not unit
  - name: 'own 🧱'
    run: npm run build
    cwd: server
    needs: [typecheck, unit]
    report: reports/own.xml
  - name: criteria
    checklist: Acceptance criteria
    needs: ["own 🧱"]
  - name: files
    files: [docs/api.md, "src/**"]
---
# Walls

After [the ground](../ROADMAP.md#phase-00-ground "title"), before [the roof](<../ROADMAP.md#phase-17b-roof>).

> and [ground]( ./phase-00-ground.md )

<!-- [hidden](../ROADMAP.md#phase-00-ground)
-->

Acceptance criteria
-------------------
- [ ] dry
`,
};

/** @param files texts by their path in the workspace */
export function planOf(files: Readonly<Record<string, string>> = sampleFiles): LoadedPlan {
  const config = files['phasegate.yaml'];
  const read = config === undefined ? { config: defaultConfig, problems: [] } : readWorkspaceConfig(config);
  const roadmapText = files['ROADMAP.md'] ?? '';
  const parsed = parseRoadmap(roadmapText);
  const specs = parsed.roadmap.phases.map((phase) => {
    const text = files[path.posix.normalize(phase.spec ?? '')];
    const file = path.join(root, phase.spec ?? '');
    const missing = { code: 'spec-not-found', severity: 'error', message: 'missing', range: phase.range } as const;
    const loaded: LoadedSpec =
      phase.spec === null || text === undefined
        ? { kind: 'problem', problem: missing, file: phase.spec === null ? null : file }
        : { kind: 'spec', spec: readPhaseSpec(file, text, phase.id, read.config) };
    return { phase, loaded };
  });
  const plan = {
    root,
    config: read.config,
    configFile: config === undefined ? null : { file: path.join(root, 'phasegate.yaml'), text: config },
    configProblems: read.problems,
    roadmapFile: path.join(root, 'ROADMAP.md'),
    roadmapText,
    parsed,
  };
  return withSpecs(plan, specs);
}

export function documentOf(plan: LoadedPlan, name: string): PlanDocument {
  const document = planDocument(plan, path.join(root, name));
  assert.ok(document, `${name} is no document of the plan`);
  return document;
}

/** Offset of the bar in a piece of a text, such as `needs: [ty|pecheck`. */
export function offsetOf(text: string, pieceWithBar: string): number {
  const bar = pieceWithBar.indexOf('|');
  const piece = pieceWithBar.replace('|', '');
  const start = text.indexOf(piece);
  assert.ok(bar >= 0 && start >= 0, `there is no ${pieceWithBar}`);
  assert.equal(text.indexOf(piece, start + 1), -1, `${pieceWithBar} is there twice`);
  return start + bar;
}

export function textOf(text: string, range: TextRange): string {
  return text.slice(range.start, range.end);
}

/** The same texts with CRLF. */
export function withCarriageReturns(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]));
}
