/** Runs the built terminal program in a workspace of its own, with a data directory of its own. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import * as z from 'zod';

/** The built terminal program. */
export const cliProgram = path.join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

export interface TerminalResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with files and a data directory, both removed by `dispose`. */
export class TerminalWorkspace {
  readonly root: string;
  readonly home: string;

  constructor(files: Readonly<Record<string, string>>) {
    const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'phasegate-terminal-')));
    this.root = path.join(base, 'workspace');
    this.home = path.join(base, 'home');
    mkdirSync(this.root);
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text: string): void {
    const file = path.join(this.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(path.join(this.root, name), 'utf8');
  }

  /** Runs `phasegate` with the workspace as its folder. */
  async run(...args: readonly string[]): Promise<TerminalResult> {
    return this.start(args).ended;
  }

  /** Starts `phasegate`; `ended` settles when it has exited and its output is complete. */
  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [cliProgram, ...args], {
      cwd: this.root,
      env: { ...process.env, PHASEGATE_HOME: this.home, SHELL: '/bin/sh', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<TerminalResult>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    });
    return { child, ended };
  }

  /** Runs with --json, and reads the one document on stdout by its shape. */
  async json<T extends z.ZodType>(
    shape: T,
    ...args: readonly string[]
  ): Promise<{ exitCode: number | null; stderr: string; document: z.output<T> }> {
    const { exitCode, stdout, stderr } = await this.run(...args, '--json');
    assert.ok(stdout.endsWith('}\n'), `stdout is not one document: ${stdout}\n${stderr}`);
    return { exitCode, stderr, document: shape.parse(JSON.parse(stdout)) };
  }

  dispose(): void {
    rmSync(path.dirname(this.root), { recursive: true, force: true });
  }
}

const status = z.enum(['TODO', 'IN_PROGRESS', 'DONE', 'FAILED']);

/** The documents as formats.md fixes them; unknown members are allowed, missing ones are not. */
export const documents = {
  run: z.object({
    id: z.string(),
    phase: z.string(),
    outcome: z.string().nullable(),
    statusBefore: status.nullable(),
    statusAfter: status.nullable(),
    commit: z.string().nullable(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    message: z.string().optional(),
    gates: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(['run', 'checklist', 'files', 'approve']),
        outcome: z.enum([
          'passed',
          'failed',
          'timed-out',
          'cancelled',
          'could-not-run',
          'awaiting-approval',
          'skipped',
        ]),
        exitCode: z.number().nullable(),
        durationMs: z.number(),
        log: z.string().nullable(),
        message: z.string(),
      }),
    ),
  }),
  get status() {
    return z.object({
      schemaVersion: z.literal(1),
      kind: z.literal('status'),
      roadmap: z.string(),
      next: z.string().nullable(),
      phases: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          status: status.nullable(),
          spec: z.string().nullable(),
          goal: z.string().nullable(),
          notes: z.string().optional(),
          line: z.number(),
          interrupted: z.boolean().optional(),
        }),
      ),
      problems: z.array(z.unknown()),
    });
  },
  get check() {
    return z.object({
      schemaVersion: z.literal(1),
      kind: z.literal('check'),
      problems: z.array(
        z.object({
          severity: z.enum(['error', 'warning', 'information']),
          code: z.string(),
          message: z.string(),
          file: z.string(),
          line: z.number().min(1),
          column: z.number().min(1),
          fix: z.unknown().optional(),
        }),
      ),
    });
  },
  get gate() {
    return z.object({ schemaVersion: z.literal(1), kind: z.literal('gate'), run: this.run });
  },
  get runs() {
    return z.object({ schemaVersion: z.literal(1), kind: z.literal('run'), runs: z.array(this.run) });
  },
  get verify() {
    return z.object({
      schemaVersion: z.literal(1),
      kind: z.literal('verify'),
      regressions: z.array(z.object({ phase: z.string(), gate: z.string(), message: z.string() })),
      runs: z.array(this.run),
    });
  },
  get history() {
    return z.object({ schemaVersion: z.literal(1), kind: z.literal('history'), runs: z.array(this.run) });
  },
  get init() {
    return z.object({
      schemaVersion: z.literal(1),
      kind: z.literal('init'),
      created: z.array(z.string()),
      phases: z.array(z.string()),
      conflicts: z.array(z.object({ file: z.string(), message: z.string() })),
    });
  },
  get failure() {
    return z.object({
      schemaVersion: z.literal(1),
      kind: z.literal('failure'),
      failure: z.object({ code: z.string(), message: z.string() }),
    });
  },
};

/** A roadmap of phases `1`, `2`, … with the statuses given, each with a spec that has the gates given. */
export function workspaceFiles(
  statuses: readonly string[],
  gates: string,
  body = '# Spec\n',
): Readonly<Record<string, string>> {
  const phases = statuses.map(
    (status, index) =>
      `## Phase ${index + 1}: Title ${index + 1}\n**Status:** ${status}\n**Spec:** stages/${index + 1}.md\n**Goal:** Goal ${index + 1}\n`,
  );
  return {
    'ROADMAP.md': `# Roadmap\n\n${phases.join('\n')}`,
    ...Object.fromEntries(
      statuses.map((_, index) => [
        `stages/${index + 1}.md`,
        `---\nphase: ${index + 1}\ngates:\n${gates}---\n\n${body}`,
      ]),
    ),
  };
}
