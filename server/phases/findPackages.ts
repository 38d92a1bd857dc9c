/** Finds the packages of a monorepo: what its manifests name, and folders in its root with a manifest of their own. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import { parse } from 'smol-toml';
import * as z from 'zod';
import type { TextSource } from '../base/textSource.ts';
import { findFiles, refuseGlob } from './gates/findFiles.ts';
import { specLimitBytes } from './plan.ts';
import { YamlSource } from './yamlSource.ts';

/** A longer one is no path; picomatch throws for some. */
const glob = z.string().max(1_000);
const globList = z.array(glob).catch([]);
const workspaces = z.union([z.array(glob), z.object({ packages: globList }).transform((one) => one.packages)]);

export interface WorkspacePackage {
  /** Relative to the root, with slashes. */
  readonly folder: string;
  /** The manifests of the root that count it as a member: `package.json`, `Cargo.toml`, `pyproject.toml`. */
  readonly memberOf: ReadonlySet<string>;
}

const manifests = ['package.json', 'Cargo.toml', 'go.mod', 'pyproject.toml'] as const;

/** Folders that hold what was installed, made or copied. */
const leftOut = new Set(['node_modules', 'vendor', 'third_party', 'target', 'dist', 'build', 'out', 'venv', 'env']);

/** More would be no list that anybody reads. */
const mostPackages = 60;

/** Milliseconds; a glob may name a large tree. */
const searchLimitMs = 3_000;

/**
 * In the order of their paths.
 *
 * @param texts the manifests of the root by name; go.work and pnpm-workspace.yaml are read here
 */
export async function findPackages(
  root: string,
  texts: ReadonlyMap<string, string>,
  source: TextSource,
): Promise<readonly WorkspacePackage[]> {
  const read = async (name: string): Promise<string> => {
    const found = await source.read(path.join(root, name), specLimitBytes, root);
    return found.kind === 'text' ? found.text : '';
  };
  const named: readonly (readonly [manifest: string, globs: readonly string[]])[] = [
    ['package.json', [...npmWorkspaces(texts.get('package.json')), ...pnpmPackages(await read('pnpm-workspace.yaml'))]],
    ['Cargo.toml', cargoMembers(texts.get('Cargo.toml'))],
    ['pyproject.toml', uvMembers(texts.get('pyproject.toml'))],
    ['go.work', goModules(await read('go.work'))],
  ];
  const packages = new Map<string, Set<string>>();
  for (const [manifest, globs] of named) {
    for (const folder of await findFolders(root, globs)) {
      packages.set(folder, (packages.get(folder) ?? new Set<string>()).add(manifest));
    }
  }
  for (const folder of await listFolders(root)) {
    if (!packages.has(folder)) packages.set(folder, new Set());
  }
  const found: WorkspacePackage[] = [];
  for (const [folder, memberOf] of [...packages].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (found.length >= mostPackages) break;
    const names = new Set(await readdir(path.join(root, folder)).catch(() => []));
    if (manifests.some((name) => names.has(name))) found.push({ folder, memberOf });
  }
  return found;
}

async function listFolders(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !leftOut.has(entry.name))
    .map(({ name }) => name);
}

/** Folders that globs name; what begins with `!` takes folders away again, wherever it stands. */
async function findFolders(root: string, globs: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const signal = AbortSignal.timeout(searchLimitMs);
  for (const written of globs.filter((one) => !one.startsWith('!'))) {
    const trimmed = written.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
    if (trimmed === '' || trimmed === '.' || refuseGlob(trimmed) !== null) continue;
    for await (const { path: folder, kind } of findFiles({
      root,
      glob: trimmed,
      signal,
      onUnreadable: () => undefined,
    })) {
      const isInstalled = folder.split('/').some((name) => name === 'node_modules' || name.startsWith('.'));
      if (kind === 'folder' && !isInstalled) found.add(folder);
    }
  }
  const excluded = globs.filter((one) => one.startsWith('!')).map((one) => one.slice(1).replace(/^\.\/|\/+$/g, ''));
  const isExcluded = picomatch(excluded.filter((one) => one !== ''));
  return new Set([...found].filter((folder) => !isExcluded(folder)));
}

function npmWorkspaces(text: string | undefined): readonly string[] {
  try {
    const read: unknown = JSON.parse(text?.replace(/^\uFEFF/, '') ?? '');
    return z.object({ workspaces: workspaces.catch([]) }).parse(read).workspaces;
  } catch {
    // A manifest that is being written names nothing yet; the same holds below.
    return [];
  }
}

function pnpmPackages(text: string): readonly string[] {
  const { problems, value } = new YamlSource(text, 0);
  const read = z.object({ packages: globList }).safeParse(value);
  return problems.length === 0 && read.success ? read.data.packages : [];
}

const members = z.object({ members: globList, exclude: globList });

/** Members of a workspace of crates or of uv; what it excludes comes with a `!`. */
function readMembers(table: unknown): readonly string[] {
  const read = members.safeParse(table);
  return read.success ? [...read.data.members, ...read.data.exclude.map((glob) => `!${glob}`)] : [];
}

function cargoMembers(text: string | undefined): readonly string[] {
  return readMembers(tableAt(text, ['workspace']));
}

function uvMembers(text: string | undefined): readonly string[] {
  return readMembers(tableAt(text, ['tool', 'uv', 'workspace']));
}

function tableAt(text: string | undefined, keys: readonly string[]): unknown {
  try {
    return keys.reduce<unknown>(
      (table, key) => z.record(z.string(), z.unknown()).parse(table)[key],
      parse(text?.replace(/^\uFEFF/, '') ?? ''),
    );
  } catch {
    return null;
  }
}

/** The folders of `use ./a` and of `use ( … )`. */
function goModules(text: string): readonly string[] {
  const plain = text.replace(/\/\/.*$/gm, '');
  const inBlocks = [...plain.matchAll(/^[ \t]*use[ \t]*\(([^)]*)\)/gm)].flatMap(([, block = '']) => block.split(/\s+/));
  const alone = [...plain.matchAll(/^[ \t]*use[ \t]+([^\s(]+)/gm)].map(([, folder = '']) => folder);
  return [...inBlocks, ...alone].map((folder) => folder.replace(/^["`]|["`]$/g, '')).filter((folder) => folder !== '');
}
