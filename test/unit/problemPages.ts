/** Reads the pages of problem codes, and makes a workspace of each example on them. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import type { FileProblem, Problem } from '../../server/base/problem.ts';
import { diskTextSource } from '../../server/base/textSource.ts';
import { loadSpecs, type LoadedPlan } from '../../server/phases/loadedPlan.ts';
import { loadPlan } from '../../server/phases/loadPlan.ts';
import { findInSurroundings } from '../../server/phases/planFindings.ts';
import { planProblems } from '../../server/phases/planProblems.ts';
import { regulationLinks } from '../../server/language/regulationLinks.ts';
import type { RegulationDocument } from '../../server/regulations/document.ts';
import { linkProblem, seenIn } from '../../server/regulations/linkProblems.ts';
import { readAddress } from '../../server/regulations/passageAddress.ts';
import { readDocuments } from '../../server/regulations/readDocuments.ts';
import type { Resolution } from '../../server/regulations/resolveAddress.ts';
import { parseRoadmap } from '../../server/roadmap/parseRoadmap.ts';

/** Files of an example by their path in the workspace. */
export type ExampleFiles = Readonly<Record<string, string | Buffer>>;

export interface ProblemPage {
  readonly code: string;
  readonly text: string;
  readonly reported: ExampleFiles;
  readonly inOrder: ExampleFiles;
}

const folder = path.join(import.meta.dirname, '..', '..', 'docs', 'problems');

export function readProblemPages(): readonly ProblemPage[] {
  return globSync('*.md', { cwd: folder })
    .sort()
    .map((file) => {
      const text = readFileSync(path.join(folder, file), 'utf8');
      return {
        code: path.basename(file, '.md'),
        text,
        reported: filesBelow(text, 'Reported'),
        inOrder: filesBelow(text, 'In order'),
      };
    });
}

/** The fences below a heading that name a file: "```yaml phasegate.yaml". */
function filesBelow(page: string, heading: string): ExampleFiles {
  const section = page.split(/^## (?=(?:Why it matters|Reported|In order|How to fix it|Not to be confused with)$)/m);
  const text = section.find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const fences = text.matchAll(/^(`{3,})\w+ (\S+)\n([\s\S]*?)^\1$/gm);
  return Object.fromEntries([...fences].map(([, , name = '', content = '']) => [name, content]));
}

const roadmap = '## Phase 2: Walls\n**Status:** TODO\n**Spec:** stages/walls.md\n**Goal:** Four walls stand\n';

/** What an example does not show is in order: a roadmap of one phase, and the specs that its roadmap names. */
export function completeExample(files: ExampleFiles, withSpecs = true): ExampleFiles {
  const plan = files['ROADMAP.md'] ?? roadmap;
  const { phases } = parseRoadmap(String(plan)).roadmap;
  const named = phases.flatMap(({ id, title, spec }) =>
    withSpecs && spec !== null && !spec.startsWith('../') && spec.endsWith('.md')
      ? [[spec, `---\nphase: ${id}\ngates:\n  - { name: unit, run: npm test }\n---\n\n# ${title}\n`] as const]
      : [],
  );
  return { ...Object.fromEntries(named), ...files, 'ROADMAP.md': plan };
}

/** What the history of runs says, for the pages of codes that depend on it. */
export const exampleHistories: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  'status-unproven': new Map([['2', 'its gates never passed']]),
};

/** What is found in the links of `notes.md` when the files in `regs/` are all that is loaded. */
export async function checkRegulationLinks(root: string, files: ExampleFiles): Promise<readonly Problem[]> {
  const loaded: RegulationDocument[] = [];
  for (const name of Object.keys(files).filter((file) => file.startsWith('regs/'))) {
    const reading = await readDocuments({ file: path.join(root, name), name, knownHash: null });
    if (reading.kind === 'read') loaded.push(...reading.documents);
  }
  return regulationLinks(String(files['notes.md'] ?? '')).flatMap(({ destination, range, title }) => {
    const address = readAddress(destination);
    const document = loaded.find(({ id }) => id === address?.document);
    const passage = document?.passages.find(({ reference }) => reference === address?.reference);
    const resolution: Resolution =
      document === undefined
        ? { kind: 'no-document' }
        : passage === undefined
          ? { kind: 'no-passage' }
          : {
              kind: 'found',
              passage: { ...passage, sequence: 1, dataset: 'regs', document, file: document.file },
              fileHash: document.fileHash,
            };
    return linkProblem({ range, address, seen: seenIn(title) }, resolution) ?? [];
  });
}

/** A workspace in a temporary folder, as `phasegate check` sees it. */
export class ExampleWorkspace {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), 'phasegate-example-')));

  constructor(files: ExampleFiles) {
    for (const [name, content] of Object.entries(files)) this.write(path.join(this.root, name), content);
  }

  /** @param file absolute path */
  write(file: string, content: string | Buffer): void {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** @param unproven what the history of runs would say of phases that are DONE, by their ids */
  async check(
    unproven: ReadonlyMap<string, string> = new Map(),
  ): Promise<{ readonly plan: LoadedPlan; readonly problems: readonly FileProblem[] }> {
    const plan = await loadSpecs(await loadPlan(this.root, diskTextSource), diskTextSource);
    const found = await findInSurroundings(plan, diskTextSource, null, () => false);
    return { plan, problems: planProblems(plan, { ...found, unproven }) };
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
