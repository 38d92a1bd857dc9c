/** Finds the gates that the files of one folder suggest: package scripts, make targets and the usual tools of a language. */
import * as z from 'zod';

type Kind = 'typecheck' | 'lint' | 'test' | 'build';

/** A gate that has no name yet. */
export interface FoundGate {
  readonly kind: Kind;
  /** The command, as it would stand in phasegate.yaml. */
  readonly run: string;
  /** Matcher for the output; null where none is known. */
  readonly problems: string | null;
  /** The file that made it likely. */
  readonly from: string;
  /** `npm`, `cargo`, `python`, … */
  readonly tool: string;
  /** What the command comes to, where a script of the project says so. */
  readonly body: string;
}

export const kinds: readonly Kind[] = ['typecheck', 'lint', 'test', 'build'];

/**
 * @param texts by the name of the file; a file that is there and cannot be read has an empty text
 * @param runner the package manager of the root, for a package that names none; null where there is none
 */
export function findGates(texts: ReadonlyMap<string, string>, runner: string | null): readonly FoundGate[] {
  const found = [...packageGates(texts, runner), ...cargoGates(texts), ...goGates(texts), ...pythonGates(texts)];
  // A makefile often wraps the tools; its targets count only for what no tool was found for.
  const covered = new Set(found.map(({ kind }) => kind));
  return [...found, ...makeGates(texts).filter(({ kind }) => !covered.has(kind))];
}

const packageShape = z.object({
  packageManager: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

const scriptNames: Readonly<Record<Kind, readonly string[]>> = {
  typecheck: ['typecheck', 'type-check', 'types', 'check-types', 'check:types', 'tsc'],
  lint: ['lint', 'lint:check', 'eslint'],
  test: ['test', 'test:unit', 'unit'],
  build: ['build', 'compile'],
};

function packageGates(texts: ReadonlyMap<string, string>, inherited: string | null): FoundGate[] {
  const parsed = packageShape.safeParse(readJson(texts.get('package.json')));
  if (!parsed.success) return [];
  const { scripts = {} } = parsed.data;
  const runner = runnerOf(texts) ?? inherited ?? 'npm';
  return kinds.flatMap((kind): FoundGate[] => {
    const name = scriptNames[kind].find((one) => typeof scripts[one] === 'string');
    const body = name === undefined ? '' : String(scripts[name]);
    // What `npm init` puts there tests nothing and always fails.
    if (name === undefined || /no test specified/.test(body)) return [];
    const run = name === 'test' && runner !== 'bun' ? `${runner} test` : `${runner} run ${name}`;
    return [{ kind, tool: runner, run, problems: matcherOf(body), from: 'package.json', body }];
  });
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text?.replace(/^\uFEFF/, '') ?? '');
  } catch {
    return null;
  }
}

/** The package manager that a folder names or has a lock file of; null where it does neither. */
export function runnerOf(texts: ReadonlyMap<string, string>): string | null {
  const parsed = packageShape.safeParse(readJson(texts.get('package.json')));
  const named = /^(npm|pnpm|yarn|bun)@/.exec((parsed.success ? parsed.data.packageManager : undefined) ?? '')?.[1];
  return named ?? lockFiles.find(([file]) => texts.has(file))?.[1] ?? null;
}

const lockFiles: readonly (readonly [file: string, runner: string])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
];

/** Matchers for the tools that a script calls by name. */
function matcherOf(body: string): string | null {
  if (/\b(?:tsc|vue-tsc)\b/.test(body)) return '$tsc';
  return /\beslint\b/.test(body) ? '$eslint-stylish' : null;
}

function cargoGates(texts: ReadonlyMap<string, string>): FoundGate[] {
  const text = texts.get('Cargo.toml');
  if (text === undefined) return [];
  const whole = /^\[workspace\]/m.test(text) ? ' --workspace' : '';
  const gate = (kind: Kind, run: string): FoundGate => ({
    kind,
    tool: 'cargo',
    run,
    problems: null,
    from: 'Cargo.toml',
    body: '',
  });
  return [
    gate('typecheck', `cargo check${whole} --all-targets`),
    gate('lint', `cargo clippy${whole} --all-targets -- -D warnings`),
    gate('test', `cargo test${whole}`),
    gate('build', `cargo build${whole}`),
  ];
}

function goGates(texts: ReadonlyMap<string, string>): FoundGate[] {
  if (!texts.has('go.mod')) return [];
  const gate = (kind: Kind, run: string): FoundGate => ({
    kind,
    tool: 'go',
    run,
    problems: '$go',
    from: 'go.mod',
    body: '',
  });
  return [gate('lint', 'go vet ./...'), gate('test', 'go test ./...'), gate('build', 'go build ./...')];
}

function pythonGates(texts: ReadonlyMap<string, string>): FoundGate[] {
  const project = texts.get('pyproject.toml') ?? '';
  const hasProject = texts.has('pyproject.toml');
  const prefix =
    texts.has('uv.lock') || /^\[tool\.uv\b/m.test(project)
      ? 'uv run '
      : texts.has('poetry.lock') || /^\[tool\.poetry\b/m.test(project)
        ? 'poetry run '
        : '';
  const uses = (tool: string, config: readonly string[]): string | null => {
    const file = config.find((name) => texts.has(name));
    if (file !== undefined) return file;
    const named = new RegExp(
      String.raw`^\[tool\.${tool}\b|["']${tool}(?:\[[^\]]*\])?\s*(?:["'<>=~!;]|$)|^${tool}\s*=`,
      'm',
    );
    return hasProject && named.test(project) ? 'pyproject.toml' : null;
  };
  const gates: FoundGate[] = [];
  const add = (kind: Kind, run: string, from: string | null): void => {
    if (from !== null) gates.push({ kind, tool: 'python', run: prefix + run, problems: null, from, body: '' });
  };
  add('typecheck', 'mypy .', uses('mypy', ['mypy.ini']));
  if (gates.length === 0) add('typecheck', 'pyright', uses('pyright', []));
  add('lint', 'ruff check .', uses('ruff', ['ruff.toml', '.ruff.toml']));
  const pytest = uses('pytest', ['pytest.ini']);
  if (pytest !== null) add('test', 'pytest', pytest);
  else add('test', 'tox', uses('tox', ['tox.ini']));
  if (prefix !== '' && /^\[build-system\]/m.test(project)) {
    const run = prefix.startsWith('uv') ? 'uv build' : 'poetry build';
    gates.push({ kind: 'build', tool: 'python', run, problems: null, from: 'pyproject.toml', body: '' });
  }
  return gates;
}

function makeGates(texts: ReadonlyMap<string, string>): FoundGate[] {
  const from = (['GNUmakefile', 'makefile', 'Makefile'] as const).find((name) => texts.has(name));
  if (from === undefined) return [];
  const text = texts.get(from) ?? '';
  const targets = new Set([...text.matchAll(/^([A-Za-z][\w.-]*)\s*:(?![:=])/gm)].map((match) => match[1]));
  const names: Readonly<Record<Kind, readonly string[]>> = { ...scriptNames, test: ['test', 'tests', 'check', 'unit'] };
  return kinds.flatMap((kind): FoundGate[] => {
    const target = names[kind].find((name) => targets.has(name));
    const problems = /\b(?:gcc|g\+\+|clang|\$\(CC\)|\$\(CXX\))/.test(text) && kind === 'build' ? '$gcc' : null;
    return target === undefined ? [] : [{ kind, tool: 'make', run: `make ${target}`, problems, from, body: '' }];
  });
}
