/** Proposes gates from what a project and its packages already have, and names them. */
import type { TextSource } from '../base/textSource.ts';
import path from 'node:path';
import { findGates, kinds, runnerOf, type FoundGate } from './findGates.ts';
import { findPackages } from './findPackages.ts';
import { specLimitBytes } from './plan.ts';

/** A gate that the workspace could have. */
export interface ProposedGate {
  readonly name: string;
  /** The command, as it would stand in phasegate.yaml. */
  readonly run: string;
  /** Matcher for the output; null where none is known. */
  readonly problems: string | null;
  /** The folder in which the command runs, relative to the root and with slashes; null for the root. */
  readonly cwd: string | null;
  /** The file that made it likely. */
  readonly from: string;
}

/** Files that are looked at, in the workspace's root and in its packages. */
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

/** Reads the workspace and its packages and proposes gates; nothing is run and nothing is written. */
export async function detectGates(root: string, source: TextSource): Promise<readonly ProposedGate[]> {
  const texts = await readFiles(root, '.', source);
  const ofRoot = findGates(texts, null);
  const packages: PackageGates[] = [];
  for (const { folder, memberOf } of await findPackages(root, texts, source)) {
    const found = findGates(await readFiles(root, folder, source), runnerOf(texts));
    packages.push({ folder, found: found.filter((gate) => !isCovered(gate, folder, memberOf, ofRoot)) });
  }
  return [...nameGates(ofRoot), ...namePackageGates(packages, ofRoot)];
}

async function readFiles(root: string, folder: string, source: TextSource): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const name of files) {
    const read = await source.read(path.join(root, folder, name), specLimitBytes, root);
    if (read.kind === 'text') texts.set(name, read.text);
    else if (read.kind === 'not-utf8' || read.kind === 'too-large') texts.set(name, '');
  }
  return texts;
}

/** @param texts by the name of the file; a file that is there and cannot be read has an empty text */
export function proposeGates(texts: ReadonlyMap<string, string>): readonly ProposedGate[] {
  return nameGates(findGates(texts, null));
}

function nameGates(found: readonly FoundGate[]): readonly ProposedGate[] {
  const tools = new Set(found.map(({ tool }) => tool));
  return kinds.flatMap((kind) =>
    found
      .filter((gate) => gate.kind === kind)
      .map(({ tool, run, problems, from }, index) => ({
        name: tools.size > 1 && index > 0 ? `${tool}-${kind}` : kind,
        run,
        problems,
        cwd: null,
        from,
      })),
  );
}

interface PackageGates {
  readonly folder: string;
  readonly found: readonly FoundGate[];
}

/** Names after the folder, or its whole path where two packages have one folder name: `web-test`, `apps-web-test`. */
function namePackageGates(packages: readonly PackageGates[], ofRoot: readonly FoundGate[]): readonly ProposedGate[] {
  const taken = new Set(nameGates(ofRoot).map(({ name }) => name));
  const short = (folder: string): string => words(path.posix.basename(folder));
  const counts = new Map<string, number>();
  for (const { folder } of packages) counts.set(short(folder), (counts.get(short(folder)) ?? 0) + 1);
  return packages.flatMap(({ folder, found }) =>
    nameGates(found).map((gate) => {
      const prefix = counts.get(short(folder)) === 1 ? short(folder) : words(folder);
      const name = freeName(`${prefix}-${gate.name}`, taken);
      taken.add(name);
      return { ...gate, name, cwd: folder, from: `${folder}/${gate.from}` };
    }),
  );
}

function words(text: string): string {
  return text.replace(/[^\p{L}\p{N}._]+/gu, '-').replace(/^-+|-+$/g, '') || 'package';
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`;
}

/**
 * Whether a gate of the root does the same for a package: by convention a script of the root stands for its members,
 * `--workspace` means all crates, tools of Python and make walk through the folders below, and a script may name it.
 */
function isCovered(
  gate: FoundGate,
  folder: string,
  memberOf: ReadonlySet<string>,
  ofRoot: readonly FoundGate[],
): boolean {
  const manifest = path.posix.basename(gate.from);
  const alike = ofRoot.filter((other) => other.kind === gate.kind && other.from === manifest);
  if (alike.some(({ body }) => namesFolder(body, folder))) return true;
  const reachesDown = gate.tool === 'python' || gate.tool === 'make';
  return (
    (reachesDown || memberOf.has(manifest)) && ofRoot.some(({ kind, tool }) => kind === gate.kind && tool === gate.tool)
  );
}

function namesFolder(body: string, folder: string): boolean {
  return body.split(/[\s"'=;&|()]+/).some((word) => word.replace(/^\.\//, '').replace(/\/+$/, '') === folder);
}
