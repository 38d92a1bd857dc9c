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
  const missing = lackedGates(text, gates);
  if (missing.length === 0) return null;
  const names = missing.map(({ name }) => name);
  const isChosen = isSeq(document.get('default')) || document.getIn(['gates', 'default']) !== undefined;
  const defaults = isChosen ? '' : `default: [${names.join(', ')}]\n`;
  const entries = stringify(Object.fromEntries(missing.map((gate) => [gate.name, definitionOf(gate)])), {
    lineWidth: 0,
  });
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

/** The gates whose names the text of phasegate.yaml does not have. */
export function lackedGates<Gate extends Pick<ProposedGate, 'name'>>(
  text: string | null,
  gates: readonly Gate[],
): readonly Gate[] {
  const known = parseDocument(text ?? '', { logLevel: 'error' }).get('gates');
  return gates.filter(({ name }) => !isMap(known) || !known.has(name));
}

function definitionOf({ run, cwd, problems }: ProposedGate): Readonly<Record<string, string>> {
  return { run, ...(cwd === null ? {} : { cwd }), ...(problems === null ? {} : { problems }) };
}

/** Where gates stand in braces, or nothing stands below the word, the lines have to be written anew. */
function rewritten(document: Document, missing: readonly ProposedGate[], defaults: string): string {
  if (!isMap(document.get('gates'))) document.set('gates', document.createNode({}));
  for (const gate of missing) document.setIn(['gates', gate.name], definitionOf(gate));
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

/** What phasegate.yaml is, and what it would be with the gates; null when it has them all. */
export interface PlannedGates {
  /** Absolute path. */
  readonly file: string;
  /** Null when there is no such file yet. */
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Computes what writing the gates comes to; nothing is written.
 *
 * @throws Failure `config-invalid`
 */
export async function planGates(
  root: string,
  gates: readonly ProposedGate[],
  source: TextSource,
): Promise<PlannedGates> {
  const file = path.join(root, configFileName);
  const before = await readConfigText(root, source);
  return { file, before, after: addGates(before, gates) };
}

/**
 * @returns null when there is no phasegate.yaml
 * @throws Failure `config-invalid`
 */
export async function readConfigText(root: string, source: TextSource): Promise<string | null> {
  const read = await source.read(path.join(root, configFileName), specLimitBytes, root);
  if (read.kind === 'text') return read.text;
  if (read.kind === 'missing') return null;
  throw new Failure('config-invalid', `${configFileName} cannot be read. Correct it first.`);
}

/**
 * Writes what was planned, provided that phasegate.yaml still is what it was.
 *
 * @returns whether something was written
 * @throws Failure `roadmap-changed`, `write-failed`
 */
export function writeGates(root: string, { file, before, after }: PlannedGates): boolean {
  if (after === null) return false;
  const isWritten =
    before === null
      ? createFile(file, after)
      : replaceFileSync(file, Buffer.from(before), [Buffer.from(after)], root) === 'written';
  if (!isWritten) {
    throw new Failure(
      'roadmap-changed',
      `${configFileName} changed meanwhile or is not saved, so no gates were added. Try again.`,
    );
  }
  return true;
}
