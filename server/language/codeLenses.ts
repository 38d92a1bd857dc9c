/** Lenses above each phase of a roadmap and at the top of each spec: run, gate, and how it went last. */
import type { CodeLens } from 'vscode-languageserver';
import type { GateStanding, PhaseStanding } from '../phases/roadmapOverview.ts';

/** What the commands behind the lenses get as their one argument. */
interface LensTarget {
  readonly folderUri: string;
  readonly phase: string;
  readonly gate?: string;
  readonly runId?: string;
}

/** @param title words the standing of a phase; absent where there is nothing to tell */
export function roadmapLenses(phases: readonly PhaseStanding[], folderUri: string): readonly CodeLens[] {
  return phases.flatMap((phase) => phaseLenses(phase, folderUri, phase.line, outcomeTitle(phase)));
}

/** @param line zero-based line of the spec's first heading */
export function specLenses(phase: PhaseStanding, folderUri: string, line: number): readonly CodeLens[] {
  const standing = [`Phase ${phase.id}`, outcomeTitle(phase)].filter((part) => part !== '').join(' · ');
  return [
    ...phase.gates.flatMap((gate) => gateLenses(gate, phase, folderUri)),
    ...phaseLenses(phase, folderUri, line, standing),
  ];
}

/** Lenses above a gate in the front matter. Nothing is offered while the phase runs. */
function gateLenses(gate: GateStanding, phase: PhaseStanding, folderUri: string): readonly CodeLens[] {
  if (gate.line === null) return [];
  const range = { start: { line: gate.line, character: 0 }, end: { line: gate.line, character: 0 } };
  const target: LensTarget = { folderUri, phase: phase.id, gate: gate.name };
  const run: CodeLens = {
    range,
    command: { title: withIcon('play', 'Run gate'), command: 'phasegate.runGate', arguments: [target] },
  };
  const lenses = phase.state === 'running' ? [] : [run];
  if (gate.summary === '') return lenses;
  const title = gate.state === 'passed' && gate.kind === 'run' ? `passed in ${gate.summary}` : gate.summary;
  const last: LensTarget = gate.runId === null ? target : { ...target, runId: gate.runId };
  return [...lenses, { range, command: { title, command: 'phasegate.showLog', arguments: [last] } }];
}

/** A no-break space, since the editor draws no other between the sign and the word. */
function withIcon(icon: string, title: string): string {
  return `$(${icon})\u00a0${title}`;
}

/** Line of the first heading outside the front matter; 0 when there is none. */
export function firstHeadingLine(text: string): number {
  const lines = text.split(/\r\n|\n|\r/);
  const opens = /^\uFEFF?---[ \t]*$/.test(lines[0] ?? '');
  const closed = opens ? lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(line)) : -1;
  const heading = lines.findIndex((line, index) => index > closed && /^ {0,3}#{1,6}(?:[ \t]|$)/.test(line));
  return Math.max(heading, 0);
}

function phaseLenses(phase: PhaseStanding, folderUri: string, line: number, outcome: string): CodeLens[] {
  const range = { start: { line, character: 0 }, end: { line, character: 0 } };
  const target: LensTarget = { folderUri, phase: phase.id };
  const lens = (title: string, command: string, argument: LensTarget): CodeLens => ({
    range,
    command: { title, command, arguments: [argument] },
  });
  if (phase.state === 'running')
    return [
      lens(withIcon('debug-stop', 'Cancel run'), 'phasegate.cancelRun', target),
      lens(outcome, 'phasegate.showLog', target),
    ];
  const lenses = [
    lens(withIcon('play', 'Run phase'), 'phasegate.runPhase', target),
    lens(withIcon('check', 'Run gates'), 'phasegate.runGates', target),
  ];
  if (outcome === '') return lenses;
  const hasLog = phase.lastRunId !== null;
  const last = hasLog ? { ...target, runId: phase.lastRunId } : target;
  return [...lenses, lens(outcome, hasLog ? 'phasegate.showLog' : 'phasegate.openSpec', last)];
}

/** What the lens tells beside the commands; empty when there is nothing to tell yet. */
function outcomeTitle(phase: PhaseStanding): string {
  switch (phase.state) {
    case 'running':
      return 'Running';
    case 'interrupted':
      return 'Interrupted';
    case 'in-progress':
      return phase.lastRun === '' ? 'In progress' : phase.lastRun;
    case 'todo':
    case 'done':
    case 'failed':
    case 'unknown':
      return phase.lastRun;
  }
}
