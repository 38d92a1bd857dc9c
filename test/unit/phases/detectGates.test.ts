/** Gates are proposed from what a project has, and added to phasegate.yaml without touching what is there. */
import assert from 'node:assert/strict';
import { proposeGates } from '../../../server/phases/detectGates.ts';
import { readWorkspaceConfig } from '../../../server/phases/readWorkspaceConfig.ts';
import { addGates } from '../../../server/phases/writeGates.ts';

const proposed = (files: Readonly<Record<string, string>>): readonly string[] =>
  proposeGates(new Map(Object.entries(files))).map(({ name, run, problems }) =>
    problems === null ? `${name}: ${run}` : `${name}: ${run} ${problems}`,
  );

const scripts = (bodies: Readonly<Record<string, string>>, more: object = {}): string =>
  JSON.stringify({ ...more, scripts: bodies });

describe('proposeGates', () => {
  it('finds package scripts and the package manager', () => {
    const bodies = { 'check-types': 'tsc --noEmit', lint: 'eslint .', test: 'vitest', build: 'vite build' };
    assert.deepEqual(proposed({ 'package.json': scripts(bodies) }), [
      'typecheck: npm run check-types $tsc',
      'lint: npm run lint $eslint-stylish',
      'test: npm test',
      'build: npm run build',
    ]);
    const test = { test: 'vitest' };
    assert.deepEqual(proposed({ 'package.json': scripts(test), 'pnpm-lock.yaml': '' }), ['test: pnpm test']);
    assert.deepEqual(proposed({ 'package.json': scripts(test), 'yarn.lock': '' }), ['test: yarn test']);
    assert.deepEqual(proposed({ 'package.json': scripts(test), 'bun.lock': '' }), ['test: bun run test']);
    const manager = { packageManager: 'pnpm@9.1.0' };
    assert.deepEqual(proposed({ 'package.json': scripts(test, manager), 'yarn.lock': '' }), ['test: pnpm test']);
  });

  it('proposes nothing for scripts that check nothing and files that cannot be read', () => {
    assert.deepEqual(proposed({ 'package.json': scripts({ test: 'echo "Error: no test specified" && exit 1' }) }), []);
    assert.deepEqual(proposed({ 'package.json': '{' }), []);
    assert.deepEqual(proposed({ 'package.json': '{"scripts": {"test": 3}}' }), []);
    assert.deepEqual(proposed({ 'pyproject.toml': '[project]\nname = "x"\n' }), []);
    assert.deepEqual(proposed({}), []);
  });

  it('knows Rust, Go and Python', () => {
    assert.deepEqual(proposed({ 'Cargo.toml': '[workspace]\nmembers = ["a"]\n' }), [
      'typecheck: cargo check --workspace --all-targets',
      'lint: cargo clippy --workspace --all-targets -- -D warnings',
      'test: cargo test --workspace',
      'build: cargo build --workspace',
    ]);
    const project = '[project]\n[dependency-groups]\ndev = ["pytest>=8", "mypy"]\n[tool.ruff]\n';
    assert.deepEqual(proposed({ 'pyproject.toml': project, 'uv.lock': '' }), [
      'typecheck: uv run mypy .',
      'lint: uv run ruff check .',
      'test: uv run pytest',
    ]);
    assert.deepEqual(proposed({ 'pyproject.toml': '[tool.poetry]\n[tool.pytest.ini_options]\n' }), [
      'test: poetry run pytest',
    ]);
    assert.deepEqual(proposed({ 'tox.ini': '' }), ['test: tox']);
  });

  it('takes make targets where no tool was found', () => {
    const makefile = 'CC = gcc\nall: build\nbuild:\n\t$(CC) a.c\ntest: build\n\t./a\nVERSION := 1\n';
    assert.deepEqual(proposed({ Makefile: makefile }), ['test: make test', 'build: make build $gcc']);
    assert.deepEqual(proposed({ Makefile: makefile, 'go.mod': '' }), [
      'lint: go vet ./... $go',
      'test: go test ./... $go',
      'build: go build ./... $go',
    ]);
  });

  it('names the second of a kind by its tool', () => {
    assert.deepEqual(proposed({ 'package.json': scripts({ test: 'mocha' }), 'go.mod': '' }), [
      'lint: go vet ./... $go',
      'test: npm test',
      'go-test: go test ./... $go',
      'build: go build ./... $go',
    ]);
  });
});

describe('addGates', () => {
  const gates = proposeGates(new Map([['package.json', scripts({ lint: 'eslint .', test: 'mocha' })]]));

  it('writes a configuration that can be read', () => {
    const text = addGates(null, gates) ?? '';
    const { config, problems } = readWorkspaceConfig(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(config.defaultGates, ['lint', 'test']);
    assert.deepEqual(Object.keys(config.gates), ['lint', 'test']);
  });

  it('keeps comments, order and what a person chose', () => {
    const text =
      '# top\nroadmap: plan.md # where\n\ngates:\n  test: { run: ours } # mine\ndefault: [ test ] # chosen\n';
    assert.equal(
      addGates(text, gates),
      '# top\nroadmap: plan.md # where\n\ngates:\n  test: { run: ours } # mine\n  lint:\n    run: npm run lint\n    problems: $eslint-stylish\ndefault: [ test ] # chosen\n',
    );
    assert.match(addGates('# only a comment\n', gates) ?? '', /^# only a comment\n\ngates:/);
    for (const odd of [
      'gates: { a: { run: b } }\n',
      'gates: {}\n',
      'gates:\n    a:\n        run: |\n            b\n            c',
    ]) {
      const { config, problems } = readWorkspaceConfig(addGates(odd, gates) ?? '');
      assert.deepEqual([problems, config.defaultGates], [[], ['lint', 'test']], odd);
    }
  });

  it('adds nothing that is there, and nothing to a file with problems', () => {
    const once = addGates(null, gates) ?? '';
    assert.equal(addGates(once, gates), null);
    assert.throws(() => addGates('gates: [a\n', gates), { code: 'config-invalid' });
  });
});
