/** Loads the plan of a workspace from its texts. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../base/failure.ts';
import type { Problem } from '../base/problem.ts';
import { resolveInside } from '../base/resolveInside.ts';
import type { ReadText, TextSource } from '../base/textSource.ts';
import { parseRoadmap } from '../roadmap/parseRoadmap.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import type { SpecProblemCode } from './phaseSpec.ts';
import { roadmapLimitBytes, specLimitBytes, type LoadedSpec, type WorkspacePlan } from './plan.ts';
import { readPhaseSpec } from './readPhaseSpec.ts';
import { defaultConfig, readWorkspaceConfig } from './readWorkspaceConfig.ts';

/** The configuration file's name in the workspace root. */
export const configFileName = 'phasegate.yaml';

/**
 * Reads configuration and roadmap; specs are read when needed.
 *
 * @param folder any path of the workspace's root folder
 * @throws Failure `usage` (no such folder), `roadmap-missing`, `roadmap-too-large`, `roadmap-not-utf8`,
 * `path-outside-workspace`, `read-failed`
 */
export async function loadPlan(folder: string, source: TextSource): Promise<WorkspacePlan> {
  const root = realFolder(folder);
  const configFile = path.join(root, configFileName);
  const readConfig = await source.read(configFile, specLimitBytes, root);
  if (readConfig.kind !== 'text' && readConfig.kind !== 'missing') {
    throw new Failure('config-invalid', `${configFileName} cannot be read: ${describeUnread(readConfig)}.`);
  }
  const { config, problems } =
    readConfig.kind === 'text' ? readWorkspaceConfig(readConfig.text) : { config: defaultConfig, problems: [] };

  const roadmapFile = resolveInside(root, config.roadmap);
  const read = await source.read(roadmapFile, roadmapLimitBytes, root);
  switch (read.kind) {
    case 'text':
      break;
    case 'missing':
      throw new Failure(
        'roadmap-missing',
        `There is no ${config.roadmap} in ${root}. Start one with "phasegate init", or name another folder with -C.`,
      );
    case 'too-large':
      throw new Failure(
        'roadmap-too-large',
        `${config.roadmap} is larger than 10 MB, which is the most that is read. Move what is no plan elsewhere.`,
      );
    case 'not-utf8':
      throw new Failure('roadmap-not-utf8', `${config.roadmap} is not UTF-8 text. Save it as UTF-8 and try again.`);
    case 'not-a-file':
    case 'unreadable':
      throw new Failure('read-failed', `${config.roadmap} cannot be read: ${describeUnread(read)}.`);
  }
  return {
    root,
    config,
    configFile: readConfig.kind === 'text' ? { file: configFile, text: readConfig.text } : null,
    configProblems: problems,
    roadmapFile,
    roadmapText: read.text,
    parsed: parseRoadmap(read.text),
  };
}

/** Reads the spec of a phase; what keeps it from being read is a problem at the phase's Spec field. */
export async function loadPhaseSpec(plan: WorkspacePlan, phase: RoadmapPhase, source: TextSource): Promise<LoadedSpec> {
  const field = phase.fields.find(({ name }) => name === 'Spec');
  const range = field?.valueRange ?? phase.headingRange;
  const problem = (code: SpecProblemCode, message: string, file: string | null): LoadedSpec => ({
    kind: 'problem',
    file,
    problem: { code, severity: 'error', message, range },
  });
  if (phase.spec === null) return problem('spec-not-found', `Phase ${phase.id} names no spec.`, null);
  let file: string;
  try {
    file = resolveSpec(plan, phase.spec);
  } catch {
    return problem(
      'spec-outside-workspace',
      `The spec ${phase.spec} of phase ${phase.id} is outside the workspace. Move it inside, and name it relative to the roadmap.`,
      null,
    );
  }
  const read = await source.read(file, specLimitBytes, plan.root);
  switch (read.kind) {
    case 'text':
      return { kind: 'spec', spec: readPhaseSpec(file, read.text, phase.id, plan.config) };
    case 'missing':
      return problem(
        'spec-not-found',
        `The spec ${phase.spec} of phase ${phase.id} does not exist. Create it, or run "phasegate init" to create all missing specs.`,
        file,
      );
    case 'not-a-file':
      return problem(
        read.isFolder ? 'spec-is-folder' : 'spec-unreadable',
        `The spec ${phase.spec} of phase ${phase.id} is ${read.isFolder ? 'a folder' : 'no regular file'}. Name a Markdown file.`,
        file,
      );
    case 'too-large':
    case 'not-utf8':
    case 'unreadable':
      return problem(
        'spec-unreadable',
        `The spec ${phase.spec} of phase ${phase.id} cannot be read: ${describeUnread(read)}.`,
        file,
      );
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

function realFolder(folder: string): string {
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
