/** One run of a phase as the Test Explorer shows it: states, times, messages at their places, and what gates print. */
import * as vscode from 'vscode';
import type { GateResultReport, PhaseRunReport, RunEvent } from '../../protocol/phases.ts';
import type { GateTests, TestCase } from '../../protocol/tests.ts';
import { describeGate } from '../describeRun.ts';
import { findExpectedActual } from '../expectedActual.ts';
import type { GateTestItems } from './gateTestItems.ts';

/** UTF-16 units of one gate's output that are shown; the log has all of it. */
const shownLength = 1_000_000;

const howToApprove =
  'Approve it with "Phasegate: Approve…", or with Approve at its row in the Phases view. Then its phase is run again.';

export class GateTestRun {
  readonly folderUri: string;
  readonly phase: string;
  /** Undefined until the run has begun. */
  runId: string | undefined;
  readonly #run: vscode.TestRun;
  readonly #items: GateTestItems;
  readonly #printed = new Map<string, number>();

  constructor(run: vscode.TestRun, items: GateTestItems, address: { folderUri: string; phase: string }) {
    this.#run = run;
    this.#items = items;
    this.folderUri = address.folderUri;
    this.phase = address.phase;
  }

  handle(event: RunEvent): void {
    switch (event.kind) {
      case 'run-started':
        this.runId = event.runId;
        for (const gate of event.gates) this.#withGate(gate, (item) => this.#run.enqueued(item));
        return;
      case 'gate-started':
        this.#withGate(event.gate, (item) => {
          this.#run.started(item);
          this.#print(`$ ${event.detail}\n`, item);
        });
        return;
      case 'gate-output':
        this.#withGate(event.gate, (item) => this.#printOutput(event.gate, event.text, item));
        return;
      case 'gate-ended':
        this.showResult(event.result);
        return;
      case 'run-ended':
        return;
    }
  }

  /** For a run that was not followed from its beginning. */
  showRun(run: PhaseRunReport): void {
    this.runId = run.id;
    for (const result of run.gates) this.showResult(result);
  }

  showResult(result: GateResultReport): void {
    this.#withGate(result.name, (item) => {
      const text = describeGate(result);
      switch (result.outcome) {
        case 'passed':
          this.#run.passed(item, result.durationMs);
          break;
        case 'failed':
        case 'timed-out':
          this.#run.failed(item, messageAt(text, item), result.durationMs);
          break;
        case 'could-not-run':
          this.#run.errored(item, messageAt(text, item), result.durationMs);
          break;
        case 'awaiting-approval':
          this.#run.skipped(item);
          this.#print(`${text} ${howToApprove}\n`, item);
          return;
        case 'cancelled':
        case 'skipped':
          this.#run.skipped(item);
          break;
      }
      this.#print(`${text}\n`, item);
    });
  }

  showCases(reported: readonly GateTests[]): void {
    for (const gate of reported) {
      const shown = this.#items.showCases(this.folderUri, gate);
      if (gate.runId !== this.runId) continue;
      for (const [item, one] of shown) showCase(this.#run, item, one);
    }
  }

  /** Says of gates that did not run why; a person who said no, or that the order does not let them run, is no error. */
  showHindrance(message: string, gates: readonly string[] | null, isError: boolean): void {
    const phase = this.#items.phase(this.folderUri, this.phase);
    if (phase === undefined) return;
    const named: vscode.TestItem[] = [];
    if (gates === null) phase.children.forEach((item) => named.push(item));
    else for (const gate of gates) this.#withGate(gate, (item) => named.push(item));
    for (const item of named.length === 0 ? [phase] : named) {
      if (isError) this.#run.errored(item, messageAt(message, item));
      else this.#run.skipped(item);
      this.#print(`${message}\n`, item);
    }
  }

  #withGate(gate: string, show: (item: vscode.TestItem) => void): void {
    // A gate that was added while the phase ran has no item yet.
    const item = this.#items.gate(this.folderUri, this.phase, gate);
    if (item !== undefined) show(item);
  }

  #printOutput(gate: string, text: string, item: vscode.TestItem): void {
    const printed = this.#printed.get(gate) ?? 0;
    if (printed > shownLength) return;
    this.#printed.set(gate, printed + text.length);
    this.#print(text, item);
    if (printed + text.length > shownLength) this.#print('… the log has the rest …\n', item);
  }

  #print(text: string, item: vscode.TestItem): void {
    this.#run.appendOutput(text.replace(/\r?\n/g, '\r\n'), undefined, item);
  }
}

function showCase(run: vscode.TestRun, item: vscode.TestItem, one: TestCase): void {
  const durationMs = one.durationMs ?? undefined;
  switch (one.outcome) {
    case 'passed':
      run.passed(item, durationMs);
      return;
    case 'skipped':
      run.skipped(item);
      return;
    case 'failed':
      run.failed(item, caseMessage(one), durationMs);
      return;
    case 'errored':
      run.errored(item, caseMessage(one), durationMs);
      return;
  }
}

function caseMessage({ message, details, location }: TestCase): vscode.TestMessage {
  const text = [message, details].filter((part) => part !== '').join('\n\n');
  const shown = new vscode.TestMessage(text === '' ? 'The report does not say why.' : text);
  const difference = findExpectedActual(text);
  if (difference !== undefined) {
    shown.expectedOutput = difference.expected;
    shown.actualOutput = difference.actual;
  }
  if (location !== null) {
    const position = new vscode.Position(location.line, location.character);
    shown.location = new vscode.Location(vscode.Uri.parse(location.uri), position);
  }
  return shown;
}

/** Says it where the item stands: a gate in its spec, a phase in its roadmap. */
function messageAt(text: string, item: vscode.TestItem): vscode.TestMessage {
  const message = new vscode.TestMessage(text);
  if (item.uri !== undefined) {
    message.location = new vscode.Location(item.uri, item.range ?? new vscode.Position(0, 0));
  }
  return message;
}
