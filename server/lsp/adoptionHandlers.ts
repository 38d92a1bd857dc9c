/** Answers the messages about roadmaps of another style and about gates that a project could have. */
import { realpathSync } from 'node:fs';
import type { Connection } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { acceptAdoption, addGates, previewGates, proposeAdoption, proposeGates } from '../../protocol/adoption.ts';
import { Failure } from '../base/failure.ts';
import { sha256 } from '../base/sha256.ts';
import type { TextSource } from '../base/textSource.ts';
import { adoptRoadmap, planAdoption } from '../phases/adoptRoadmap.ts';
import { detectGates } from '../phases/detectGates.ts';
import type { RoadmapWriter } from '../phases/roadmapWriter.ts';
import { lackedGates, planGates, readConfigText, writeGates, type PlannedGates } from '../phases/writeGates.ts';
import { answer } from './answer.ts';
import type { FolderViews } from './folderViews.ts';
import type { WorkspaceFolders } from './workspaceFolders.ts';

/** @param isTrusted a workspace that is not trusted is only looked at, so nothing is written in it */
export function answerAdoptionMessages(
  connection: Connection,
  folders: WorkspaceFolders,
  views: FolderViews,
  source: TextSource,
  writer: RoadmapWriter,
  isTrusted: () => boolean,
): void {
  const requireTrust = (): void => {
    if (!isTrusted())
      throw new Failure('not-trusted', 'This workspace is not trusted, so nothing is written. Trust it first.');
  };

  answer(connection, proposeAdoption, async ({ folderUri, fileUri }) => {
    const planned = await planAdoption(folders.require(folderUri).path, URI.parse(fileUri).fsPath, source);
    if (planned === null) return { proposal: null };
    const { adoption, conflicts, original, roadmapFile } = planned;
    return {
      proposal: {
        hash: sha256(original),
        text: adoption.text,
        roadmapUri: URI.file(roadmapFile).toString(),
        units: adoption.units,
        phases: adoption.phases.map(({ id, title, status }) => ({ id, title, status })),
        conflicts: conflicts.map(({ line, message }) => ({ line, message })),
      },
    };
  });

  answer(connection, acceptAdoption, async ({ folderUri, fileUri, hash }) => {
    requireTrust();
    const folder = folders.require(folderUri);
    const planned = await planAdoption(folder.path, URI.parse(fileUri).fsPath, source);
    if (planned === null || sha256(planned.original) !== hash) {
      throw new Failure('roadmap-changed', 'The file changed since the proposal was made. Look at a new proposal.');
    }
    const { created, changed } = await adoptRoadmap(planned, writer, false);
    await views.refresh(folder);
    return { created: [...created], changed: [...changed], roadmapUri: URI.file(planned.roadmapFile).toString() };
  });

  answer(connection, proposeGates, async ({ folderUri }) => {
    const root = realpathSync(folders.require(folderUri).path);
    const gates = await detectGates(root, source);
    const lacked = new Set(lackedGates(await readConfigText(root, source), gates));
    return { gates: gates.map((gate) => ({ ...gate, isPresent: !lacked.has(gate) })) };
  });

  const planPicked = async (root: string, names: readonly string[]): Promise<PlannedGates> => {
    const picked = (await detectGates(root, source)).filter(({ name }) => names.includes(name));
    return planGates(root, picked, source);
  };

  answer(connection, previewGates, async ({ folderUri, names }) => {
    const { file, before, after } = await planPicked(realpathSync(folders.require(folderUri).path), names);
    if (after === null) return { preview: null };
    const configUri = URI.file(file).toString();
    return { preview: { configUri, isNew: before === null, text: after, hash: sha256(before ?? '') } };
  });

  answer(connection, addGates, async ({ folderUri, names, hash }) => {
    requireTrust();
    const folder = folders.require(folderUri);
    const root = realpathSync(folder.path);
    const planned = await planPicked(root, names);
    if (sha256(planned.before ?? '') !== hash) {
      throw new Failure('roadmap-changed', 'phasegate.yaml changed since the gates were shown. Look at them again.');
    }
    const isWritten = writeGates(root, planned);
    await views.refresh(folder);
    return { isWritten, configUri: URI.file(planned.file).toString() };
  });
}
