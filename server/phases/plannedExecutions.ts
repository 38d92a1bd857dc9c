/** What a run would execute, in the words a person agrees to, and the hash that the agreement is bound to. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '../base/canonicalJson.ts';
import { resolveInside } from '../base/resolveInside.ts';
import { sha256 } from '../base/sha256.ts';
import type { RunGate } from './gate.ts';
import type { PhaseSpec, WorkspaceConfig } from './phaseSpec.ts';

/** One command that a run would start. */
export interface PlannedExecution {
  /** Name of the gate, or `executor`. */
  readonly gate: string;
  readonly command: string;
  /** Relative to the workspace root. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the command stands for: bodies of package scripts, script files of the workspace. One line each. */
  readonly expandsTo: readonly string[];
}

export interface ExecutionPlan {
  readonly executions: readonly PlannedExecution[];
  /** Changes with every byte of every definition, and of the scripts that the commands name. */
  readonly sha256: string;
}

/** What `make` and `just` read when no file is named. */
const makefiles = ['Makefile', 'makefile', 'GNUmakefile', 'justfile', 'Justfile'];

const scriptEndings = /\.(?:[cm]?[jt]sx?|sh|bash|zsh|fish|ps1|bat|cmd|py|rb|pl|php|lua|groovy|mk)$/i;

/** A script file larger than this is known by its size and its time instead of being read. */
const scriptLimitBytes = 64 * 1024 * 1024;

/**
 * @param withExecutor whether the executor works before the gates
 */
export function planExecutions(
  root: string,
  config: WorkspaceConfig,
  spec: PhaseSpec,
  withExecutor: boolean,
): ExecutionPlan {
  const contents: string[] = [];
  const executions: PlannedExecution[] = [];
  const add = (gate: string, command: RunGate['command'], cwd: string, env: Readonly<Record<string, string>>) => {
    const named = findNamedScripts(root, cwd, command);
    contents.push(...named.map(({ content }) => content));
    executions.push({
      gate,
      command: typeof command === 'string' ? command : command.map(quoteWord).join(' '),
      cwd,
      env,
      expandsTo: named.map(({ label }) => label),
    });
  };
  // A person's work needs no consent, so running a phase by hand asks for no more than running its gates.
  const executor = withExecutor && config.executor.kind === 'command' ? config.executor : null;
  if (executor !== null) add('executor', executor.command, '.', {});
  const definitions = spec.gates.map((gate) => gate.definition);
  for (const gate of definitions) {
    if (gate.kind === 'run') add(gate.name, gate.command, gate.cwd, gate.env);
  }
  return { executions, sha256: sha256(canonicalJson([definitions, executor, config.environment, contents])) };
}

/**
 * The scripts of the workspace that a command names. This is what lets an edited script ask again; it finds what is
 * named, not what those scripts go on to call.
 */
function findNamedScripts(
  root: string,
  cwd: string,
  command: RunGate['command'],
): { label: string; content: string }[] {
  const words = typeof command === 'string' ? command.split(/[\s;&|()<>"'`]+/).filter(Boolean) : command;
  const found: { label: string; content: string }[] = [];
  if (words.some((word) => /^(?:npm|pnpm|yarn|bun)$/.test(word))) {
    const scripts = readPackageScripts(root, cwd);
    const named = Object.keys(scripts).filter((name) => words.includes(name));
    // Scripts call each other, so all of them are in the hash; the person is shown the ones that the command names.
    found.push(...named.map((name) => ({ label: `${name}: ${scripts[name] ?? ''}`, content: canonicalJson(scripts) })));
  }
  const files = [...words];
  if (words.includes('make') || words.includes('just')) files.push(...makefiles);
  for (const word of new Set(files)) {
    const content = isScriptName(word) ? readScript(root, cwd, word) : null;
    if (content !== null) found.push({ label: `${word} (${sha256(content).slice(0, 12)})`, content });
  }
  return found;
}

function readPackageScripts(root: string, cwd: string): Readonly<Record<string, string>> {
  const text = readScript(root, cwd, 'package.json');
  if (text === null) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    const scripts = typeof parsed === 'object' && parsed !== null && 'scripts' in parsed ? parsed.scripts : null;
    if (typeof scripts !== 'object' || scripts === null) return {};
    return Object.fromEntries(Object.entries(scripts).map(([name, body]) => [name, String(body)]));
  } catch {
    return {};
  }
}

/**
 * Whether a word can be the name of a script. Data that a command reads or writes is no script: a report that changes
 * with each run must not ask each time.
 */
function isScriptName(word: string): boolean {
  const name = word.split(/[\\/]/).at(-1) ?? '';
  const withoutEnding = /[\\/]/.test(word) && !name.includes('.');
  return withoutEnding || makefiles.includes(name) || scriptEndings.test(name);
}

/** Text of a regular file of the workspace; null for everything else. */
function readScript(root: string, cwd: string, word: string): string | null {
  if (word.length > 1024 || word.includes('\0')) return null;
  try {
    const file = resolveInside(root, path.join(cwd, word));
    const found = statSync(file);
    if (!found.isFile()) return null;
    return found.size > scriptLimitBytes ? `${found.size} bytes, ${found.mtimeMs}` : readFileSync(file, 'latin1');
  } catch {
    return null;
  }
}

function quoteWord(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : JSON.stringify(word);
}
