/** Tests that an agreement to execute is bound to every byte of what would be executed (reliability rows 4 and 5). */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { planExecutions } from '../../../server/phases/plannedExecutions.ts';
import { readPhaseSpec } from '../../../server/phases/readPhaseSpec.ts';
import { readWorkspaceConfig } from '../../../server/phases/readWorkspaceConfig.ts';

const gatesYaml = `phase: 1
gates:
  - name: unit
    run: npm test -- --all
    timeout: 5m
    cwd: server
    env: { CI: "true", MODE: fast }
    report: out.xml
    problems: $tsc
  - name: lint
    run: [node, check.mjs, "--strict"]
    needs: [unit]
    severity: warning
  - name: criteria
    checklist: Acceptance criteria
  - name: files
    files: [docs/a.md]
    absent: ["*.orig"]
  - name: sign-off
    approve: A person accepts
`;

describe('planExecutions', () => {
  let root: string;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'phasegate-consent-')));
    mkdirSync(path.join(root, 'server'));
    writeFileSync(path.join(root, 'server', 'package.json'), '{"scripts":{"test":"mocha","pretest":"echo 1"}}');
    writeFileSync(path.join(root, 'check.mjs'), 'process.exit(0)\n');
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const plan = (frontMatter: string, yaml = '') => {
    const { config } = readWorkspaceConfig(yaml);
    return planExecutions(root, config, readPhaseSpec('/w/a.md', `---\n${frontMatter}---\n`, '1', config), true);
  };

  it('names what would be executed, and what the commands stand for', () => {
    const { executions } = plan(gatesYaml, 'executor: { kind: command, run: ["./agent.sh", "{spec}"] }\n');
    assert.deepEqual(
      executions.map(({ gate, command, cwd }) => [gate, command, cwd]),
      [
        ['executor', './agent.sh "{spec}"', '.'],
        ['unit', 'npm test -- --all', 'server'],
        ['lint', 'node check.mjs --strict', '.'],
      ],
    );
    assert.deepEqual(executions[1]?.expandsTo, ['test: mocha']);
    assert.match(executions[2]?.expandsTo[0] ?? '', /^check\.mjs \([0-9a-f]{12}\)$/);
  });

  it('has the same hash for the same definitions, however they are written', () => {
    const written = plan('phase: 1\ngates:\n  - name: a\n    run: x\n    env: { A: "1", B: "2" }\n');
    const otherwise = plan('gates: [{ env: { B: "2", A: "1" }, "run": "x", name: a }] # comment\n');
    assert.equal(written.sha256, otherwise.sha256);
  });

  it('has another hash after a change of any byte of a definition', () => {
    const before = plan(gatesYaml).sha256;
    const first = gatesYaml.indexOf('gates:') + 'gates:'.length;
    let changed = 0;
    for (let at = first; at < gatesYaml.length; at++) {
      const char = gatesYaml.charAt(at);
      if (!/[A-Za-z0-9$*./]/.test(char)) continue;
      const other = char === 'x' ? 'y' : 'x';
      const spec = `${gatesYaml.slice(0, at)}${other}${gatesYaml.slice(at + 1)}`;
      const { config } = readWorkspaceConfig('');
      const read = readPhaseSpec('/w/a.md', `---\n${spec}---\n`, '1', config);
      // A definition with problems is never run, so it needs no hash of its own.
      if (read.problems.some(({ severity }) => severity === 'error')) continue;
      assert.notEqual(plan(spec).sha256, before, `offset ${at}`);
      changed++;
    }
    assert.ok(changed > 80, `only ${changed} changes were sound definitions`);
  });

  it('has another hash for each of 2,000 mutations of a command', () => {
    const command = 'npm test';
    const hash = (run: string) => plan(`phase: 1\ngates:\n  - name: a\n    run: ${JSON.stringify(run)}\n`).sha256;
    const before = hash(command);
    const insertion = fc.constantFrom(
      '\n',
      '\r',
      ';',
      '&',
      '&&',
      '|',
      '$(id)',
      '`id`',
      '\\',
      ' ',
      '\t',
      '\u0000',
      '"',
      "'",
      '>x',
      '#',
      '😀',
      '\u200b',
      'a',
    );
    fc.assert(
      fc.property(insertion, fc.integer({ min: 1, max: command.length - 1 }), fc.boolean(), (inserted, at, replace) => {
        const mutated = command.slice(0, at) + inserted + command.slice(at + (replace ? 1 : 0));
        fc.pre(mutated !== command);
        assert.notEqual(hash(mutated), before);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has another hash once a script that a command names was edited', () => {
    const before = plan(gatesYaml).sha256;
    writeFileSync(path.join(root, 'check.mjs'), 'process.exit(1)\n');
    const edited = plan(gatesYaml).sha256;
    assert.notEqual(edited, before);
    writeFileSync(path.join(root, 'server', 'package.json'), '{"scripts":{"test":"mocha","pretest":"echo 2"}}');
    assert.notEqual(plan(gatesYaml).sha256, edited);
  });

  it('has another hash for another executor and another environment', () => {
    const hashes = [
      '',
      'executor: { kind: command, run: a }\n',
      'executor: { kind: command, run: b }\n',
      'environment: [A]\n',
    ].map((yaml) => plan(gatesYaml, yaml).sha256);
    assert.equal(new Set(hashes).size, hashes.length);
  });

  it('asks for a run by hand no more than for its gates', () => {
    const { config } = readWorkspaceConfig('');
    const spec = readPhaseSpec('/w/a.md', `---\n${gatesYaml}---\n`, '1', config);
    assert.equal(planExecutions(root, config, spec, true).sha256, planExecutions(root, config, spec, false).sha256);
  });

  it('does not read scripts outside the workspace', () => {
    symlinkSync('/etc/hostname', path.join(root, 'link.sh'));
    const { executions } = plan('phase: 1\ngates:\n  - name: a\n    run: sh link.sh ../x /etc/hostname\n');
    assert.deepEqual(executions[0]?.expandsTo, []);
  });
});
