/** Packs the extension and holds the package against the list of what may be in it, its size, and a start from it alone. */
import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { downloadsFolder } from './editor/obtainWorkbench.ts';
import { addonName, findContentFaults } from './packageContents.ts';
import type { ZipEntry } from './readZip.ts';
import { readZip } from './readZip.ts';
import { root, runScript } from './runProgram.ts';

const { values: options } = parseArgs({
  options: {
    /** An existing package. Default: one is packed for this platform. */
    vsix: { type: 'string' },
  },
});

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
  const target = targetOf(entries);
  console.log(`${file}: ${entries.length} files, ${(size / 1024 / 1024).toFixed(2)} MB`);
  const found = findContentFaults(
    entries.map(({ name }) => name),
    target,
  );
  if (size > sizeLimitBytes) found.push(`The package has ${size} bytes; the limit is ${sizeLimitBytes}.`);
  if (target !== `${process.platform}-${process.arch}`) {
    console.log(`NOT RUN: a start of the package, which is for ${target}.`);
    return found;
  }
  const scratch = await mkdtemp(path.join(tmpdir(), 'phasegate-vsix-'));
  try {
    await unpack(entries, scratch);
    found.push(...addonFaults(path.join(scratch, addonName(target))), ...(await programFaults(scratch)));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return found;
}

/** The platform that the package says it is for; without one it would be offered on all of them. */
function targetOf(entries: readonly ZipEntry[]): string {
  const manifest = entries.find(({ name }) => name === 'extension.vsixmanifest')?.contents.toString() ?? '';
  return /TargetPlatform="([\w-]+)"/.exec(manifest)?.[1] ?? 'any platform';
}

async function unpack(entries: readonly ZipEntry[], folder: string): Promise<void> {
  for (const { name, contents } of entries) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, contents);
  }
}

/** Loads the packed addon, away from the repository and its node_modules. */
function addonFaults(addon: string): string[] {
  try {
    const database = new Database(':memory:', { nativeBinding: addon });
    const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
    database.close();
    if (isOlder(version, neededSqlite)) {
      return [`The package holds SQLite ${version}; ${neededSqlite.join('.')} or newer is needed.`];
    }
    console.log(`SQLite ${version} loads from the package.`);
    return [];
  } catch (error) {
    return [`SQLite does not load from the package: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Runs the packed terminal program on a copy of the starter workspace. */
async function programFaults(scratch: string): Promise<string[]> {
  const workspace = path.join(scratch, 'workspace');
  await cp(path.join(root, 'starter'), workspace, { recursive: true });
  const cli = path.join(scratch, 'extension', 'dist', 'cli.js');
  // `history` opens the database, so it proves that the bundle finds its addon.
  for (const verb of ['status', 'history']) {
    const program = spawnSync(process.execPath, [cli, verb, '--json'], {
      cwd: workspace,
      env: { ...process.env, PHASEGATE_HOME: path.join(scratch, 'home') },
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (program.status !== 0 || !isDocument(program.stdout)) {
      const said = `${program.stderr}${program.stdout}`;
      return [`\`phasegate ${verb} --json\` from the package ended with ${program.status}: ${said}`];
    }
  }
  console.log('The terminal program runs from the package.');
  return [];
}

function isDocument(json: string): boolean {
  try {
    return (JSON.parse(json) as { schemaVersion?: number }).schemaVersion === 1;
  } catch {
    return false;
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
