/** `phasegate init`: starts a roadmap, or creates the specs that are missing. */
import { initializeRoadmap } from '../phases/initializeRoadmap.ts';
import { exitCodes } from './exitCode.ts';
import type { Verb } from './verb.ts';

export const initVerb: Verb = async (line, { source }) => {
  const { created, phases, conflicts } = await initializeRoadmap(line.folder, source, line.dryRun);
  const verb = line.dryRun ? 'Would create' : 'Created';
  const nothing = 'Nothing to create: the roadmap is there, and so are its specs.\n';
  return {
    document: { kind: 'init', ...(line.dryRun ? { dryRun: true } : {}), created, phases, conflicts },
    prose:
      (created.length === 0 && conflicts.length === 0 ? nothing : created.map((file) => `${verb} ${file}\n`).join('')) +
      conflicts.map(({ file, message }) => `Left alone ${file}: ${message}\n`).join(''),
    exitCode: conflicts.length === 0 ? exitCodes.ok : exitCodes.planInvalid,
  };
};
