/** Tests that stage specs and phasegate.yaml are read as documented, and that each problem is found at its place. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineIndex } from '../../../server/base/lineIndex.ts';
import type { PhaseSpec, SpecProblemCode } from '../../../server/phases/phaseSpec.ts';
import { readPhaseSpec } from '../../../server/phases/readPhaseSpec.ts';
import { defaultConfig, readWorkspaceConfig } from '../../../server/phases/readWorkspaceConfig.ts';

const config = readWorkspaceConfig('gates:\n  typecheck: { run: npm run typecheck, problems: $tsc }\n').config;

function read(frontMatter: string, body = '# Spec\n'): PhaseSpec {
  return readPhaseSpec('/w/stages/a.md', `---\n${frontMatter}---\n\n${body}`, '17A', config);
}

function codes(spec: { problems: PhaseSpec['problems'] }): SpecProblemCode[] {
  return spec.problems.map(({ code }) => code);
}

/** Line and column from 1, of the first problem. */
function place(spec: PhaseSpec): string {
  const range = spec.problems[0]?.range;
  assert.ok(range);
  const { line, character } = new LineIndex(spec.text).positionAt(range.start);
  return `${line + 1}:${character + 1}`;
}

describe('readPhaseSpec', () => {
  it('reads every gate of the documented example', () => {
    const spec = read(
      `phase: 17A
gates:
  - typecheck                      # a gate named in phasegate.yaml
  - name: unit                     # or defined here
    run: npm test
    timeout: 10m                   # default 10m
    cwd: server                    # inside the workspace
    env: { CI: "true" }
    needs: [typecheck]             # otherwise gates may run side by side
    report: reports/junit.xml      # JUnit XML, TAP or SARIF → tests and problems
    problems: $tsc                 # matcher for the output → problems
    severity: error                # or warning: reported, does not fail the phase
  - name: criteria
    checklist: Acceptance criteria # every box under this heading is ticked
  - name: documented
    files: [docs/api.md]           # globs that must exist
    absent: ["**/*.orig"]          # globs that must not
  - name: sign-off
    approve: A person accepts the result
`,
      '# Spec\n\n## Acceptance criteria\n',
    );
    assert.deepEqual(codes(spec), []);
    assert.deepEqual(
      spec.gates.map(({ definition }) => definition),
      [
        {
          kind: 'run',
          name: 'typecheck',
          command: 'npm run typecheck',
          cwd: '.',
          env: {},
          timeoutMs: 600_000,
          severity: 'error',
          needs: [],
          report: null,
          problems: '$tsc',
        },
        {
          kind: 'run',
          name: 'unit',
          command: 'npm test',
          cwd: 'server',
          env: { CI: 'true' },
          timeoutMs: 600_000,
          severity: 'error',
          needs: ['typecheck'],
          report: 'reports/junit.xml',
          problems: '$tsc',
        },
        {
          kind: 'checklist',
          name: 'criteria',
          heading: 'Acceptance criteria',
          timeoutMs: 600_000,
          severity: 'error',
          needs: [],
        },
        {
          kind: 'files',
          name: 'documented',
          files: ['docs/api.md'],
          absent: ['**/*.orig'],
          timeoutMs: 600_000,
          severity: 'error',
          needs: [],
        },
        {
          kind: 'approve',
          name: 'sign-off',
          statement: 'A person accepts the result',
          timeoutMs: 600_000,
          severity: 'error',
          needs: [],
        },
      ],
    );
  });

  it('points at each gate', () => {
    const spec = read('gates:\n  - typecheck\n  - name: own\n    run: x\n');
    const texts = spec.gates.map(({ range }) => spec.text.slice(range.start, range.end).trim());
    assert.deepEqual(texts, ['typecheck', 'name: own\n    run: x']);
  });

  it('takes argv arrays, booleans in env and durations in parts', () => {
    const spec = read(
      'gates:\n  - name: a\n    run: [node, "-e", "1 && 2"]\n    env: { CI: true, N: 2 }\n    timeout: 1h 30m\n',
    );
    const gate = spec.gates[0]?.definition;
    assert.ok(gate?.kind === 'run');
    assert.deepEqual(gate.command, ['node', '-e', '1 && 2']);
    assert.deepEqual(gate.env, { CI: 'true', N: '2' });
    assert.equal(gate.timeoutMs, 5_400_000);
  });

  it('keeps ids that YAML would turn into numbers', () => {
    for (const id of ['00', '2.10', '017', '1e3']) {
      const spec = readPhaseSpec('/w/a.md', `---\nphase: ${id}\ngates:\n  - typecheck\n---\n`, id, config);
      assert.deepEqual(codes(spec), [], id);
    }
  });

  const faulty: readonly (readonly [name: string, frontMatter: string, code: SpecProblemCode, place: string])[] = [
    ['invalid YAML, with line and column', 'phase: 17A\ngates:\n  - name: [a\n', 'yaml-invalid', '5:1'],
    ['a key twice', 'phase: 17A\nphase: 17B\n', 'yaml-invalid', '3:1'],
    ['another phase', 'phase: 17B\ngates: [typecheck]\n', 'spec-phase-mismatch', '2:8'],
    ['gates that are no list', 'gates: typecheck\n', 'config-value-invalid', '2:8'],
    ['front matter that is no mapping', '- a\n', 'config-value-invalid', '2:1'],
    ['a gate without a name', 'gates:\n  - run: x\n', 'gate-name-missing', '3:5'],
    ['an empty name', 'gates:\n  - name: ""\n    run: x\n', 'gate-value-invalid', '3:11'],
    [
      'two gates with one name',
      'gates:\n  - typecheck\n  - name: typecheck\n    run: x\n',
      'gate-name-duplicate',
      '4:11',
    ],
    ['no kind', 'gates:\n  - name: a\n', 'gate-kind-missing', '3:5'],
    ['two kinds', 'gates:\n  - name: a\n    run: x\n    approve: y\n', 'gate-kind-conflict', '5:5'],
    ['run and absent', 'gates:\n  - name: a\n    run: x\n    absent: ["*.orig"]\n', 'gate-kind-conflict', '5:5'],
    ['an unknown gate', 'gates:\n  - nothing\n', 'gate-unknown', '3:5'],
    ['an unknown key', 'gates:\n  - name: a\n    run: x\n    timout: 1m\n', 'config-key-unknown', '5:5'],
    ['a key of another kind', 'gates:\n  - name: a\n    approve: x\n    cwd: y\n', 'gate-value-invalid', '5:5'],
    ['a bad duration', 'gates:\n  - name: a\n    run: x\n    timeout: soon\n', 'gate-value-invalid', '5:14'],
    ['a duration without a unit', 'gates:\n  - name: a\n    run: x\n    timeout: 600\n', 'gate-value-invalid', '5:14'],
    ['an empty command', 'gates:\n  - name: a\n    run: ""\n', 'gate-value-invalid', '4:10'],
    ['an empty list of words', 'gates:\n  - name: a\n    run: []\n', 'gate-value-invalid', '4:10'],
    ['an empty list of globs', 'gates:\n  - name: a\n    files: []\n', 'gate-value-invalid', '4:12'],
    ['a folder outside', 'gates:\n  - name: a\n    run: x\n    cwd: ../other\n', 'gate-cwd-outside-workspace', '5:5'],
    ['an absolute folder', 'gates:\n  - name: a\n    run: x\n    cwd: /etc\n', 'gate-cwd-outside-workspace', '5:5'],
    ['a need that is no gate', 'gates:\n  - name: a\n    run: x\n    needs: [b]\n', 'gate-needs-unknown', '5:13'],
    ['a gate that needs itself', 'gates:\n  - name: a\n    run: x\n    needs: [a]\n', 'gate-needs-cycle', '3:5'],
    [
      'needs in a circle',
      'gates:\n  - name: a\n    run: x\n    needs: [b]\n  - name: b\n    run: x\n    needs: [a]\n',
      'gate-needs-cycle',
      '3:5',
    ],
    [
      'a checklist without its heading',
      'gates:\n  - name: a\n    checklist: Nowhere\n',
      'gate-checklist-heading-missing',
      '4:16',
    ],
    ['no gates', 'phase: 17A\n', 'gates-missing', '2:1'],
  ];
  for (const [name, frontMatter, code, expected] of faulty) {
    it(`finds ${name}`, () => {
      const spec = read(frontMatter);
      assert.deepEqual(codes(spec), [code]);
      assert.equal(place(spec), expected);
      assert.match(spec.problems[0]?.message ?? '', /[.?]$/);
    });
  }

  it('finds front matter that is not closed', () => {
    const spec = readPhaseSpec('/w/a.md', '---\nphase: 17A\n# Spec\n', '17A', config);
    assert.deepEqual(codes(spec), ['front-matter-unclosed']);
  });

  it('reads CRLF, a BOM and "..." as an end', () => {
    const spec = readPhaseSpec(
      '/w/a.md',
      '\uFEFF---\r\nphase: 17A\r\ngates:\r\n  - typecheck\r\n...\r\n# Spec\r\n',
      '17A',
      config,
    );
    assert.deepEqual(codes(spec), []);
    assert.equal(spec.gates.length, 1);
  });

  it('falls back to the default gates', () => {
    const withDefault = readWorkspaceConfig('gates:\n  a: { run: x }\n  b: { approve: y }\ndefault: [b, a]\n').config;
    for (const text of ['# no front matter\n', '---\nphase: 17A\n---\n', '---\ngates: []\n---\n', '---\n---\n']) {
      const spec = readPhaseSpec('/w/a.md', text, '17A', withDefault);
      assert.deepEqual(
        spec.gates.map(({ definition }) => definition.name),
        ['b', 'a'],
        text,
      );
      assert.deepEqual(codes(spec), []);
    }
  });

  it('says that a phase without any gate can never be done', () => {
    assert.deepEqual(codes(readPhaseSpec('/w/a.md', '# no front matter\n', '1', defaultConfig)), ['gates-missing']);
  });

  it('never throws, and keeps every range inside the text', () => {
    const fragment = fc.constantFrom(
      '---\n',
      'gates:\n',
      '  - name: a\n',
      '    run: x\n',
      '  - ',
      '{',
      '[',
      '&a ',
      '*a',
      '"',
      ': ',
      '\t',
      'needs: [a]\n',
      '😀',
      '\r\n',
      '#',
      '!!js ',
      '<<: *a\n',
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 30 }), (parts) => {
        const text = `---\n${parts.join('')}\n---\n`;
        const spec = readPhaseSpec('/w/a.md', text, '1', config);
        for (const { range } of [...spec.problems, ...spec.gates]) {
          assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses YAML that is nested without end, at once', () => {
    for (const deep of [
      `gates: ${'['.repeat(40_000)}`,
      `gates:\n${'- '.repeat(40_000)}x`,
      `a: ${'{a: '.repeat(20_000)}`,
    ]) {
      const spec = read(`${deep}\n`);
      assert.deepEqual(codes(spec), ['yaml-invalid']);
      assert.match(spec.problems[0]?.message ?? '', /more than 64 levels/);
    }
  });

  it('is not blown up by aliases', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, level) => `a${level + 1}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(', ')}]\n`,
    );
    const spec = read(`a0: &a0 [x]\n${bomb.join('')}`);
    assert.deepEqual(codes(spec), ['yaml-invalid']);
  });
});

describe('readWorkspaceConfig', () => {
  it('reads the documented example', () => {
    const { config: read, problems } = readWorkspaceConfig(`roadmap: docs/ROADMAP.md
gates:
  typecheck: { run: npm run typecheck, problems: $tsc }
  unit: { run: npm test }
default: [typecheck, unit]
parallel: 3
executor: { kind: manual }
`);
    assert.deepEqual(problems, []);
    assert.equal(read.roadmap, 'docs/ROADMAP.md');
    assert.deepEqual(Object.keys(read.gates), ['typecheck', 'unit']);
    assert.deepEqual(read.defaultGates, ['typecheck', 'unit']);
    assert.equal(read.parallel, 3);
    assert.deepEqual(read.executor, { kind: 'manual' });
  });

  it('reads gates.default as default', () => {
    const { config: read, problems } = readWorkspaceConfig('gates:\n  a: { run: x }\n  default: [a]\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(read.defaultGates, ['a']);
    assert.deepEqual(Object.keys(read.gates), ['a']);
  });

  it('reads both spellings of a command executor', () => {
    for (const executor of ['{ kind: command, run: "agent {spec}" }', '{ command: { run: "agent {spec}" } }']) {
      const { config: read, problems } = readWorkspaceConfig(`executor: ${executor}\n`);
      assert.deepEqual(problems, []);
      assert.deepEqual(read.executor, { kind: 'command', command: 'agent {spec}' });
    }
  });

  it('refuses a placeholder in the script of a shell', () => {
    for (const run of [
      '[sh, -c, "cat {spec}"]',
      '"bash -lc \'cat {goal}\'"',
      '[/bin/zsh, -c, "{phase}"]',
      '[cmd.exe, /c, "type {spec}"]',
    ]) {
      const { problems } = readWorkspaceConfig(`executor: { kind: command, run: ${run} }\n`);
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['config-value-invalid'],
        run,
      );
    }
    assert.deepEqual(readWorkspaceConfig('executor: { kind: command, run: [sh, script.sh, "{spec}"] }\n').problems, []);
  });

  it('is the default for an empty file', () => {
    for (const text of ['', '\n', '# nothing\n', '\uFEFF']) {
      assert.deepEqual(readWorkspaceConfig(text), { config: defaultConfig, problems: [] });
    }
  });

  const faulty: readonly (readonly [text: string, code: SpecProblemCode])[] = [
    ['gates: [a]\n', 'config-value-invalid'],
    ['- a\n', 'config-value-invalid'],
    ['gate: {}\n', 'config-key-unknown'],
    ['parallel: 0\n', 'config-value-invalid'],
    ['parallel: many\n', 'config-value-invalid'],
    ['executor: { kind: robot }\n', 'config-value-invalid'],
    ['default: [a]\n', 'gate-unknown'],
    ['gates:\n  a: { run: x, approve: y }\n', 'gate-kind-conflict'],
    ['gates:\n  a: [b]\n', 'gate-value-invalid'],
    ['gates:\n  a: { run: x }\n  default: [a]\ndefault: [a]\n', 'config-value-invalid'],
    ['environment: ["A B"]\n', 'config-value-invalid'],
    ['a: {\n', 'yaml-invalid'],
  ];
  for (const [text, code] of faulty) {
    it(`finds ${code} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(
        readWorkspaceConfig(text).problems.map((problem) => problem.code),
        [code],
      );
    });
  }
});
