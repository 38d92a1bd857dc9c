/** Adds gates to phasegate.yaml and keeps everything that a person wrote there, comments included. */
import path from 'node:path';
import { isMap, isSeq, parseDocument, type Document } from 'yaml';
import { Failure } from '../base/failure.ts';
import { replaceFileSync } from '../base/replaceFile.ts';
import type { TextSource } from '../base/textSource.ts';
import { createFile } from './createFile.ts';
import type { ProposedGate } from './detectGates.ts';
import { configFileName } from './loadPlan.ts';
import { specLimitBytes } from './plan.ts';
import { readWorkspaceConfig } from './readWorkspaceConfig.ts';

/**
 * The text of phasegate.yaml with the gates that it lacks; each becomes a default gate too, unless a person has
 * chosen the default gates already.
 *
 * @param text of the file; null when there is none
 * @returns null when nothing is to be added
 * @throws Failure `config-invalid` when the file has problems, so that adding might hide them
 */
export function addGates(text: string | null, gates: readonly ProposedGate[]): string | null {
  const document = readDocument(text);
  const known = document.get('gates');
  const missing = gates.filter(({ name }) => !isMap(known) || !known.has(name));
  if (missing.length === 0) return null;
  for (const { name, run, problems } of missing) {
    document.setIn(['gates', name], document.createNode(problems === null ? { run } : { run, problems }));
  }
  const chosen = document.get('default');
  if (!isSeq(chosen) && document.getIn(['gates', 'default']) === undefined) {
    document.set(
      'default',
      document.createNode(
        missing.map(({ name }) => name),
        { flow: true },
      ),
    );
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function readDocument(text: string | null): Document {
  const document = parseDocument(text ?? '');
  if (text !== null && readWorkspaceConfig(text).problems.some(({ severity }) => severity === 'error')) {
    throw new Failure(
      'config-invalid',
      `${configFileName} has problems. "phasegate check" lists them; correct them first.`,
    );
  }
  return document.contents === null ? withComments(document) : document;
}

/** A file that holds only comments has no map to add to. */
function withComments(document: Document): Document {
  document.contents = document.createNode({});
  return document;
}

/**
 * Writes the gates to the workspace's phasegate.yaml.
 *
 * @returns whether something was written
 * @throws Failure `config-invalid`, `roadmap-changed`, `write-failed`
 */
export async function writeGates(root: string, gates: readonly ProposedGate[], source: TextSource): Promise<boolean> {
  const file = path.join(root, configFileName);
  const read = await source.read(file, specLimitBytes, root);
  if (read.kind !== 'text' && read.kind !== 'missing') {
    throw new Failure('config-invalid', `${configFileName} cannot be read. Correct it first.`);
  }
  const text = addGates(read.kind === 'text' ? read.text : null, gates);
  if (text === null) return false;
  const isWritten =
    read.kind === 'missing'
      ? createFile(file, text)
      : replaceFileSync(file, Buffer.from(read.text), [Buffer.from(text)], root) === 'written';
  if (!isWritten) {
    throw new Failure(
      'roadmap-changed',
      `${configFileName} changed meanwhile or is not saved, so no gates were added. Try again.`,
    );
  }
  return true;
}
