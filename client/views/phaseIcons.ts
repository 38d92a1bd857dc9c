/** Which codicon, in which theme colour, stands for the state of a phase or a gate. */
import * as vscode from 'vscode';
import type { GateOverview, PhaseOverview } from '../../protocol/roadmap.ts';

/** `next`: a phase to do that is the next one. */
type State = PhaseOverview['state'] | GateOverview['state'] | 'next';

const icons: Readonly<Record<State, readonly [icon: string, color?: string]>> = {
  todo: ['circle-large-outline'],
  next: ['arrow-circle-right', 'testing.iconQueued'],
  'in-progress': ['circle-large-filled', 'testing.iconQueued'],
  interrupted: ['debug-disconnect', 'testing.iconErrored'],
  running: ['sync~spin', 'testing.iconQueued'],
  done: ['pass-filled', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  unknown: ['question', 'testing.iconErrored'],
  'never-run': ['circle-large-outline', 'testing.iconUnset'],
  queued: ['history', 'testing.iconQueued'],
  passed: ['pass-filled', 'testing.iconPassed'],
  'timed-out': ['watch', 'testing.iconFailed'],
  cancelled: ['circle-slash', 'testing.iconSkipped'],
  'could-not-run': ['question', 'testing.iconErrored'],
  'awaiting-approval': ['account', 'testing.iconQueued'],
  skipped: ['circle-slash', 'testing.iconSkipped'],
};

/** For trees and quick picks. */
export function stateIcon(state: State): vscode.ThemeIcon {
  const [icon, color] = icons[state];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** For labels, which take an icon by name and colour it as their text. */
export function stateLabelIcon(state: State): string {
  return `$(${icons[state][0]})`;
}

/** The state as a screen reader and a tooltip say it. */
export function stateWord(state: State): string {
  return state.replaceAll('-', ' ');
}

/** The state that a phase's icon shows. */
export function phaseIconState({ state, isNext }: PhaseOverview): State {
  return state === 'todo' && isNext ? 'next' : state;
}
