/** Fixes of gates that name a folder or a script that is not there; none is certain, as the work of the phase may bring it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { ProblemFix } from '../../base/problem.ts';
import type { TextEdit } from '../../base/textRange.ts';
import { resolveInside } from '../../base/resolveInside.ts';
import type { RunGate } from '../gate.ts';
import { scriptOf } from '../packageScripts.ts';
import { specLimitBytes } from '../plan.ts';
import { YamlSource, type YamlPath } from '../yamlSource.ts';
import { rewriteScalar } from './correctWord.ts';
import type { FixFinder, FixRequest } from './fixRequest.ts';
import { gatesOf, locate, valueAt } from './locateYaml.ts';
import { findNearestWord } from './nearestWord.ts';

/** The folder that was meant, or the one that is named, created. */
export const missingFolderFixes: FixFinder = (request) => {
  const gate = concernedGate(request, ({ cwd }) => !isFolder(request.plan.root, cwd));
  if (gate === undefined) return [];
  const nearest = nearestFolder(request.plan.root, gate.cwd);
  const change = nearest === null ? null : changeDefinition(request, gate, ['cwd'], gate.cwd, nearest);
  const file = placeholderIn(request.plan.root, gate.cwd);
  return [
    ...(change === null ? [] : [change]),
    ...(file === null
      ? []
      : [
          {
            title: `Create the folder ${gate.cwd} with an empty .gitkeep in it`,
            edits: [],
            otherFiles: [{ kind: 'create', file, text: '' } as const],
          },
        ]),
  ];
};

/** The script that was meant. */
export const unknownScriptFixes: FixFinder = (request) => {
  const gate = concernedGate(request, ({ command }) => scriptOf(command) !== null);
  const script = gate === undefined ? null : scriptOf(gate.command);
  if (gate === undefined || script === null) return [];
  const names = scriptsIn(request.plan.root, gate.cwd).filter((name) => /^[\w:./@-]*[\w/@-]$/.test(name));
  const nearest = findNearestWord(script, names);
  if (nearest === null) return [];
  const { command } = gate;
  const at = typeof command === 'string' ? ['run'] : ['run', command.lastIndexOf(script)];
  const change = changeDefinition(request, gate, at, script, nearest.word);
  return change === null ? [] : [change];
};

/**
 * The gate that the problem is about. Default gates stand at one place, the whole front matter, and the message tells
 * which of them it is.
 */
function concernedGate(request: FixRequest, isConcerned: (gate: RunGate) => boolean): RunGate | undefined {
  const { range, message } = request.problem;
  return gatesOf(request)
    .filter((gate) => gate.range.start === range.start && gate.range.end === range.end)
    .flatMap(({ definition }) => (definition.kind === 'run' && isConcerned(definition) ? [definition] : []))
    .filter(({ name }) => message.includes(name))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

/** Changes one word of a gate where it is defined: in the spec itself, or in phasegate.yaml. */
function changeDefinition(
  request: FixRequest,
  { name }: RunGate,
  key: YamlPath,
  from: string,
  to: string,
): ProblemFix | null {
  const located = locate(request);
  const isOwn = located !== null && typeof valueAt(located.source, located.at) === 'object' && located.at.length === 2;
  if (located !== null && isOwn) {
    const edit = changeWord(request.problem.text, located.source, [...located.at, ...key], from, to);
    return edit === null ? null : { title: `Change ${from} to ${to}`, edits: [edit] };
  }
  const config = request.plan.configFile;
  if (config === null) return null;
  const bom = config.text.startsWith('\uFEFF') ? 1 : 0;
  const source = new YamlSource(config.text.slice(bom), bom);
  const edit = source.problems.length > 0 ? null : changeWord(config.text, source, ['gates', name, ...key], from, to);
  if (edit === null) return null;
  return {
    title: `Change ${from} to ${to} in ${path.basename(config.file)}`,
    edits: [],
    otherFiles: [{ kind: 'edit', ...config, edits: [edit] }],
  };
}

/** Null where the value is no scalar that holds the word once. */
function changeWord(text: string, source: YamlSource, at: YamlPath, from: string, to: string): TextEdit | null {
  const value = valueAt(source, at);
  const range = source.rangeOf(at);
  if (value === from) return rewriteScalar(text, range, to);
  if (typeof value !== 'string') return null;
  const written = text.slice(range.start, range.end);
  const [place, ...others] = [...written.matchAll(/[^\s"']+/g)].filter(([word]) => word === from);
  if (place === undefined || others.length > 0) return null;
  const start = range.start + place.index;
  return { range: { start, end: start + from.length }, newText: to };
}

/** The path with its first part that is not there corrected; null when nothing like it is there. */
function nearestFolder(root: string, folder: string): string | null {
  const parts = folder.split('/');
  for (let index = 0; index < parts.length; index++) {
    if (isFolder(root, parts.slice(0, index + 1).join('/'))) continue;
    const before = parts.slice(0, index);
    const nearest = findNearestWord(parts[index] ?? '', foldersIn(root, before.join('/')));
    if (nearest === null) return null;
    const corrected = [...before, nearest.word, ...parts.slice(index + 1)].join('/');
    return isFolder(root, corrected) ? corrected : null;
  }
  return null;
}

function foldersIn(root: string, folder: string): readonly string[] {
  try {
    const entries = readdirSync(resolveInside(root, folder === '' ? '.' : folder), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    // A folder that is not readable has nothing to offer.
    return [];
  }
}

function isFolder(root: string, folder: string): boolean {
  try {
    return statSync(resolveInside(root, folder)).isDirectory();
  } catch {
    return false;
  }
}

/** Editors create files and no folders, and git keeps no empty ones; null where something is in the way. */
function placeholderIn(root: string, folder: string): string | null {
  try {
    const resolved = resolveInside(root, folder);
    let standing = resolved;
    while (!existsSync(standing)) standing = path.dirname(standing);
    return statSync(standing).isDirectory() ? path.join(resolved, '.gitkeep') : null;
  } catch {
    return null;
  }
}

const manifestShape = z.object({ scripts: z.record(z.string(), z.unknown()) });

function scriptsIn(root: string, folder: string): readonly string[] {
  try {
    const file = resolveInside(root, path.join(folder, 'package.json'));
    if (statSync(file).size > specLimitBytes) return [];
    return Object.keys(manifestShape.parse(JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))).scripts);
  } catch {
    return [];
  }
}
