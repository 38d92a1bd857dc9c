/** What a gate's outcome depends on, as one text that is another when some of it changed. */
import path from 'node:path';
import { sha256 } from '../../base/sha256.ts';
import type { FilesGate, GateDefinition, RunGate } from '../gate.ts';
import { findFiles, refuseGlob } from '../gates/findFiles.ts';
import { configFileName } from '../loadPlan.ts';
import type { WorkspacePlan } from '../plan.ts';
import { hashGate } from '../planFingerprint.ts';
import type { Contents } from './fileContents.ts';

/** A gate under watch. */
export interface WatchedGate {
  readonly phase: string;
  readonly definition: GateDefinition;
  /** Spec of the phase, relative to the workspace, with slashes. */
  readonly specFile: string;
}

/** Names a gate among those of all phases. */
export function gateId({ phase, definition }: WatchedGate): string {
  return `${phase}\0${definition.name}`;
}

/** The workspace as it is at one moment. */
export interface InputFiles {
  /** Absolute real path. */
  readonly root: string;
  readonly contents: Contents;
  /** Files that make up the plan: see `planFiles`. */
  readonly plan: ReadonlySet<string>;
}

/**
 * For `run` it is every file in the gate's folder. Left out are its report, which it writes itself, and the files of
 * the plan: a status or a tick in them is no reason to test the code again, while a changed definition is one. For a
 * checklist it is the spec. For `files` it is which files match. An approval depends on nothing that could be watched.
 */
export async function gateInputs(gate: WatchedGate, files: InputFiles, signal: AbortSignal): Promise<string> {
  const parts = [hashGate(gate.definition)];
  for (const [file, content] of files.contents) if (isInput(gate, file, files.plan)) parts.push(file, content);
  if (gate.definition.kind === 'files') parts.push(...(await findMatches(gate.definition, files.root, signal)));
  return sha256(parts.join('\0'));
}

/** Whether another content of the file is a reason to run the gate again. */
export function isInput({ definition, specFile }: WatchedGate, file: string, plan: ReadonlySet<string>): boolean {
  switch (definition.kind) {
    case 'run':
      return isInFolder(file, folderOf(definition)) && file !== reportOf(definition) && !plan.has(file);
    case 'checklist':
      return file === specFile;
    case 'files':
    case 'approve':
      return false;
  }
}

/** Folders beside those of the workspace's own files in which something can appear that the gate looks for. */
export function foldersLookedInto({ definition }: WatchedGate): readonly string[] {
  if (definition.kind !== 'files') return [];
  return [...definition.files, ...definition.absent].flatMap((glob) => {
    if (refuseGlob(glob) !== null) return [];
    const segments = path.posix.normalize(glob).split('/').slice(0, -1);
    const spelled = segments.findIndex((segment) => /[*?[\]{}()!+@|\\]/.test(segment));
    const fixed = spelled < 0 ? segments : segments.slice(0, spelled);
    // Each folder on the way, since the deepest may not exist yet.
    return fixed.map((_, index) => fixed.slice(0, index + 1).join('/'));
  });
}

/** Roadmap, configuration and specs, relative to the workspace, with slashes. */
export function planFiles(plan: WorkspacePlan): ReadonlySet<string> {
  const specs = plan.parsed.roadmap.phases.flatMap(({ spec }) =>
    spec === null ? [] : [path.resolve(path.dirname(plan.roadmapFile), spec)],
  );
  return new Set([configFileName, ...[plan.roadmapFile, ...specs].map((file) => withSlashes(plan.root, file))]);
}

/** A file's path in the workspace, with slashes. */
export function withSlashes(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}

async function findMatches(gate: FilesGate, root: string, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  for (const glob of [...gate.files, ...gate.absent]) {
    if (refuseGlob(glob) !== null) continue;
    const search = { root, glob, signal, onUnreadable: (folder: string) => found.push(`unreadable ${folder}`) };
    for await (const { path: file, kind } of findFiles(search)) found.push(`${glob} ${kind} ${file}`);
  }
  return found;
}

/** Empty for the workspace itself. */
function folderOf({ cwd }: RunGate): string {
  const folder = path.posix.normalize(cwd.replaceAll('\\', '/')).replace(/\/+$/, '');
  return folder === '.' ? '' : folder;
}

function reportOf(gate: RunGate): string | null {
  if (gate.report === null) return null;
  return path.posix.normalize(path.posix.join(folderOf(gate), gate.report.replaceAll('\\', '/')));
}

function isInFolder(file: string, folder: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}
