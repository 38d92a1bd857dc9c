/** Keeps code and documents together: every code is raised, has its section, and its example raises it. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import * as z from 'zod';
import { failureCodes } from '../../protocol/failure.ts';
import { verbNames } from '../../server/cli/commandLine.ts';
import { exitCodeOfFailure } from '../../server/cli/exitCode.ts';
import { specProblemCodes } from '../../server/phases/phaseSpec.ts';
import { roadmapProblemCodes } from '../../server/roadmap/roadmap.ts';

const repository = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(repository, file), 'utf8');

/** Sections of level 3 whose heading is a name in backticks, by that name. */
function sectionsOf(file: string): ReadonlyMap<string, string> {
  const parts = read(file).split(/^### `([a-z0-9-]+)`\n/m);
  return new Map(parts.flatMap((part, index) => (index % 2 === 1 ? [[part, parts[index + 1] ?? ''] as const] : [])));
}

const serverSources = globSync('server/**/*.ts', { cwd: repository }).map((file) => ({ file, text: read(file) }));

/** Files of the server in which a code stands as a string, without the one that lists it. */
function raisedIn(code: string, list: string): readonly string[] {
  return serverSources
    .filter(({ file, text }) => file !== list && !file.startsWith('server/phases/fixes/') && text.includes(`'${code}'`))
    .map(({ file }) => file);
}

describe('problem codes', () => {
  // Their pages are held against the code in problemPages.test.ts.
  for (const [list, listed] of [
    ['server/roadmap/roadmap.ts', roadmapProblemCodes],
    ['server/phases/phaseSpec.ts', specProblemCodes],
  ] as const)
    for (const code of listed) it(`${code} is raised somewhere`, () => assert.notDeepEqual(raisedIn(code, list), []));
});

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

/** What the documents say of package.json. */
const manifest = z
  .object({
    scripts: z.record(z.string(), z.string()),
    contributes: z.object({
      configuration: z.object({ properties: z.record(z.string(), z.unknown()) }),
      keybindings: z.array(z.object({ command: z.string(), key: z.string() })),
    }),
  })
  .parse(JSON.parse(read('package.json')));

describe('documents', () => {
  const documents = globSync(['*.md', 'docs/**/*.md', 'stages/*.md'], { cwd: repository, ignore: 'ROADMAP.md' });

  for (const file of documents) {
    it(`${file} links to what exists`, () => {
      const text = read(file)
        .replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, '')
        .replaceAll(/`[^`\n]+`/g, '');
      const broken = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)]
        .map(([, target]) => target ?? '')
        .filter((target) => !leadsSomewhere(file, target));
      assert.deepEqual(broken, []);
    });

    it(`${file} names npm scripts that exist`, () => {
      const unknown = [...read(file).matchAll(/\bnpm run ([a-z][\w:-]*)/g)]
        .map(([, script]) => script ?? '')
        .filter((script) => !(script in manifest.scripts) && !exampleScripts.has(script));
      assert.deepEqual(unknown, []);
    });
  }

  for (const file of ['ARCHITECTURE.md', 'CONTRIBUTING.md'])
    it(`${file} names files that exist`, () => {
      const named = [
        ...read(file).matchAll(/`((?:client|server|protocol|webview|scripts|stages|test|bench|docs)\/[\w./-]*)`/g),
      ];
      const missing = named.map(([, name]) => name ?? '').filter((name) => !leadsSomewhere(file, name));
      assert.notEqual(named.length, 0);
      assert.deepEqual(missing, []);
    });

  it('README.md lists the keys, settings and verbs that there are', () => {
    const text = read('README.md');
    const rows = (heading: RegExp): readonly string[] =>
      (heading.exec(text)?.[1] ?? '').split('\n').flatMap((row) => /^\| `([^`]+)`/.exec(row)?.[1] ?? []);
    const keys = manifest.contributes.keybindings.map(({ key }) => key.replace('ctrl+alt+g ', ''));
    assert.deepEqual(rows(/chords after `ctrl\+alt\+g`:\n\n([\s\S]*?)\n\n/), keys);
    const settings = Object.keys(manifest.contributes.configuration.properties);
    assert.deepEqual(rows(/\*\*Settings\*\*\n\n([\s\S]*?)\n\n/), settings);
    const verbs = rows(/\| command \| does \|\n([\s\S]*?)\n\n/).map((usage) => usage.split(' ')[1]);
    assert.deepEqual(verbs, verbNames);
  });
});

/** Scripts of the reader's own project, in examples. */
const exampleScripts = new Set(['typecheck']);

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
