/** Keeps code and documents together: every code is raised, has its section, and its example raises it. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { failureCodes } from '../../protocol/failure.ts';
import { exitCodeOfFailure } from '../../server/cli/exitCode.ts';
import { specProblemCodes } from '../../server/phases/phaseSpec.ts';
import { readPhaseSpec } from '../../server/phases/readPhaseSpec.ts';
import { readWorkspaceConfig } from '../../server/phases/readWorkspaceConfig.ts';
import { parseRoadmap } from '../../server/roadmap/parseRoadmap.ts';
import { roadmapProblemCodes } from '../../server/roadmap/roadmap.ts';

const repository = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(repository, file), 'utf8');

/** Sections of level 3 whose heading is a name in backticks, by that name. */
function sectionsOf(file: string): ReadonlyMap<string, string> {
  const parts = read(file).split(/^### `([a-z0-9-]+)`\n/m);
  return new Map(parts.flatMap((part, index) => (index % 2 === 1 ? [[part, parts[index + 1] ?? ''] as const] : [])));
}

/** The first fenced block of a section. */
function exampleOf(section: string): string | null {
  return /^(`{3,})\w*\n([\s\S]*?)^\1$/m.exec(section)?.[2] ?? null;
}

const serverSources = globSync('server/**/*.ts', { cwd: repository }).map((file) => ({ file, text: read(file) }));

/** Files of the server in which a code stands as a string, without the one that lists it. */
function raisedIn(code: string, list: string): readonly string[] {
  return serverSources.filter(({ file, text }) => file !== list && text.includes(`'${code}'`)).map(({ file }) => file);
}

describe('problem codes', () => {
  let sections: ReadonlyMap<string, string> = new Map();
  before(() => void (sections = sectionsOf('docs/problems.md')));
  const codes: readonly string[] = [...roadmapProblemCodes, ...specProblemCodes];
  /** What no text alone can show: it takes files, or the lack of something. */
  const withoutExample = ['spec-unreadable', 'gates-missing'];
  const needsFiles = ['spec-not-found', 'spec-outside-workspace', 'spec-is-folder', 'spec-shared'];

  it('have one section each in docs/problems.md, and no section is left over', () => {
    assert.deepEqual([...sections.keys()].sort(), [...codes].sort());
  });

  for (const [list, listed] of [
    ['server/roadmap/roadmap.ts', roadmapProblemCodes],
    ['server/phases/phaseSpec.ts', specProblemCodes],
  ] as const)
    for (const code of listed) it(`${code} is raised somewhere`, () => assert.notDeepEqual(raisedIn(code, list), []));

  for (const code of codes.filter((candidate) => !withoutExample.includes(candidate)))
    it(`${code} has an example${needsFiles.includes(code) ? '' : ' that raises it'}`, () => {
      const example = exampleOf(sections.get(code) ?? '');
      assert.ok(example !== null, 'the section has no example');
      if (needsFiles.includes(code)) return;
      assert.ok(problemsOf(code, example).includes(code), example);
    });
});

/** Codes that an example of the documentation raises, read as the kind of file that its code is about. */
function problemsOf(code: string, example: string): readonly string[] {
  if ((roadmapProblemCodes as readonly string[]).includes(code)) {
    const text = /^(## Phase|# Plan|<!--|```|## phase)/.test(example) ? example : `## Phase 2: Walls\n${example}`;
    return parseRoadmap(text).problems.map((problem) => problem.code);
  }
  const config = readWorkspaceConfig(example);
  const spec = example.startsWith('---') ? example : `---\n${example}---\n`;
  const known = readWorkspaceConfig('gates: { unit: { run: npm test } }').config;
  return [...config.problems, ...readPhaseSpec('/stages/walls.md', spec, '2', known).problems].map(
    (problem) => problem.code,
  );
}

describe('failure codes', () => {
  it('have one section each in docs/failures.md, and no section is left over', () => {
    const sections = sectionsOf('docs/failures.md');
    assert.deepEqual([...sections.keys()].sort(), [...failureCodes].sort());
  });

  it('say the exit codes that the terminal program ends with', () => {
    const said = [...sectionsOf('docs/failures.md')].map(([code, text]) => [
      code,
      Number(/Exit\s+code\s+(\d+)\.\s*$/.exec(text.split(/^## /m)[0] ?? '')?.[1]),
    ]);
    const real = failureCodes.map((code): [string, number] => [code, exitCodeOfFailure(code)]);
    assert.deepEqual(Object.fromEntries(said), Object.fromEntries(real));
  });

  for (const code of failureCodes)
    it(`${code} is raised somewhere`, () => assert.notDeepEqual(raisedIn(code, 'protocol/failure.ts'), []));
});

describe('documents', () => {
  const documents = globSync(['*.md', 'docs/**/*.md', 'stages/*.md'], { cwd: repository, ignore: 'ROADMAP.md' });

  for (const file of documents)
    it(`${file} links to what exists`, () => {
      const text = read(file)
        .replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, '')
        .replaceAll(/`[^`\n]+`/g, '');
      const broken = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)]
        .map(([, target]) => target ?? '')
        .filter((target) => !leadsSomewhere(file, target));
      assert.deepEqual(broken, []);
    });
});

/** Whether a relative link names a file and, where it has a fragment, a heading in it. */
function leadsSomewhere(from: string, target: string): boolean {
  const [relative = '', fragment] = target.split('#');
  const file = relative === '' ? from : path.join(path.dirname(from), relative);
  if (statSync(path.join(repository, file), { throwIfNoEntry: false }) === undefined) return false;
  if (fragment === undefined) return true;
  const anchors = [...read(file).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return anchors.includes(fragment);
}
