/** Adds gates to phasegate.yaml and keeps everything that a person wrote there, comments included. */
import path from 'node:path';
import { isMap, isNode, isSeq, parseDocument, stringify, type Document, type YAMLMap } from 'yaml';
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
  const written = text ?? '';
  if (readWorkspaceConfig(written).problems.some(({ severity }) => severity === 'error')) {
    throw new Failure(
      'config-invalid',
      `${configFileName} has problems. "phasegate check" lists them; correct them first.`,
    );
  }
  const document = parseDocument(written);
  const known = document.get('gates');
  const missing = gates.filter(({ name }) => !isMap(known) || !known.has(name));
  if (missing.length === 0) return null;
  const names = missing.map(({ name }) => name);
  const isChosen = isSeq(document.get('default')) || document.getIn(['gates', 'default']) !== undefined;
  const defaults = isChosen ? '' : `default: [${names.join(', ')}]\n`;
  const entries = stringify(
    Object.fromEntries(
      missing.map(({ name, run, problems }) => [name, problems === null ? { run } : { run, problems }]),
    ),
    { lineWidth: 0 },
  );
  if (!isMap(known) || known.items.length === 0) {
    if (document.has('gates')) return rewritten(document, missing, defaults);
    const gap = written === '' ? '' : written.endsWith('\n') ? '\n' : '\n\n';
    return `${written}${gap}gates:\n${indented(entries, '  ')}${defaults}`;
  }
  if (known.flow === true) return rewritten(document, missing, defaults);
  const at = endOfLastGate(written, known);
  const before = written.slice(0, at);
  const rest = written.slice(at);
  const opened = before.endsWith('\n') ? before : `${before}\n`;
  const end = rest === '' || rest.endsWith('\n') || defaults === '' ? rest : `${rest}\n`;
  return opened + indented(entries, indentOf(written, known)) + end + defaults;
}

/** Where gates stand in braces, or nothing stands below the word, the lines have to be written anew. */
function rewritten(document: Document, missing: readonly ProposedGate[], defaults: string): string {
  if (!isMap(document.get('gates'))) document.set('gates', document.createNode({}));
  for (const { name, run, problems } of missing) {
    document.setIn(['gates', name], problems === null ? { run } : { run, problems });
  }
  return document.toString({ lineWidth: 0 }) + defaults;
}

function indented(text: string, indent: string): string {
  return text.replace(/^(?=.)/gm, indent);
}

function indentOf(text: string, gates: YAMLMap): string {
  const first = gates.range?.[0] ?? 0;
  return text.slice(text.lastIndexOf('\n', first - 1) + 1, first).replace(/\S.*$/, '') || '  ';
}

/** After the line on which the last gate ends, with a comment that stands behind it. */
function endOfLastGate(text: string, gates: YAMLMap): number {
  const last = gates.items.at(-1)?.value;
  const end = isNode(last) ? (last.range?.[1] ?? text.length) : text.length;
  if (text.charAt(end - 1) === '\n') return end;
  const lineBreak = text.indexOf('\n', end);
  return lineBreak < 0 ? text.length : lineBreak + 1;
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
