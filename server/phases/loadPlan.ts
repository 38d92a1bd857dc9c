/** Loads the plan of a workspace from its texts. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../base/failure.ts';
import { resolveInside } from '../base/resolveInside.ts';
import type { ReadText, TextSource } from '../base/textSource.ts';
import { parseRoadmap } from '../roadmap/parseRoadmap.ts';
import { placeOfField, type RoadmapPhase } from '../roadmap/roadmap.ts';
import type { SpecProblemCode, WorkspaceConfig } from './phaseSpec.ts';
import { roadmapLimitBytes, specLimitBytes, type LoadedSpec, type WorkspacePlan } from './plan.ts';
import { readPhaseSpec } from './readPhaseSpec.ts';
import { defaultConfig, readWorkspaceConfig } from './readWorkspaceConfig.ts';

/** The configuration file's name in the workspace root. */
export const configFileName = 'phasegate.yaml';

/** What reading phasegate.yaml gave; defaults where there is none. */
export type ReadConfigFile = Pick<WorkspacePlan, 'config' | 'configFile' | 'configProblems'>;

/**
 * Reads configuration and roadmap; specs are read when needed.
 *
 * @param folder any path of the workspace's root folder
 * @throws Failure `usage` (no such folder), `roadmap-missing`, `roadmap-too-large`, `roadmap-not-utf8`,
 * `path-outside-workspace`, `read-failed`
 */
export async function loadPlan(folder: string, source: TextSource): Promise<WorkspacePlan> {
  const root = realFolder(folder);
  const configuration = await readConfigFile(root, source, null);
  const roadmapFile = resolveInside(root, configuration.config.roadmap);
  const roadmapText = await readRoadmapText(root, roadmapFile, configuration.config.roadmap, source);
  return { root, ...configuration, roadmapFile, roadmapText, parsed: parseRoadmap(roadmapText) };
}

/**
 * Reads phasegate.yaml.
 *
 * @param previous is given back when the file still holds what it held then
 * @throws Failure `config-invalid`
 */
export async function readConfigFile(
  root: string,
  source: TextSource,
  previous: ReadConfigFile | null,
): Promise<ReadConfigFile> {
  const file = path.join(root, configFileName);
  const read = await source.read(file, specLimitBytes, root);
  if (read.kind === 'text') {
    if (previous?.configFile?.text === read.text) return previous;
    const { config, problems } = readWorkspaceConfig(read.text);
    return { config, configFile: { file, text: read.text }, configProblems: problems };
  }
  if (read.kind === 'missing') return { config: defaultConfig, configFile: null, configProblems: [] };
  throw new Failure('config-invalid', `${configFileName} cannot be read: ${describeUnread(read)}.`);
}

/** @throws Failure `roadmap-missing`, `roadmap-too-large`, `roadmap-not-utf8`, `path-outside-workspace`, `read-failed` */
export async function readRoadmapText(
  root: string,
  roadmapFile: string,
  name: string,
  source: TextSource,
): Promise<string> {
  const read = await source.read(roadmapFile, roadmapLimitBytes, root);
  switch (read.kind) {
    case 'text':
      return read.text;
    case 'missing':
      throw new Failure(
        'roadmap-missing',
        `There is no ${name} in ${root}. Start one with "phasegate init", or name another folder with -C.`,
      );
    case 'too-large':
      throw new Failure(
        'roadmap-too-large',
        `${name} is larger than 10 MB, which is the most that is read. Move what is no plan elsewhere.`,
      );
    case 'not-utf8':
      throw new Failure('roadmap-not-utf8', `${name} is not UTF-8 text. Save it as UTF-8 and try again.`);
    case 'not-a-file':
    case 'unreadable':
      throw new Failure('read-failed', `${name} cannot be read: ${describeUnread(read)}.`);
  }
}

/** Reads the spec of a phase; what keeps it from being read is a problem at the phase's Spec field. */
export async function loadPhaseSpec(plan: WorkspacePlan, phase: RoadmapPhase, source: TextSource): Promise<LoadedSpec> {
  const found = phase.spec === null ? null : await findSpec(plan, phase.spec, source);
  return specOfPhase(plan.config, phase, found);
}

/** What stands where a Spec field points to. */
export type FoundSpec =
  | { readonly kind: 'outside'; readonly file: null }
  | { readonly kind: 'read'; readonly file: string; readonly read: ReadText };

/** @param spec as the roadmap names it */
export async function findSpec(
  { root, roadmapFile }: Pick<WorkspacePlan, 'root' | 'roadmapFile'>,
  spec: string,
  source: TextSource,
): Promise<FoundSpec> {
  let file: string;
  try {
    file = resolveSpec({ root, roadmapFile }, spec);
  } catch {
    return { kind: 'outside', file: null };
  }
  return { kind: 'read', file, read: await source.read(file, specLimitBytes, root) };
}

/** @param found null when the phase names no spec */
export function specOfPhase(config: WorkspaceConfig, phase: RoadmapPhase, found: FoundSpec | null): LoadedSpec {
  const problem = (code: SpecProblemCode, message: string): LoadedSpec => {
    const range = placeOfField(phase, 'Spec');
    return { kind: 'problem', file: found?.file ?? null, problem: { code, severity: 'error', message, range } };
  };
  if (found === null) return problem('spec-not-found', `Phase ${phase.id} names no spec.`);
  const named = `The spec ${phase.spec ?? ''} of phase ${phase.id}`;
  if (found.kind === 'outside') {
    const message = `${named} is outside the workspace. Move it inside, and name it relative to the roadmap.`;
    return problem('spec-outside-workspace', message);
  }
  const { file, read } = found;
  switch (read.kind) {
    case 'text':
      return { kind: 'spec', spec: readPhaseSpec(file, read.text, phase.id, config) };
    case 'missing':
      return problem(
        'spec-not-found',
        `${named} does not exist. Create it, or run "phasegate init" to create all missing specs.`,
      );
    case 'not-a-file':
      return problem(
        read.isFolder ? 'spec-is-folder' : 'spec-unreadable',
        `${named} is ${read.isFolder ? 'a folder' : 'no regular file'}. Name a Markdown file.`,
      );
    case 'too-large':
    case 'not-utf8':
    case 'unreadable':
      return problem('spec-unreadable', `${named} cannot be read: ${describeUnread(read)}.`);
  }
}

/**
 * @param spec as the roadmap names it
 * @returns the absolute path to which it leads now
 * @throws Failure `path-outside-workspace`, `read-failed`
 */
export function resolveSpec({ root, roadmapFile }: Pick<WorkspacePlan, 'root' | 'roadmapFile'>, spec: string): string {
  return resolveInside(root, path.relative(root, path.resolve(path.dirname(roadmapFile), spec)));
}

/** The folder without links. @throws Failure `usage` when there is none */
export function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    throw new Failure('usage', `There is no folder ${folder}.`);
  }
}

function describeUnread(read: Exclude<ReadText, { kind: 'text' } | { kind: 'missing' }>): string {
  switch (read.kind) {
    case 'not-a-file':
      return read.isFolder ? 'it is a folder' : 'it is no regular file';
    case 'too-large':
      return `it is larger than ${read.limitBytes / 1024 / 1024} MB`;
    case 'not-utf8':
      return 'it is not UTF-8 text';
    case 'unreadable':
      return read.reason;
  }
}
