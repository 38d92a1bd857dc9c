/** Gates are proposed from what a project has, and added to phasegate.yaml without touching what is there. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { diskTextSource } from '../../../server/base/textSource.ts';
import { detectGates, proposeGates } from '../../../server/phases/detectGates.ts';
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

/** What is proposed in a folder with these files, in one line each. */
async function detected(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'phasegate-packages-')));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    const gates = await detectGates(root, diskTextSource);
    return gates.map(({ name, run, cwd, from }) => [name, run, cwd === null ? from : `${cwd} ${from}`].join(' | '));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

describe('detectGates in a monorepo', () => {
  const test = scripts({ test: 'mocha' });

  it('proposes the gates of npm workspaces, run in their folders by the package manager of the root', async () => {
    assert.deepEqual(
      await detected({
        'package.json': JSON.stringify({ workspaces: ['packages/*', 'tools/cli/', '!packages/old'] }),
        'pnpm-lock.yaml': '',
        'packages/web/package.json': scripts({ lint: 'eslint .', test: 'vitest' }),
        'packages/old/package.json': test,
        'packages/empty/README.md': '',
        'packages/node_modules/x/package.json': test,
        'tools/cli/package.json': test,
        'tools/other/package.json': test,
      }),
      [
        'web-lint | pnpm run lint | packages/web packages/web/package.json',
        'web-test | pnpm test | packages/web packages/web/package.json',
        'cli-test | pnpm test | tools/cli tools/cli/package.json',
      ],
    );
    const pnpm = {
      'pnpm-workspace.yaml': 'packages:\n  - "apps/**"\n  - "!**/fixtures/**"\n',
      'apps/a/b/package.json': test,
      'apps/a/fixtures/c/package.json': test,
    };
    assert.deepEqual(await detected(pnpm), ['b-test | npm test | apps/a/b apps/a/b/package.json']);
    assert.deepEqual(
      await detected({
        'package.json': JSON.stringify({ workspaces: { packages: ['a/b'] } }),
        'a/b/package.json': test,
      }),
      ['b-test | npm test | a/b a/b/package.json'],
    );
  });

  it('leaves to the root what the root does for its members', async () => {
    assert.deepEqual(
      await detected({
        'package.json': scripts({ test: 'turbo run test' }, { workspaces: ['packages/*'] }),
        'packages/web/package.json': scripts({ test: 'vitest', build: 'vite build' }),
        'Cargo.toml': '[workspace]\nmembers = [\n  "crates/[ab]*", # two\n]\nexclude = ["crates/b"]\n',
        'crates/a/Cargo.toml': '',
        'crates/b/Cargo.toml': '',
      }),
      [
        'typecheck | cargo check --workspace --all-targets | Cargo.toml',
        'lint | cargo clippy --workspace --all-targets -- -D warnings | Cargo.toml',
        'test | npm test | package.json',
        'cargo-test | cargo test --workspace | Cargo.toml',
        'build | cargo build --workspace | Cargo.toml',
        'web-build | npm run build | packages/web packages/web/package.json',
      ],
    );
  });

  it('proposes the gates of each Go module and of folders with a manifest of their own', async () => {
    assert.deepEqual(
      (
        await detected({
          'go.work': 'go 1.22\nuse (\n\t./services/api // http\n\t../elsewhere\n)\nuse ./lib\n',
          'services/api/go.mod': '',
          'lib/go.mod': '',
          'client/package.json': test,
          'vendor/package.json': test,
          '.hidden/package.json': test,
          'docs/Makefile': 'test:\n',
        })
      ).filter((line) => line.includes('test')),
      [
        'client-test | npm test | client client/package.json',
        'lib-test | go test ./... | lib lib/go.mod',
        'api-test | go test ./... | services/api services/api/go.mod',
      ],
    );
  });

  it('takes a root script that names a folder for it, and tells folders of one name apart', async () => {
    assert.deepEqual(
      await detected({
        'package.json': scripts({ test: 'cd ./client && npm test', lint: 'eslint clients' }),
        'client/package.json': scripts({ test: 'mocha', lint: 'eslint .' }),
      }),
      [
        'lint | npm run lint | package.json',
        'test | npm test | package.json',
        'client-lint | npm run lint | client client/package.json',
      ],
    );
    assert.deepEqual(
      await detected({
        'package.json': JSON.stringify({ workspaces: ['*/web'] }),
        'a/web/package.json': test,
        'b/web/package.json': test,
      }),
      ['a-web-test | npm test | a/web a/web/package.json', 'b-web-test | npm test | b/web b/web/package.json'],
    );
  });

  it('reads manifests that are broken or lead elsewhere as if they named nothing', async () => {
    const odd = ['{', '{"workspaces": 3}', '{"workspaces": ["../..", "/etc", "", "!", "["]}', 'null'];
    for (const text of odd)
      assert.deepEqual(await detected({ 'package.json': text, 'a/b/package.json': test }), [], text);
    for (const text of ['[workspace', '[workspace]\nmembers = 3\n', 'workspace = 1\n']) {
      const found = await detected({ 'Cargo.toml': text, 'a/b/Cargo.toml': '' });
      assert.ok(
        found.every((line) => line.endsWith('| Cargo.toml')),
        text,
      );
    }
    assert.deepEqual(await detected({ 'pnpm-workspace.yaml': 'packages: [', 'a/b/package.json': test }), []);
  });
});

describe('addGates', () => {
  it('writes the folder of a package', () => {
    const web = { name: 'web-test', run: 'npm test', problems: null, cwd: 'packages/web', from: '' };
    const text = addGates(null, [web]) ?? '';
    const { config, problems } = readWorkspaceConfig(text);
    assert.deepEqual(problems, []);
    const gate = config.gates['web-test'];
    assert.ok(gate?.kind === 'run');
    assert.equal(gate.cwd, 'packages/web');
  });

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
