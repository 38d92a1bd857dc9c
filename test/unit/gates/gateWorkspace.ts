/** A workspace for gates that really run, and everything that gates need from a run. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import type {
  ApproveGate,
  ChecklistGate,
  FilesGate,
  GateDefinition,
  GateResult,
  RunGate,
} from '../../../server/phases/gate.ts';
import type { GateSurroundings } from '../../../server/phases/gates/gateSurroundings.ts';
import { runGates } from '../../../server/phases/gates/runGates.ts';
import type { GateReport } from '../../../server/phases/reports/gateReport.ts';

const defaults = { timeoutMs: 60_000, severity: 'error', needs: [] } as const;

export function runGate(name: string, command: RunGate['command'], more: Partial<RunGate> = {}): RunGate {
  return { kind: 'run', name, command, cwd: '.', env: {}, report: null, problems: null, ...defaults, ...more };
}

export function checklistGate(name: string, heading: string, more: Partial<ChecklistGate> = {}): ChecklistGate {
  return { kind: 'checklist', name, heading, ...defaults, ...more };
}

export function filesGate(name: string, more: Partial<FilesGate>): FilesGate {
  return { kind: 'files', name, files: [], absent: [], ...defaults, ...more };
}

export function approveGate(name: string, statement: string, more: Partial<ApproveGate> = {}): ApproveGate {
  return { kind: 'approve', name, statement, ...defaults, ...more };
}

/** A shell command that waits until a file exists, and fails after ten seconds. */
export function awaitFile(file: string): string {
  return `i=0; until [ -e ${file} ]; do i=$((i+1)); [ $i -lt 500 ] || exit 99; sleep 0.02; done`;
}

export class GateWorkspace {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), 'phasegate-gates-')));
  readonly logDirectory = path.join(this.root, '.logs');
  /** What the watcher was told, in order: "start a", "end a passed". */
  readonly events: string[] = [];
  readonly recorded: string[] = [];
  /** What each gate reported, by its name. */
  readonly reports = new Map<string, GateReport | null>();
  output = '';

  write(file: string, text = ''): void {
    const full = path.join(this.root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  has(file: string): boolean {
    return existsSync(path.join(this.root, file));
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  surroundings(more: Partial<GateSurroundings> = {}): GateSurroundings {
    return {
      workspace: this.root,
      spec: { file: path.join(this.root, 'spec.md'), text: '' },
      parallel: 2,
      logDirectory: this.logDirectory,
      baseEnvironment: { PATH: process.env['PATH'], HOME: this.root },
      environmentNames: [],
      matchers: {},
      signal: new AbortController().signal,
      clock: systemClock,
      ledger: (gate) => ({
        add: ({ pid }) => {
          this.recorded.push(`add ${gate} ${pid}`);
          return Promise.resolve();
        },
        remove: (pid) => void this.recorded.push(`remove ${gate} ${pid}`),
      }),
      assertMayExecute: () => undefined,
      findApproval: () => Promise.resolve(null),
      watch: {
        gateStarted: ({ name }) => void this.events.push(`start ${name}`),
        gateOutput: (_, text) => {
          this.output += text;
        },
        gateEnded: ({ name, outcome }, report) => {
          this.events.push(`end ${name} ${outcome}`);
          this.reports.set(name, report);
        },
      },
      ...more,
    };
  }

  run(gates: readonly GateDefinition[], more: Partial<GateSurroundings> = {}): Promise<readonly GateResult[]> {
    return runGates(gates, this.surroundings(more));
  }

  /** The result of one gate that runs alone. */
  async runOne(gate: GateDefinition, more: Partial<GateSurroundings> = {}): Promise<GateResult> {
    const [result] = await this.run([gate], more);
    if (result === undefined) throw new Error('The gate has no result.');
    return result;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Outcomes by name, as one readable text. */
export function outcomes(results: readonly GateResult[]): string {
  return results.map(({ name, outcome }) => `${name} ${outcome}`).join(', ');
}
