/** Makes small projects whose gates pass, fail or wait as a test wants it. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface ProjectPhase {
  readonly id: string;
  readonly title: string;
  /** Default TODO. */
  readonly status?: string;
  /** YAML below `gates:`, indented by two. */
  readonly gates: string;
  /** Text of the spec below its heading. Default none. */
  readonly body?: string;
}

export interface Project {
  /** Real path of the folder. */
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Prints in colours and passes, or fails until `<its argument>.txt` exists. The command does not name that file itself:
 * an agreement to run covers the contents of the files that are named.
 */
const sayScript = `import { existsSync } from 'node:fs';
const [, , until] = process.argv;
const passes = until === undefined || existsSync(until + '.txt');
console.log('\\u001b[32mchecking the work\\u001b[0m');
if (!passes) console.log('\\u001b[31mnot yet, see gates/say.mjs:3:7 for the cause\\u001b[0m');
process.exitCode = passes ? 0 : 1;
`;

/** Writes its process id, and then waits until `<its argument>.txt` exists. */
const waitScript = `import { existsSync, watch, writeFileSync } from 'node:fs';
const [, , until] = process.argv;
writeFileSync('waiting.pid', String(process.pid));
console.log('waiting for ' + until);
const done = () => existsSync(until + '.txt') && process.exit(0);
watch('.', done);
done();
`;

const workScript = `import { appendFileSync } from 'node:fs';
appendFileSync('worked.txt', process.argv[2] + '\\n');
`;

/** The executor that does no more than note what it was asked to do. */
export const notingExecutor = 'executor: { kind: command, run: "node work.mjs {spec}" }\n';

/**
 * @param phases none: the folder has no roadmap
 * @param config text of phasegate.yaml; empty for none
 */
export async function makeProject(phases: readonly ProjectPhase[], config = ''): Promise<Project> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'phasegate-project-')));
  await mkdir(path.join(folder, 'gates'));
  await mkdir(path.join(folder, 'stages'));
  await writeFile(path.join(folder, 'gates', 'say.mjs'), sayScript);
  await writeFile(path.join(folder, 'gates', 'wait.mjs'), waitScript);
  await writeFile(path.join(folder, 'work.mjs'), workScript);
  if (config !== '') await writeFile(path.join(folder, 'phasegate.yaml'), config);
  for (const { id, title, gates, body = '' } of phases) {
    const text = `---\nphase: ${id}\ngates:\n${gates}\n---\n# Phase ${id}: ${title}\n${body}`;
    await writeFile(path.join(folder, 'stages', `${id}.md`), text);
  }
  const chapters = phases.map(
    ({ id, title, status = 'TODO' }) =>
      `## Phase ${id}: ${title}\n**Status:** ${status}\n**Spec:** stages/${id}.md\n**Goal:** ${title} works\n`,
  );
  if (phases.length > 0) await writeFile(path.join(folder, 'ROADMAP.md'), `# Roadmap\n\n${chapters.join('\n')}`);
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Whether the process with the id that a waiting gate wrote is still there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
