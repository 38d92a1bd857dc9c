/** `phasegate init`: starts or adopts a roadmap, creates the specs that are missing, and proposes gates. */
import { realpathSync } from 'node:fs';
import { adoptRoadmap, planAdoption } from '../phases/adoptRoadmap.ts';
import { detectGates, type ProposedGate } from '../phases/detectGates.ts';
import { initializeRoadmap } from '../phases/initializeRoadmap.ts';
import { diskRoadmapWriter } from '../phases/roadmapWriter.ts';
import { lackedGates, planGates, writeGates } from '../phases/writeGates.ts';
import type { CommandLine } from './commandLine.ts';
import { describeAdoption } from './describeAdoption.ts';
import { describeChange } from './describeChange.ts';
import { exitCodes } from './exitCode.ts';
import type { Verb, VerbResult, VerbSurroundings } from './verb.ts';

export const initVerb: Verb = async (line, surroundings) => {
  const adopted = line.from === undefined ? null : await adopt(line, line.from, surroundings);
  const result = adopted ?? (await initialize(line, surroundings));
  const gates = await proposeGates(line, surroundings);
  return {
    ...result,
    document: { ...result.document, gates: gates.proposed },
    prose: result.prose + gates.prose,
  };
};

async function adopt(line: CommandLine, from: string, { source }: VerbSurroundings): Promise<VerbResult | null> {
  const planned = await planAdoption(line.folder, from, source);
  if (planned === null) return null;
  const written = await adoptRoadmap(planned, diskRoadmapWriter, line.dryRun);
  const { adoption, conflicts } = planned;
  return {
    document: {
      kind: 'init',
      ...(line.dryRun ? { dryRun: true, text: adoption.text } : {}),
      created: written.created,
      changed: written.changed,
      phases: adoption.phases.map(({ id }) => id),
      conflicts: [
        ...conflicts.map(({ file, line: at, message }) => ({ file, line: at + 1, message })),
        ...written.leftAlone,
      ],
    },
    prose: describeAdoption(planned, written, line.dryRun),
    exitCode: exitCodes.ok,
  };
}

async function initialize(line: CommandLine, { source }: VerbSurroundings): Promise<VerbResult> {
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
}

async function proposeGates(
  line: CommandLine,
  { source, say, confirm }: VerbSurroundings,
): Promise<{ readonly proposed: readonly ProposedGate[]; readonly prose: string }> {
  const root = realpathSync(line.folder);
  const proposed = await detectGates(root, source);
  if (proposed.length === 0) {
    return { proposed, prose: line.gates ? 'No gates were found that phasegate.yaml could have.\n' : '' };
  }
  if (!line.gates) {
    return {
      proposed,
      prose: `Gates found, not written; "phasegate init --gates" adds them to phasegate.yaml:\n${list(proposed)}`,
    };
  }
  const planned = await planGates(root, proposed, source);
  if (planned.after === null) return { proposed, prose: 'phasegate.yaml has all gates that were found.\n' };
  const added = list(lackedGates(planned.before, proposed));
  const change = describeChange(planned.before ?? '', planned.after);
  const verb = planned.before === null ? 'create phasegate.yaml with' : 'add to phasegate.yaml';
  if (line.dryRun) return { proposed, prose: `Would ${verb}:\n${added}\n${change}` };
  // With --json a program reads the answer, and nobody would see a question.
  if (confirm !== null && !line.json) {
    say(`This would ${verb}:\n${added}\n${change}\n`);
    if (!(await confirm('Write phasegate.yaml?'))) return { proposed, prose: 'phasegate.yaml was left as it is.\n' };
  }
  writeGates(root, planned);
  return {
    proposed,
    prose: `${planned.before === null ? 'Created phasegate.yaml with' : 'Added to phasegate.yaml'}:\n${added}`,
  };
}

function list(gates: readonly ProposedGate[]): string {
  return gates.map(({ name, run, from }) => `  ${name}: ${run}  (${from})\n`).join('');
}
