/** Adopts a roadmap written in another style: plans what would be written, and writes it when a person agreed. */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../base/failure.ts';
import { resolveInside } from '../base/resolveInside.ts';
import type { TextSource } from '../base/textSource.ts';
import type { Adoption, AdoptionConflict } from '../roadmap/adopt/adoptionProposal.ts';
import { proposeAdoption } from '../roadmap/adopt/proposeAdoption.ts';
import { parseRoadmap } from '../roadmap/parseRoadmap.ts';
import { createFile } from './createFile.ts';
import type { InitializeConflict } from './initializeRoadmap.ts';
import { configFileName } from './loadPlan.ts';
import { roadmapLimitBytes, specLimitBytes } from './plan.ts';
import { defaultConfig, readWorkspaceConfig } from './readWorkspaceConfig.ts';
import type { RoadmapWriter } from './roadmapWriter.ts';
import { fillSpec, readTemplates } from './templates.ts';

/** What adopting would do; nothing has been written. */
export interface PlannedAdoption {
  /** Absolute real path of the workspace. */
  readonly root: string;
  /** Absolute paths of the file that is adopted and of the roadmap that comes of it; often the same. */
  readonly sourceFile: string;
  readonly roadmapFile: string;
  /** Text of the file that is adopted. */
  readonly original: string;
  readonly adoption: Adoption;
  /** Relative to the workspace. */
  readonly specs: readonly { readonly file: string; readonly text: string }[];
  readonly conflicts: readonly (AdoptionConflict & InitializeConflict)[];
}

export interface AdoptedRoadmap {
  /** Files created, and files changed, relative to the workspace. */
  readonly created: readonly string[];
  readonly changed: readonly string[];
  /** Files that were in the way and were left as they are. */
  readonly leftAlone: readonly InitializeConflict[];
}

/**
 * Reads the file and proposes what becomes of it.
 *
 * @param file path, absolute or relative to the folder; it need not be inside
 * @returns null when the file is the workspace's roadmap and has our form already, so that only specs may be missing
 * @throws Failure `plan-invalid` when the file holds no plan, `file-exists` when the workspace has another roadmap,
 *   `usage`, `read-failed`, `roadmap-too-large`, `roadmap-not-utf8`, `config-invalid`, `path-outside-workspace`
 */
export async function planAdoption(folder: string, file: string, source: TextSource): Promise<PlannedAdoption | null> {
  const root = realFolder(folder);
  const from = shortName(folder, root, file);
  const roadmapFile = resolveInside(root, await roadmapName(root, source));
  const sourceFile = realFile(path.resolve(root, file), from);
  const original = await readOriginal(sourceFile, from, source);
  const isSame = sourceFile === roadmapFile;
  const proposal = proposeAdoption(original);
  if (proposal.kind === 'refusal') {
    if (isSame && proposal.isAdopted) return null;
    const advice = proposal.isAdopted ? `Move it to ${path.relative(root, roadmapFile)} to use it as it is.` : '';
    throw new Failure('plan-invalid', `${from} was not adopted. ${proposal.reason} ${advice}`.trim());
  }
  if (!isSame && existsSync(roadmapFile)) await refuseSecondRoadmap(root, roadmapFile, from, source);

  const { spec: template } = await readTemplates(root, source);
  const conflicts = proposal.conflicts.map((conflict) => ({ ...conflict, file: relativeTo(root, sourceFile) }));
  if (path.dirname(sourceFile) !== path.dirname(roadmapFile)) conflicts.push(...movedLinks(root, sourceFile, original));
  const specs = proposal.phases.flatMap((phase) => {
    const file = path.relative(root, path.resolve(path.dirname(roadmapFile), phase.spec));
    return [{ file: slashed(file), text: fillSpec(template, phase, phase.criteria) }];
  });
  return { root, sourceFile, roadmapFile, original, adoption: proposal, specs, conflicts };
}

/**
 * Writes the roadmap and the specs that are missing.
 *
 * @param dryRun says what would be written and writes nothing
 * @throws Failure `roadmap-changed` when the file is no longer what was proposed on, and what the writer throws
 */
export async function adoptRoadmap(
  planned: PlannedAdoption,
  writer: RoadmapWriter,
  dryRun: boolean,
): Promise<AdoptedRoadmap> {
  const { root, roadmapFile, sourceFile, original, adoption } = planned;
  const created: string[] = [];
  const changed: string[] = [];
  const leftAlone: InitializeConflict[] = [];
  const name = relativeTo(root, roadmapFile);
  if (roadmapFile === sourceFile) {
    changed.push(name);
    if (!dryRun) {
      const edit = (text: string) => {
        if (withoutMark(text) === withoutMark(original)) return adoption.edits;
        throw new Failure(
          'roadmap-changed',
          `${name} changed since it was looked at, so it was not adopted. Try again.`,
        );
      };
      await writer.write(root, roadmapFile, edit, async (action) => action());
    }
  } else {
    created.push(name);
    if (!dryRun && !createFile(roadmapFile, adoption.text)) {
      throw new Failure('file-exists', `${name} was created by somebody else meanwhile and was left as it is.`);
    }
  }
  for (const { file, text } of planned.specs) {
    const target = resolveInside(root, file);
    const isThere = dryRun ? existsSync(target) : !createFile(target, text);
    if (isThere) leftAlone.push({ file, message: 'It exists already and was left as it is.' });
    else created.push(file);
  }
  return { created, changed, leftAlone };
}

/** A document of the editor has no byte order mark. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

async function roadmapName(root: string, source: TextSource): Promise<string> {
  const read = await source.read(path.join(root, configFileName), specLimitBytes, root);
  if (read.kind === 'missing') return defaultConfig.roadmap;
  if (read.kind !== 'text') throw new Failure('config-invalid', `${configFileName} cannot be read. Correct it first.`);
  const { config, problems } = readWorkspaceConfig(read.text);
  if (problems.some(({ severity }) => severity === 'error')) {
    throw new Failure(
      'config-invalid',
      `${configFileName} has problems. "phasegate check" lists them; correct them first.`,
    );
  }
  return config.roadmap;
}

/** A file as messages name it: relative to the workspace where it is inside, as editors name it by its whole path. */
function shortName(folder: string, root: string, file: string): string {
  if (!path.isAbsolute(file)) return file;
  const relative = [folder, root]
    .map((start) => path.relative(start, file))
    .find((one) => !/^\.\.(?:[\\/]|$)/.test(one));
  return relative === undefined || relative === '' || path.isAbsolute(relative) ? file : relative;
}

async function readOriginal(file: string, from: string, source: TextSource): Promise<string> {
  const read = await source.read(file, roadmapLimitBytes, path.dirname(file));
  switch (read.kind) {
    case 'text':
      return read.text;
    case 'missing':
      throw new Failure('usage', `There is no file ${from}. Name the file that holds the plan.`);
    case 'too-large':
      throw new Failure('roadmap-too-large', `${from} is larger than 10 MB, which is the most that is read.`);
    case 'not-utf8':
      throw new Failure('roadmap-not-utf8', `${from} is not UTF-8 text. Save it as UTF-8 and try again.`);
    case 'not-a-file':
      throw new Failure(
        'usage',
        `${from} is ${read.isFolder ? 'a folder' : 'no regular file'}. Name the file that holds the plan.`,
      );
    case 'unreadable':
      throw new Failure('read-failed', `${from} cannot be read: ${read.reason}.`);
  }
}

async function refuseSecondRoadmap(root: string, roadmapFile: string, from: string, source: TextSource): Promise<void> {
  const name = relativeTo(root, roadmapFile);
  const read = await source.read(roadmapFile, roadmapLimitBytes, root);
  const has = read.kind === 'text' && parseRoadmap(read.text).roadmap.phases.length > 0 ? 'has phases' : 'is there';
  throw new Failure(
    'file-exists',
    `${name} ${has} already, so ${from} was not adopted over it. Move one of them away, or adopt ${name} itself.`,
  );
}

/** Links that lead elsewhere once the text stands in another folder. */
function movedLinks(root: string, sourceFile: string, text: string): (AdoptionConflict & InitializeConflict)[] {
  const link = /\]\((?!https?:|mailto:|#|\/)[^)\s]+\)/.exec(text);
  if (link === null) return [];
  const line = text.slice(0, link.index).split(/\r\n|\n|\r/).length - 1;
  const folder = relativeTo(root, path.dirname(sourceFile));
  const message = `Links such as ${link[0].slice(1)} are relative to ${folder} and lead elsewhere from the new file.`;
  return [{ line, file: relativeTo(root, sourceFile), message }];
}

function relativeTo(root: string, file: string): string {
  return slashed(path.relative(root, file)) || '.';
}

function slashed(file: string): string {
  return file.split(path.sep).join('/');
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    throw new Failure('usage', `There is no folder ${folder}.`);
  }
}

function realFile(file: string, from: string): string {
  try {
    return realpathSync(file);
  } catch {
    throw new Failure('usage', `There is no file ${from}. Name the file that holds the plan.`);
  }
}
