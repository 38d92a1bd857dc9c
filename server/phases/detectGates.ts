/** Proposes gates from what a project already has: package scripts, make targets and the usual tools of a language. */
import type { TextSource } from '../base/textSource.ts';
import path from 'node:path';
import { z } from 'zod';
import { specLimitBytes } from './plan.ts';

/** A gate that the workspace could have. */
export interface ProposedGate {
  readonly name: string;
  /** The command, as it would stand in phasegate.yaml. */
  readonly run: string;
  /** Matcher for the output; null where none is known. */
  readonly problems: string | null;
  /** The file that made it likely. */
  readonly from: string;
}

type Kind = 'typecheck' | 'lint' | 'test' | 'build';
type Found = Omit<ProposedGate, 'name'> & { readonly kind: Kind; readonly tool: string };

const kinds: readonly Kind[] = ['typecheck', 'lint', 'test', 'build'];

/** Files that are looked at, in the workspace's root. */
const files = [
  'package.json',
  'Makefile',
  'makefile',
  'GNUmakefile',
  'Cargo.toml',
  'go.mod',
  'pyproject.toml',
  'tox.ini',
  'ruff.toml',
  '.ruff.toml',
  'mypy.ini',
  'pytest.ini',
  'uv.lock',
  'poetry.lock',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'package-lock.json',
] as const;

/** Reads the workspace and proposes gates; nothing is run and nothing is written. */
export async function detectGates(root: string, source: TextSource): Promise<readonly ProposedGate[]> {
  const texts = new Map<string, string>();
  for (const name of files) {
    const read = await source.read(path.join(root, name), specLimitBytes, root);
    if (read.kind === 'text') texts.set(name, read.text);
    else if (read.kind === 'not-utf8' || read.kind === 'too-large') texts.set(name, '');
  }
  return proposeGates(texts);
}

/** @param texts by the name of the file; a file that is there and cannot be read has an empty text */
export function proposeGates(texts: ReadonlyMap<string, string>): readonly ProposedGate[] {
  const found = [...packageGates(texts), ...cargoGates(texts), ...goGates(texts), ...pythonGates(texts)];
  // A makefile often wraps the tools; its targets count only for what no tool was found for.
  const covered = new Set(found.map(({ kind }) => kind));
  found.push(...makeGates(texts).filter(({ kind }) => !covered.has(kind)));
  const tools = new Set(found.map(({ tool }) => tool));
  return kinds.flatMap((kind) =>
    found
      .filter((gate) => gate.kind === kind)
      .map(({ tool, run, problems, from }, index) => ({
        name: tools.size > 1 && index > 0 ? `${tool}-${kind}` : kind,
        run,
        problems,
        from,
      })),
  );
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

function packageGates(texts: ReadonlyMap<string, string>): Found[] {
  const parsed = packageShape.safeParse(readJson(texts.get('package.json')));
  if (!parsed.success) return [];
  const { scripts = {}, packageManager } = parsed.data;
  const runner = runnerOf(texts, packageManager);
  return kinds.flatMap((kind): Found[] => {
    const name = scriptNames[kind].find((one) => typeof scripts[one] === 'string');
    const body = name === undefined ? '' : String(scripts[name]);
    // What `npm init` puts there tests nothing and always fails.
    if (name === undefined || /no test specified/.test(body)) return [];
    const run = name === 'test' && runner !== 'bun' ? `${runner} test` : `${runner} run ${name}`;
    return [{ kind, tool: runner, run, problems: matcherOf(body), from: 'package.json' }];
  });
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text?.replace(/^\uFEFF/, '') ?? '');
  } catch {
    return null;
  }
}

function runnerOf(texts: ReadonlyMap<string, string>, packageManager: string | undefined): string {
  const named = /^(npm|pnpm|yarn|bun)@/.exec(packageManager ?? '')?.[1];
  if (named !== undefined) return named;
  if (texts.has('pnpm-lock.yaml')) return 'pnpm';
  if (texts.has('yarn.lock')) return 'yarn';
  return texts.has('bun.lock') || texts.has('bun.lockb') ? 'bun' : 'npm';
}

/** Matchers for the tools that a script calls by name. */
function matcherOf(body: string): string | null {
  if (/\b(?:tsc|vue-tsc)\b/.test(body)) return '$tsc';
  return /\beslint\b/.test(body) ? '$eslint-stylish' : null;
}

function cargoGates(texts: ReadonlyMap<string, string>): Found[] {
  const text = texts.get('Cargo.toml');
  if (text === undefined) return [];
  const whole = /^\[workspace\]/m.test(text) ? ' --workspace' : '';
  const gate = (kind: Kind, run: string): Found => ({ kind, tool: 'cargo', run, problems: null, from: 'Cargo.toml' });
  return [
    gate('typecheck', `cargo check${whole} --all-targets`),
    gate('lint', `cargo clippy${whole} --all-targets -- -D warnings`),
    gate('test', `cargo test${whole}`),
    gate('build', `cargo build${whole}`),
  ];
}

function goGates(texts: ReadonlyMap<string, string>): Found[] {
  if (!texts.has('go.mod')) return [];
  const gate = (kind: Kind, run: string): Found => ({ kind, tool: 'go', run, problems: '$go', from: 'go.mod' });
  return [gate('lint', 'go vet ./...'), gate('test', 'go test ./...'), gate('build', 'go build ./...')];
}

function pythonGates(texts: ReadonlyMap<string, string>): Found[] {
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
  const gates: Found[] = [];
  const add = (kind: Kind, run: string, from: string | null): void => {
    if (from !== null) gates.push({ kind, tool: 'python', run: prefix + run, problems: null, from });
  };
  add('typecheck', 'mypy .', uses('mypy', ['mypy.ini']));
  if (gates.length === 0) add('typecheck', 'pyright', uses('pyright', []));
  add('lint', 'ruff check .', uses('ruff', ['ruff.toml', '.ruff.toml']));
  const pytest = uses('pytest', ['pytest.ini']);
  if (pytest !== null) add('test', 'pytest', pytest);
  else add('test', 'tox', uses('tox', ['tox.ini']));
  if (prefix !== '' && /^\[build-system\]/m.test(project)) {
    const run = prefix.startsWith('uv') ? 'uv build' : 'poetry build';
    gates.push({ kind: 'build', tool: 'python', run, problems: null, from: 'pyproject.toml' });
  }
  return gates;
}

function makeGates(texts: ReadonlyMap<string, string>): Found[] {
  const from = (['GNUmakefile', 'makefile', 'Makefile'] as const).find((name) => texts.has(name));
  if (from === undefined) return [];
  const text = texts.get(from) ?? '';
  const targets = new Set([...text.matchAll(/^([A-Za-z][\w.-]*)\s*:(?![:=])/gm)].map((match) => match[1]));
  const names: Readonly<Record<Kind, readonly string[]>> = { ...scriptNames, test: ['test', 'tests', 'check', 'unit'] };
  return kinds.flatMap((kind): Found[] => {
    const target = names[kind].find((name) => targets.has(name));
    const problems = /\b(?:gcc|g\+\+|clang|\$\(CC\)|\$\(CXX\))/.test(text) && kind === 'build' ? '$gcc' : null;
    return target === undefined ? [] : [{ kind, tool: 'make', run: `make ${target}`, problems, from }];
  });
}
