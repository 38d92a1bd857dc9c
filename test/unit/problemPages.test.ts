/** Keeps the pages of problem codes true: each code has one, its first example raises it, its second raises nothing. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { specProblemCodes } from '../../server/phases/phaseSpec.ts';
import { regulationProblemCodes } from '../../server/regulations/linkProblems.ts';
import { roadmapProblemCodes } from '../../server/roadmap/roadmap.ts';
import {
  checkRegulationLinks,
  completeExample,
  exampleHistories,
  ExampleWorkspace,
  readProblemPages,
  type ExampleFiles,
  type ProblemPage,
} from './problemPages.ts';

const codes: readonly string[] = [...roadmapProblemCodes, ...specProblemCodes, ...regulationProblemCodes];
const pages = readProblemPages();

/** Files that a page can only describe. */
const undepictable: Readonly<Record<string, ExampleFiles>> = {
  'spec-unreadable': { 'stages/walls.md': Buffer.from([0xff, 0xfe, 0x23, 0x00]) },
};
/** Pages whose example is about a file that is not there. */
const withoutFiles = new Set(['spec-not-found']);

async function check(files: ExampleFiles, code: string) {
  const workspace = new ExampleWorkspace(files);
  try {
    const { problems } = await workspace.check(exampleHistories[code]);
    return [...problems, ...(await checkRegulationLinks(workspace.root, files))];
  } finally {
    workspace.dispose();
  }
}

describe('pages of problem codes', () => {
  it('are one for each code, and none is left over', () => {
    assert.deepEqual(
      pages.map(({ code }) => code),
      [...codes].sort(),
    );
  });

  it('are each linked from docs/problems.md, once', () => {
    const index = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'problems.md'), 'utf8');
    const rows = [
      ...index.matchAll(/^\| \[`([\w-]+)`\]\(problems\/([\w-]+)\.md\) \| (error|warning|information) \|/gm),
    ];
    assert.deepEqual(rows.map(([, code]) => code).sort(), [...codes].sort());
    for (const [, code, file] of rows) assert.equal(file, code);
  });

  for (const page of pages) {
    it(`${page.code} says what it means, why it matters, how to fix it and how it differs`, () => {
      assert.match(page.text, shapeOf(page));
    });

    it(`${page.code} is raised by its first example, at the severity that the page says`, async () => {
      const files = completeExample({ ...page.reported, ...undepictable[page.code] }, !withoutFiles.has(page.code));
      assert.ok(Object.keys(page.reported).length > 0, 'the page has no example');
      const raised = (await check(files, page.code)).filter(({ code }) => code === page.code);
      assert.notEqual(raised.length, 0, `${page.code} is not raised`);
      const said = /^# .*\n\n(\w+)/.exec(page.text)?.[1]?.toLowerCase();
      for (const { severity } of raised) assert.equal(severity, said);
    });

    it(`${page.code} has a second example without any problem`, async () => {
      assert.ok(Object.keys(page.inOrder).length > 0, 'the page has no second example');
      assert.deepEqual(
        (await check(completeExample(page.inOrder), page.code)).map(({ code, message }) => `${code}: ${message}`),
        [],
      );
    });
  }
});

function shapeOf({ code }: ProblemPage): RegExp {
  const parts = [
    `^# \`${code}\`\\n\\n(?:Error|Warning|Information), [^\\n]+`,
    '^## Why it matters\\n\\n\\S',
    '^## Reported\\n\\n',
    '^## In order\\n\\n',
    '^## How to fix it\\n\\n\\S',
    '^## Not to be confused with\\n\\n(?:- \\[`[\\w-]+`\\]\\([\\w-]+\\.md\\): [^\\n]+\\.\\n)+$(?![\\s\\S])',
  ];
  return new RegExp(parts.join('[\\s\\S]*'), 'm');
}
