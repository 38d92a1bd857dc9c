/** Messages about starting from what a project already has: a roadmap of another style, and its usual checks. */
import * as z from 'zod';
import { request } from './message.ts';
import { phaseStatus } from './roadmap.ts';

/** Something that the original leaves open; a person decides. `line` is zero-based, in the original. */
export const adoptionConflict = z.object({ line: z.number().int(), message: z.string() });

/**
 * Client asks the server what adopting a file would come to; sent before anything is shown. Nothing is written. The
 * server answers with the whole proposed text, for a diff, and a hash of the text that it was made of; `null` when the
 * file has Phasegate's form already.
 */
export const proposeAdoption = request(
  'adoption/propose',
  'server',
  z.object({ folderUri: z.string(), fileUri: z.string() }),
  z.object({
    proposal: z
      .object({
        hash: z.string(),
        text: z.string(),
        /** URI of the roadmap that would come of it; the file itself where that is the roadmap. */
        roadmapUri: z.string(),
        /** What the phases were taken from: "headings such as "Phase 1"". */
        units: z.string(),
        phases: z.array(z.object({ id: z.string(), title: z.string(), status: phaseStatus })),
        conflicts: z.array(adoptionConflict),
      })
      .nullable(),
  }),
);

/**
 * Client tells the server that the person accepted a proposal. The server makes it again and writes the roadmap and
 * the specs, provided that the file still is what the hash was made of. It answers with what it wrote, relative to the
 * folder.
 */
export const acceptAdoption = request(
  'adoption/accept',
  'server',
  z.object({ folderUri: z.string(), fileUri: z.string(), hash: z.string() }),
  z.object({ created: z.array(z.string()), changed: z.array(z.string()), roadmapUri: z.string() }),
);

/**
 * A gate that the project could have; `from` is the file that made it likely, `cwd` the folder of its package, null for
 * the root. `isPresent` when phasegate.yaml has a gate of that name.
 */
export const proposedGate = z.object({
  name: z.string(),
  run: z.string(),
  problems: z.string().nullable(),
  cwd: z.string().nullable(),
  from: z.string(),
  isPresent: z.boolean(),
});

/** Client asks the server which gates the project could have; sent before the person picks. Nothing is run or written. */
export const proposeGates = request(
  'adoption/proposeGates',
  'server',
  z.object({ folderUri: z.string() }),
  z.object({ gates: z.array(proposedGate) }),
);

/**
 * Client asks the server what phasegate.yaml would be with the gates that the person picked; sent before the person is
 * asked. Nothing is written. The server answers with the whole text, for a diff, and a hash of the present one; `null`
 * when all of them are there.
 */
export const previewGates = request(
  'adoption/previewGates',
  'server',
  z.object({ folderUri: z.string(), names: z.array(z.string()) }),
  z.object({
    preview: z.object({ configUri: z.string(), isNew: z.boolean(), text: z.string(), hash: z.string() }).nullable(),
  }),
);

/**
 * Client tells the server that the person agreed to a preview. The server adds the gates, provided that phasegate.yaml
 * still is what the hash was made of.
 */
export const addGates = request(
  'adoption/addGates',
  'server',
  z.object({ folderUri: z.string(), names: z.array(z.string()), hash: z.string() }),
  z.object({ isWritten: z.boolean(), configUri: z.string() }),
);
