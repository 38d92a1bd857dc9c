/** Tests each fix by applying it and checking the workspace again: the problem is gone, and no error is new. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { FileProblem, ProblemFix } from '../../../server/base/problem.ts';
import { applyTextEdits } from '../../../server/base/textRange.ts';
import { selectFixes } from '../../../server/language/selectFixes.ts';
import { fixableCodes, findFixes } from '../../../server/phases/fixes/findFixes.ts';
import { trialsLimit, type FixSurroundings } from '../../../server/phases/fixes/fixRequest.ts';
import { diskTextSource } from '../../../server/base/textSource.ts';
import { fillSpec, readTemplates } from '../../../server/phases/templates.ts';
import { withSpecs, type LoadedPlan } from '../../../server/phases/loadedPlan.ts';
import type { WorkspacePlan } from '../../../server/phases/plan.ts';
import { planProblems } from '../../../server/phases/planProblems.ts';
import { readPhaseSpec } from '../../../server/phases/readPhaseSpec.ts';
import { readWorkspaceConfig } from '../../../server/phases/readWorkspaceConfig.ts';
import { regulationProblemCodes } from '../../../server/regulations/linkProblems.ts';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';
import {
  completeExample,
  exampleHistories,
  ExampleWorkspace,
  readProblemPages,
  type ExampleFiles,
} from '../problemPages.ts';
import { anyRoadmap } from '../roadmap/roadmapTexts.ts';

let specTemplate = '';
before(async () => {
  specTemplate = (await readTemplates(tmpdir(), diskTextSource)).spec;
});

const surroundings = (plan: LoadedPlan): FixSurroundings => ({
  plan,
  specText: (details) => fillSpec(specTemplate, details, []),
  trials: { left: trialsLimit },
});

const errorsIn = (problems: readonly FileProblem[]): readonly string[] =>
  problems.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`);

/** What each fix of the first problem with a code makes of a workspace. */
async function applyEach(files: ExampleFiles, code: string) {
  const results: {
    title: string;
    text: (name: string) => string;
    problems: readonly FileProblem[];
    isCertain: boolean;
  }[] = [];
  for (let index = 0; ; index++) {
    const workspace = new ExampleWorkspace(files);
    try {
      const { plan, problems } = await workspace.check(exampleHistories[code]);
      const problem = problems.find((one) => one.code === code);
      assert.ok(problem, `${code} is not raised`);
      const fix = findFixes(problem, surroundings(plan))[index];
      if (fix === undefined) return { before: problems, results };
      apply(workspace, problem, fix);
      const after = await workspace.check(exampleHistories[code]);
      const texts = new Map<string, string>();
      const text = (name: string) => texts.get(name) ?? assert.fail(name);
      for (const { loaded } of after.plan.specs) {
        if (loaded.kind === 'spec') texts.set(path.relative(workspace.root, loaded.spec.file), loaded.spec.text);
      }
      texts.set('ROADMAP.md', after.plan.roadmapText);
      if (after.plan.configFile !== null) texts.set('phasegate.yaml', after.plan.configFile.text);
      results.push({ title: fix.title, text, problems: after.problems, isCertain: fix.isCertain === true });
    } finally {
      workspace.dispose();
    }
  }
}

function apply(workspace: ExampleWorkspace, problem: FileProblem, fix: ProblemFix): void {
  if (fix.edits.length > 0) workspace.write(problem.file, applyTextEdits(problem.text, fix.edits));
  for (const change of fix.otherFiles ?? []) {
    if (change.kind === 'edit') assert.equal(readFileSync(change.file, 'utf8'), change.text);
    workspace.write(change.file, change.kind === 'create' ? change.text : applyTextEdits(change.text, change.edits));
  }
}

/** Closing what was open, or opening a phase, may bring to light what was hidden, so errors may be new there. */
const revealing = new Set(['roadmap-fence-unclosed', 'roadmap-comment-unclosed', 'phase-heading-malformed']);

/** Codes whose examples only a person can correct. */
const leftToPeople: readonly string[] = [
  'spec-unreadable',
  'yaml-invalid',
  'config-value-invalid',
  'gate-kind-missing',
  'gate-kind-conflict',
  'gate-cwd-outside-workspace',
  // Which passage is meant, and whether it still says what was concluded from it.
  ...regulationProblemCodes,
];

describe('the fixes of the documented examples', () => {
  for (const { code, reported } of readProblemPages()) {
    if (leftToPeople.includes(code)) continue;
    it(`${code}: each makes the problem go away and brings no new error`, async () => {
      const { before, results } = await applyEach(completeExample(reported, code !== 'spec-not-found'), code);
      assert.notEqual(results.length, 0, 'there is no fix');
      for (const { title, problems } of results) {
        const left = problems.filter((problem) => problem.code === code).length;
        assert.ok(left < before.filter((problem) => problem.code === code).length, `${title} leaves the problem`);
        const known = new Set(errorsIn(before));
        if (!revealing.has(code))
          assert.deepEqual(
            errorsIn(problems).filter((error) => !known.has(error)),
            [],
            title,
          );
      }
    });
  }

  it('are there for every code that is said to have some', () => {
    const pages = readProblemPages().map(({ code }) => code);
    assert.deepEqual(
      fixableCodes.filter((code) => !pages.includes(code) || leftToPeople.includes(code)),
      [],
    );
  });
});

const walls = '## Phase 2: Walls\n**Status:** TODO\n**Spec:** stages/walls.md\n**Goal:** Four walls stand\n';
const spec = (yaml: string, body = '# Walls\n') => ({
  'ROADMAP.md': walls,
  'stages/walls.md': `---\n${yaml}---\n\n${body}`,
});

interface Case {
  readonly name: string;
  readonly files: ExampleFiles;
  readonly code: string;
  /** Of each fix in turn: its title, the file that it changes, and what is in it afterwards. */
  readonly fixes: readonly (readonly [title: string, file: string, expected: string | RegExp, certain?: 'certain'])[];
}

const cases: readonly Case[] = [
  {
    name: 'renames a duplicate id in the style of the file, and in its spec',
    files: {
      'ROADMAP.md': `${walls.replace('Phase 2', 'Phase 17A')}\n## Phase 17A: Roof\n**Status:** TODO\n**Spec:** stages/roof.md\n**Goal:** Dry\n`,
      'stages/walls.md': '---\nphase: 17A\ngates: [{ name: a, run: x }]\n---\n',
      'stages/roof.md': '---\nphase: 17A\ngates: [{ name: a, run: x }]\n---\n',
    },
    code: 'phase-id-duplicate',
    fixes: [['Rename this phase to 17B, in its spec too', 'stages/roof.md', /^---\nphase: 17B\n/]],
  },
  {
    name: 'creates a missing spec from the template',
    files: { 'ROADMAP.md': walls },
    code: 'spec-not-found',
    fixes: [
      ['Create stages/walls.md from the template', 'stages/walls.md', /^---\nphase: 2\ngates:\n {2}- name: criteria/],
    ],
  },
  {
    name: 'puts a spec field below the status, in a file with CRLF',
    files: { 'ROADMAP.md': '## Phase 2: Wände 🚀\r\n**Status:** TODO\r\n**Goal:** Four\r\n' },
    code: 'phase-spec-missing',
    fixes: [
      [
        'Set the spec to stages/phase-2-wände.md and create it',
        'ROADMAP.md',
        '## Phase 2: Wände 🚀\r\n**Status:** TODO\r\n**Spec:** stages/phase-2-wände.md\r\n**Goal:** Four\r\n',
      ],
    ],
  },
  {
    name: 'adds a goal to fill in at the end of a file without a last line break',
    files: completeExample({ 'ROADMAP.md': '## Phase 2: Walls\n**Status:** TODO\n**Spec:** stages/walls.md' }),
    code: 'phase-goal-missing',
    fixes: [
      [
        'Add a goal to fill in',
        'ROADMAP.md',
        /walls\.md\n\*\*Goal:\*\* Say in one line what will be true when this phase is done$/,
      ],
    ],
  },
  {
    name: 'removes a repeated field, certainly where it says the same',
    files: completeExample({ 'ROADMAP.md': walls.replace('**Goal', '**Status:** TODO\n**Goal') }),
    code: 'phase-field-duplicate',
    fixes: [['Remove this second Status line', 'ROADMAP.md', walls, 'certain']],
  },
  {
    name: 'removes a field that says something else, not certainly',
    files: completeExample({ 'ROADMAP.md': walls.replace('**Goal', '**Status:** DONE\n**Goal') }),
    code: 'phase-field-duplicate',
    fixes: [['Remove this second Status line', 'ROADMAP.md', walls]],
  },
  {
    name: 'corrects a misspelt key where it stands in a list of lines',
    files: spec('phase: 2\ngates:\n  - name: unit\n    run: x\n    tiemout: 5m # long\n'),
    code: 'config-key-unknown',
    fixes: [['Change to timeout', 'stages/walls.md', /timeout: 5m # long/, 'certain']],
  },
  {
    name: 'removes one of several needs, and keeps what stands around it',
    files: spec(
      'phase: 2\ngates:\n  - name: b\n    run: x\n  - name: c\n    run: x\n    needs:\n      - b # builds\n      - zzzzzzzz # gone\n    timeout: 5m\n',
    ),
    code: 'gate-needs-unknown',
    fixes: [['Remove this need', 'stages/walls.md', /needs:\n {6}- b # builds\n {4}timeout: 5m\n/]],
  },
  {
    name: 'leaves an empty list where the only need goes',
    files: spec('phase: 2\ngates:\n  - { name: c, run: x, needs: [zzzzzzzz] }\n'),
    code: 'gate-needs-unknown',
    fixes: [['Remove this need', 'stages/walls.md', /needs: \[\] }/]],
  },
  {
    name: 'leaves an empty list where the only need of several lines goes, also in a file with CRLF',
    files: spec('phase: 2\r\ngates:\r\n  - name: c\r\n    needs:\r\n      - zzzzzzzz\r\n    run: x\r\n'),
    code: 'gate-needs-unknown',
    fixes: [['Remove this need', 'stages/walls.md', /needs:\r\n {6}\[\]\r\n {4}run: x\r\n/]],
  },
  {
    name: 'keeps the comment of the next need',
    files: spec(
      'phase: 2\ngates:\n  - name: b\n    run: x\n  - name: c\n    needs:\n      - zzzzzzzz\n      # builds\n      - b\n    run: x\n',
    ),
    code: 'gate-needs-unknown',
    fixes: [['Remove this need', 'stages/walls.md', /needs:\n {6}# builds\n {6}- b\n {4}run: x\n/]],
  },
  {
    name: 'names a gate after the script that it runs, with a name that is free',
    files: spec('phase: 2\ngates:\n  - { name: lint, run: x }\n  - run: npm run lint\n    timeout: 5m\n'),
    code: 'gate-name-missing',
    fixes: [
      ['Name this gate lint-2', 'stages/walls.md', / {2}- name: lint-2\n {4}run: npm run lint\n {4}timeout: 5m\n/],
    ],
  },
  {
    name: 'removes a gate that is listed twice',
    files: { ...spec('phase: 2\ngates: [unit, unit]\n'), 'phasegate.yaml': 'gates: { unit: { run: x } }\n' },
    code: 'gate-name-duplicate',
    fixes: [['Remove this repeated gate', 'stages/walls.md', /gates: \[unit\]/, 'certain']],
  },
  {
    name: 'corrects a severity',
    files: spec('phase: 2\ngates:\n  - { name: unit, run: x, severity: warn }\n'),
    code: 'gate-value-invalid',
    fixes: [['Change to warning', 'stages/walls.md', /severity: warning }/, 'certain']],
  },
  {
    name: 'offers the boxes of the spec and the gates of phasegate.yaml where there is no gate',
    files: {
      'ROADMAP.md': walls,
      'stages/walls.md': '# Walls\n\n## Done when\n\n- [ ] They stand\n',
      'phasegate.yaml': 'gates:\n  unit: { run: x }',
    },
    code: 'gates-missing',
    fixes: [
      [
        'Add the gates of phasegate.yaml: unit',
        'stages/walls.md',
        /^---\nphase: 2\ngates:\n {2}- unit\n---\n# Walls\n/,
      ],
      [
        'Make unit the default gates in phasegate.yaml',
        'phasegate.yaml',
        'gates:\n  unit: { run: x }\ndefault: [unit]\n',
      ],
      ['Add a checklist gate for "Done when"', 'stages/walls.md', / {2}- name: criteria\n {4}checklist: Done when\n/],
    ],
  },
  {
    name: 'puts gates into front matter that has none, behind what is there',
    files: { 'ROADMAP.md': walls, 'stages/walls.md': '---\nowner: Ada # she knows\ngates: []\n---\n# Walls\n' },
    code: 'gates-missing',
    fixes: [
      [
        'Add a checklist gate for "Acceptance criteria"',
        'stages/walls.md',
        /^---\nowner: Ada # she knows\ngates:\n {2}- name: criteria\n {4}checklist: Acceptance criteria\n---\n# Walls\n\n## Acceptance criteria\n/,
      ],
    ],
  },
  {
    name: 'closes a fence in a list item where the item ends',
    files: completeExample({ 'ROADMAP.md': `${walls}\n- a step\n  \`\`\`sh\n  make\n\nText.\n` }),
    code: 'roadmap-fence-unclosed',
    fixes: [['Close the code fence where its list item ends', 'ROADMAP.md', / {2}make\n\n {2}```\nText\.\n/]],
  },
  {
    name: 'puts an opener in a sentence into backticks',
    files: completeExample({ 'ROADMAP.md': `${walls}\nA comment starts with <!-- as you know.\n` }),
    code: 'roadmap-comment-unclosed',
    fixes: [
      ['Put "<!--" in backticks, as text', 'ROADMAP.md', /with `<!--` as/],
      ['Close the comment at the end of its line', 'ROADMAP.md', /you know\. -->\n/],
      ['Close the comment at the end of the file', 'ROADMAP.md', /you know\. -->\n/],
    ],
  },
  {
    name: 'corrects a spelling of a status that claims no verdict, certainly',
    files: completeExample({ 'ROADMAP.md': walls.replace('TODO', 'wip') }),
    code: 'phase-status-unknown',
    fixes: [['Change the status to IN_PROGRESS', 'ROADMAP.md', walls.replace('TODO', 'IN_PROGRESS'), 'certain']],
  },
  {
    name: 'leaves a spelling of DONE to a person',
    files: completeExample({ 'ROADMAP.md': walls.replace('TODO', 'Done ✅') }),
    code: 'phase-status-unknown',
    fixes: [['Change the status to DONE', 'ROADMAP.md', walls.replace('TODO', 'DONE')]],
  },
  {
    name: 'names a spec in the phase that it says it belongs to, in the place of a file that is not there',
    files: {
      'ROADMAP.md': walls,
      'stages/wall.md': '---\nphase: 2\ngates: [{ name: a, run: x }]\n---\n# Walls\n',
    },
    code: 'spec-unnamed',
    fixes: [['Name it as the spec of phase 2', 'ROADMAP.md', walls.replace('walls.md', 'wall.md')]],
  },
  {
    name: 'names a spec in a phase that has none, or gives it a phase behind the last one',
    files: {
      'ROADMAP.md': `${walls.replace('**Spec:** stages/walls.md\n', '')}\n## Notes\n\nText.\n`,
      'stages/phase-3-roof.md': '---\ngates: [{ name: a, run: x }]\n---\n# Phase 3: A roof 🚀\n',
    },
    code: 'spec-unnamed',
    fixes: [
      ['Name it as the spec of phase 2', 'ROADMAP.md', /TODO\n\*\*Spec:\*\* stages\/phase-3-roof\.md\n\*\*Goal/],
      [
        'Add phase 3 with this spec',
        'ROADMAP.md',
        /stand\n\n## Phase 3: A roof 🚀\n\*\*Status:\*\* TODO\n\*\*Spec:\*\* stages\/phase-3-roof\.md\n\*\*Goal:\*\* [^\n]+\n\n## Notes\n/,
      ],
    ],
  },
  {
    name: 'gives a spec a phase of its own at the end of a file with CRLF and without a last line break',
    files: {
      ...completeExample({ 'ROADMAP.md': walls.replaceAll('\n', '\r\n').trimEnd() }),
      'stages/roof.md': '---\nphase: 7B\n---\n',
    },
    code: 'spec-unnamed',
    fixes: [
      [
        'Add phase 7B with this spec',
        'ROADMAP.md',
        /stand\r\n\r\n## Phase 7B: Roof\r\n\*\*Status:\*\* TODO\r\n\*\*Spec:\*\* stages\/roof\.md\r\n\*\*Goal:\*\* [^\r\n]+\r\n$/,
      ],
    ],
  },
  {
    name: 'names a spec only in the phase that it says, though others lack one',
    files: {
      'ROADMAP.md': `${walls}\n## Phase 3: Roof\n**Status:** TODO\n**Spec:** stages/none.md\n**Goal:** Dry\n`,
      'stages/roof.md': '---\nphase: 3\ngates: [{ name: a, run: x }]\n---\n# Roof\n',
    },
    code: 'spec-unnamed',
    fixes: [
      ['Name it as the spec of phase 3', 'ROADMAP.md', /walls\.md\n[^#]*## Phase 3: Roof\n[^#]*stages\/roof\.md\n/],
    ],
  },
  {
    name: 'leaves a spec to a person whose phase has another one',
    files: { ...completeExample({ 'ROADMAP.md': walls }), 'stages/other.md': '---\nphase: 2\n---\n# Other\n' },
    code: 'spec-unnamed',
    fixes: [],
  },
  {
    name: 'corrects a folder where it stands, in its quotes, or creates it',
    files: { ...spec('phase: 2\ngates:\n  - { name: a, run: x, cwd: "srever/app" }\n'), 'server/app/x': '' },
    code: 'gate-folder-missing',
    fixes: [
      ['Change srever/app to server/app', 'stages/walls.md', /cwd: "server\/app" }/],
      ['Create the folder srever/app with an empty .gitkeep in it', 'stages/walls.md', /cwd: "srever\/app" }/],
    ],
  },
  {
    name: 'corrects the folder of a default gate in phasegate.yaml, of the gate that the problem is about',
    files: {
      ...spec('phase: 2\n'),
      'phasegate.yaml':
        'gates:\n  x: { run: x, cwd: server }\n  unit: { run: x, cwd: sever } # mine\ndefault: [x, unit]\n',
      'server/x': '',
    },
    code: 'gate-folder-missing',
    fixes: [
      ['Change sever to server in phasegate.yaml', 'phasegate.yaml', / {2}unit: { run: x, cwd: server } # mine\n/],
      ['Create the folder sever with an empty .gitkeep in it', 'phasegate.yaml', /sever/],
    ],
  },
  {
    name: 'offers nothing where two groups are left',
    files: {
      ...completeExample({ 'ROADMAP.md': walls }),
      'phasegate.yaml': 'matchers: { own: { pattern: { regexp: "(a)(b)(c)", file: 1, message: 4 } } }\n',
    },
    code: 'matcher-invalid',
    fixes: [],
  },
  {
    name: 'corrects a script in a command, in its quotes',
    files: {
      ...spec("phase: 2\ngates:\n  - name: a\n    run: 'npm run -s lnit -- .'\n"),
      'package.json': '{"scripts":{"lint":"x"}}',
    },
    code: 'gate-script-unknown',
    fixes: [['Change lnit to lint', 'stages/walls.md', / {4}run: 'npm run -s lint -- \.'\n/]],
  },
  {
    name: 'corrects a script in a list of words',
    files: {
      ...spec('phase: 2\ngates:\n  - { name: a, run: [npm, run, "lnit"] }\n'),
      'package.json': '{"scripts":{"lint":"x"}}',
    },
    code: 'gate-script-unknown',
    fixes: [['Change lnit to lint', 'stages/walls.md', /run: \[npm, run, "lint"\]/]],
  },
  {
    name: 'offers nothing for a script that is like none',
    files: {
      ...spec('phase: 2\ngates:\n  - { name: a, run: npm run zzz }\n'),
      'package.json': '{"scripts":{"lint":"x"}}',
    },
    code: 'gate-script-unknown',
    fixes: [],
  },
  ...(
    [
      ['$own: { pattern: $gcc }', 'Rename this matcher to own', 'own: { pattern: $gcc }', 'certain'],
      ['tsc: { pattern: $gcc }', 'Rename this matcher to own-tsc', 'own-tsc: { pattern: $gcc }'],
      ['own: { pattern: gcc }', 'Change to $gcc', 'own: { pattern: $gcc }', 'certain'],
      [
        'own: { pattern: $gcc, severity: warn }',
        'Change to warning',
        'own: { pattern: $gcc, severity: warning }',
        'certain',
      ],
      [
        'own: { pattern: $gcc, fileLocation: autodetect }',
        'Change to autoDetect',
        'own: { pattern: $gcc, fileLocation: autoDetect }',
        'certain',
      ],
      [
        'own: { pattern: { regexp: "(a)(b)", file: "1", message: 2 } }',
        'Change to 1',
        'own: { pattern: { regexp: "(a)(b)", file: 1, message: 2 } }',
        'certain',
      ],
      [
        'own: { pattern: { regexp: "(a)(b)", file: 1, message: 3 } }',
        'Change to 2, the only group that is left',
        'own: { pattern: { regexp: "(a)(b)", file: 1, message: 2 } }',
      ],
      [
        'own: { pattern: { regexp: "(a)(b)", file: 1, message: 2, loop: yes } }',
        'Change to true',
        'own: { pattern: { regexp: "(a)(b)", file: 1, message: 2, loop: true } }',
        'certain',
      ],
    ] as const
  ).map(([before, title, after, certain]): Case => ({
    name: `mends the matcher ${before}`,
    files: { ...completeExample({ 'ROADMAP.md': walls }), 'phasegate.yaml': `matchers:\n  ${before}\n` },
    code: 'matcher-invalid',
    fixes: [
      certain === undefined
        ? [title, 'phasegate.yaml', `matchers:\n  ${after}\n`]
        : [title, 'phasegate.yaml', `matchers:\n  ${after}\n`, certain],
    ],
  })),
  {
    name: 'leaves an expression that is none to a person',
    files: {
      ...completeExample({ 'ROADMAP.md': walls }),
      'phasegate.yaml': 'matchers: { own: { pattern: { regexp: "(" } } }\n',
    },
    code: 'matcher-invalid',
    fixes: [],
  },
  {
    name: 'corrects a misspelt key of a pattern',
    files: {
      ...completeExample({ 'ROADMAP.md': walls }),
      'phasegate.yaml': 'matchers:\n  own:\n    pattern: { regexp: "(a)(b)", file: 1, mesage: 2 }\n',
    },
    code: 'config-key-unknown',
    fixes: [['Change to message', 'phasegate.yaml', /file: 1, message: 2 }/, 'certain']],
  },
];

describe('findFixes', () => {
  it('corrects the folder of the default gate that the problem is about, of several', async () => {
    const workspace = new ExampleWorkspace({
      ...spec('phase: 2\n'),
      'phasegate.yaml': 'gates:\n  x: { run: x, cwd: sever }\n  longer: { run: x, cwd: clent }\ndefault: [x, longer]\n',
      'server/x': '',
      'client/x': '',
    });
    try {
      const { plan, problems } = await workspace.check();
      const titles = problems
        .filter(({ code }) => code === 'gate-folder-missing')
        .map((problem) => findFixes(problem, surroundings(plan))[0]?.title);
      assert.deepEqual(titles, [
        'Change sever to server in phasegate.yaml',
        'Change clent to client in phasegate.yaml',
      ]);
    } finally {
      workspace.dispose();
    }
  });

  for (const { name, files, code, fixes } of cases) {
    it(name, async () => {
      const { results } = await applyEach(files, code);
      assert.deepEqual(
        results.map(({ title }) => title),
        fixes.map(([title]) => title),
      );
      for (const [index, [title, file, expected, certain]] of fixes.entries()) {
        const result = results[index];
        assert.ok(result);
        const text = result.text(file);
        if (typeof expected === 'string') assert.equal(text, expected, title);
        else assert.match(text, expected, `${title}: ${text}`);
        assert.equal(result.isCertain, certain === 'certain', title);
        assert.equal(result.problems.filter((problem) => problem.code === code).length, 0, title);
      }
    });
  }
});

/** A plan of a roadmap alone, whose specs are not looked at. */
function planOf(text: string): LoadedPlan {
  const plan: WorkspacePlan = {
    root: '/nowhere',
    config: {
      roadmap: 'ROADMAP.md',
      gates: {},
      defaultGates: [],
      parallel: 2,
      executor: { kind: 'manual' },
      environment: [],
      matchers: {},
    },
    configFile: null,
    configProblems: [],
    roadmapFile: '/nowhere/ROADMAP.md',
    roadmapText: text,
    parsed: parseRoadmap(text),
  };
  return withSpecs(plan, []);
}

function certainEdits(text: string) {
  const plan = planOf(text);
  const problems = plan.parsed.problems.map((problem) => ({ ...problem, file: plan.roadmapFile, text }));
  return selectFixes(problems.map((problem) => ({ fixes: findFixes(problem, surroundings(plan)) }))).flatMap(
    ({ edits }) => edits,
  );
}

describe('fixing all that is certain', () => {
  it('comes to an end, keeps every other byte, and invents no verdict', () => {
    fc.assert(
      fc.property(anyRoadmap, (original) => {
        let text = original;
        for (let round = 0; ; round++) {
          assert.ok(round < 10, 'there is always something left to fix');
          const edits = certainEdits(text);
          if (edits.length === 0) break;
          const next = applyTextEdits(text, edits);
          // What no edit covers is in the new text, in its order.
          let from = 0;
          let last = 0;
          for (const { range, newText } of [...edits].sort((a, b) => a.range.start - b.range.start)) {
            const kept = text.slice(last, range.start) + newText;
            assert.equal(next.slice(from, from + kept.length), kept);
            from += kept.length;
            last = range.end;
            assert.doesNotMatch(newText, /DONE|FAILED/);
          }
          assert.equal(next.slice(from), text.slice(last));
          text = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whatever the problem and the text', () => {
    fc.assert(
      fc.property(anyRoadmap, (text) => {
        const plan = planOf(text);
        for (const problem of plan.parsed.problems) {
          for (const fix of findFixes({ ...problem, file: plan.roadmapFile, text }, surroundings(plan)))
            parseRoadmap(applyTextEdits(text, fix.edits));
        }
      }),
      { numRuns: 300 },
    );
  });
});

const yamlFragment = fc.constantFrom(
  'gates:\n',
  '  - unit\n',
  '  - unti\n',
  '  - name: a\n',
  '  - run: npm run lint\n',
  '  - { name: b, run: x, tiemout: 5m }\n',
  '  - { run: x, needs: [a, bb, zz] }\n',
  '    run: x\n',
  '    tiemout: 5 minutes # 🚀\n',
  '    severity: warn\n',
  '    needs:\n',
  '      - a\n',
  '      - nothing\n',
  '    checklist: Acceptence criteria\n',
  'phase: 3\n',
  'phase: 2\n',
  '[',
  '"',
  '\t',
  '\r\n',
  '---\n',
);
const config = readWorkspaceConfig('gates: { unit: { run: x }, lint: { run: y } }\n').config;

/** A plan of one phase whose spec has this text. */
function planWithSpec(text: string): LoadedPlan {
  const plan = planOf(walls);
  const [phase] = plan.parsed.roadmap.phases;
  assert.ok(phase);
  const spec = readPhaseSpec('/nowhere/stages/walls.md', text, '2', config);
  return withSpecs({ ...plan, config }, [{ phase, loaded: { kind: 'spec', spec } }]);
}

function specFixes(text: string): readonly (readonly ProblemFix[])[] {
  const plan = planWithSpec(text);
  return planProblems(plan)
    .filter(({ file }) => file !== plan.roadmapFile)
    .map((problem) => findFixes(problem, surroundings(plan)));
}

describe('the fixes of a spec', () => {
  const anySpec = fc
    .array(yamlFragment, { maxLength: 14 })
    .map((parts) => `---\n${parts.join('')}---\n# Walls\n\n## Acceptance criteria\n\n- [ ] x\n`);

  it('never throw, stay inside the text, and applied for certain come to an end', () => {
    fc.assert(
      fc.property(anySpec, (original) => {
        let text = original;
        for (let round = 0; ; round++) {
          assert.ok(round < 10, 'there is always something left to fix');
          const fixes = specFixes(text);
          for (const { edits } of fixes.flat()) {
            for (const { range } of edits) assert.ok(0 <= range.start && range.end <= text.length);
            applyTextEdits(text, edits);
          }
          const edits = selectFixes(fixes.map((one) => ({ fixes: one }))).flatMap((fix) => fix.edits);
          if (edits.length === 0) break;
          const next = applyTextEdits(text, edits);
          const errors = (of: string) => errorsIn(planProblems(planWithSpec(of))).length;
          assert.ok(errors(next) <= errors(text) || readsMore(text, next), `${text}\n=>\n${next}`);
          text = next;
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** A gate that can be read at last may have problems of its own that its first problem hid. */
function readsMore(before: string, after: string): boolean {
  const count = (text: string) =>
    planWithSpec(text).specs.map(({ loaded }) => (loaded.kind === 'spec' ? loaded.spec.gates.length : 0));
  return (count(after)[0] ?? 0) > (count(before)[0] ?? 0);
}
