/** Packs the extension and holds the package against the list of what may be in it, its size, and a start from it alone. */
import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { downloadsFolder } from './editor/obtainWorkbench.ts';
import type { ZipEntry } from './readZip.ts';
import { readZip } from './readZip.ts';
import { root, runScript } from './runProgram.ts';

const { values: options } = parseArgs({
  options: {
    /** An existing package. Default: one is packed for this platform. */
    vsix: { type: 'string' },
  },
});

/** What must be in the package. */
const needed = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/package.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.cjs',
  'extension/dist/server.cjs',
  'extension/dist/terminal.cjs',
  'extension/dist/cli.js',
  'extension/dist/better-sqlite3.node',
  'extension/media/phasegate.svg',
];

/** What may be in it besides. A new kind of file is added here knowingly, or it is a leak. */
const allowed = [/^extension\/media\/[\w-]+(\/[\w-]+)*\.(svg|png|md)$/, /^extension\/schemas\/[\w.-]+\.schema\.json$/];

const sizeLimitBytes = 5 * 1024 * 1024;

/** Older releases can corrupt a database while its write-ahead log is reset. */
const neededSqlite = [3, 51, 3];

const file = path.resolve(options.vsix ?? path.join(downloadsFolder, 'checked.vsix'));
const faults = options.vsix === undefined && !(await pack()) ? ['The package could not be built.'] : await check();
for (const fault of faults) console.error(fault);
if (faults.length === 0) console.log('The package is in order.');
process.exitCode = faults.length === 0 ? 0 : 1;

async function pack(): Promise<boolean> {
  return (await runScript(['scripts/packExtension.ts', '--out', file])).code === 0;
}

async function check(): Promise<string[]> {
  const { size } = await stat(file);
  const entries = await readZip(file);
  console.log(`${file}: ${entries.length} files, ${(size / 1024 / 1024).toFixed(2)} MB`);
  const found = [...nameFaults(entries.map(({ name }) => name))];
  if (size > sizeLimitBytes) found.push(`The package has ${size} bytes; the limit is ${sizeLimitBytes}.`);
  const scratch = await mkdtemp(path.join(tmpdir(), 'phasegate-vsix-'));
  try {
    await unpack(entries, scratch);
    found.push(...startFaults(path.join(scratch, 'extension'), await prepareWorkspace(scratch), scratch));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return found;
}

function nameFaults(names: readonly string[]): string[] {
  const present = new Set(names);
  return [
    ...names
      .filter((name) => !needed.includes(name) && !allowed.some((pattern) => pattern.test(name)))
      .map((name) => `${name} is in the package but not on the list of scripts/checkVsix.ts.`),
    ...needed.filter((name) => !present.has(name)).map((name) => `${name} is missing from the package.`),
  ];
}

async function unpack(entries: readonly ZipEntry[], folder: string): Promise<void> {
  for (const { name, contents } of entries) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, contents);
  }
}

async function prepareWorkspace(scratch: string): Promise<string> {
  const workspace = path.join(scratch, 'workspace');
  await cp(path.join(root, 'starter'), workspace, { recursive: true });
  return workspace;
}

/** Loads the packed addon and runs the packed terminal program, away from the repository and its node_modules. */
function startFaults(extension: string, workspace: string, scratch: string): string[] {
  const found: string[] = [];
  const addon = path.join(extension, 'dist', 'better-sqlite3.node');
  try {
    const database = new Database(':memory:', { nativeBinding: addon });
    const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
    database.close();
    console.log(`SQLite ${version} loads from the package.`);
    if (isOlder(version, neededSqlite)) {
      found.push(`The package holds SQLite ${version}; ${neededSqlite.join('.')} or newer is needed.`);
    }
  } catch (error) {
    found.push(`SQLite does not load from the package: ${error instanceof Error ? error.message : String(error)}`);
  }

  const environment = { ...process.env, PHASEGATE_HOME: path.join(scratch, 'home'), NODE_PATH: '' };
  const program = spawnSync(process.execPath, [path.join(extension, 'dist', 'cli.js'), 'status', '--json'], {
    cwd: workspace,
    env: environment,
    encoding: 'utf8',
    timeout: 60_000,
  });
  const phases = countPhases(program.stdout);
  if (program.status === 0 && phases !== undefined && phases > 0) {
    console.log(`The terminal program runs from the package and reads ${phases} phases.`);
  } else {
    found.push(
      `\`phasegate status --json\` from the package ended with ${program.status}: ${program.stderr}${program.stdout}`,
    );
  }
  return found;
}

function countPhases(json: string): number | undefined {
  try {
    return (JSON.parse(json) as { phases?: readonly unknown[] }).phases?.length;
  } catch {
    return undefined;
  }
}

function isOlder(version: string, minimum: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, least] of minimum.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}
