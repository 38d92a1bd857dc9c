/** What gates print, live, in terminals that are made only when somebody wants to look. */
import * as vscode from 'vscode';
import type { GateResultReport, RunEvent } from '../../protocol/phases.ts';
import { settingIds } from '../contributions.ts';
import { describeGate } from '../describeRun.ts';

/** Gate runs whose output is kept, the ones under way included; older logs are on the disk. */
const keptGateRuns = 20;
/** UTF-16 units kept of one gate's output; the newest win, and the log has the rest. */
const keptLength = 1_000_000;
/** Longest text handed to the terminal at once; a flood beyond it is skipped and said to be. */
const flushLength = 256_000;
const flushDelayMs = 40;

const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`;
const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`;

interface GateAddress {
  readonly folderUri: string;
  readonly phase: string;
  /** Undefined for the newest of the phase. */
  readonly gate?: string | undefined;
  /** Undefined for the newest run. */
  readonly runId?: string | undefined;
}

/** One gate of one run: the end of its output, and its terminal while there is one. */
class GateOutput implements vscode.Disposable {
  readonly folderUri: string;
  readonly runId: string;
  readonly phase: string;
  readonly gate: string;
  result: GateResultReport | undefined;
  hasPrinted = false;
  terminal: vscode.Terminal | undefined;
  #chunks: string[] = [];
  #length = 0;
  #isCut = false;
  #pending = '';
  #flushTimer: NodeJS.Timeout | undefined;
  #writes: vscode.EventEmitter<string> | undefined;

  constructor(address: GateAddress & { readonly runId: string; readonly gate: string }) {
    this.folderUri = address.folderUri;
    this.runId = address.runId;
    this.phase = address.phase;
    this.gate = address.gate;
  }

  append(text: string): void {
    const shown = text.replace(/\r?\n/g, '\r\n');
    this.#chunks.push(shown);
    this.#length += shown.length;
    while (this.#length > keptLength && this.#chunks.length > 1) {
      this.#length -= this.#chunks.shift()?.length ?? 0;
      this.#isCut = true;
    }
    if (this.#writes === undefined) return;
    this.#pending += shown;
    if (this.#pending.length > flushLength) {
      this.#pending = `${dim('… output was skipped here; the log has more of it …')}\r\n${this.#pending.slice(-flushLength / 2)}`;
    }
    this.#flushTimer ??= setTimeout(() => this.#flush(), flushDelayMs);
  }

  show(): void {
    this.terminal ??= vscode.window.createTerminal({
      name: `Phasegate: ${this.phase} ${this.gate}`,
      iconPath: new vscode.ThemeIcon('tasklist'),
      isTransient: true,
      pty: this.#pseudoterminal(),
    });
    this.terminal.show(true);
  }

  dispose(): void {
    clearTimeout(this.#flushTimer);
    this.#writes?.dispose();
    this.#writes = undefined;
    this.terminal?.dispose();
  }

  #pseudoterminal(): vscode.Pseudoterminal {
    const writes = new vscode.EventEmitter<string>();
    return {
      onDidWrite: writes.event,
      open: () => {
        this.#writes = writes;
        this.#pending = '';
        if (this.#isCut) writes.fire(`${dim('… the log has what was printed before …')}\r\n`);
        for (const chunk of this.#chunks) writes.fire(chunk);
      },
      close: () => {
        this.#writes = undefined;
        this.terminal = undefined;
        writes.dispose();
      },
    };
  }

  #flush(): void {
    this.#flushTimer = undefined;
    this.#writes?.fire(this.#pending);
    this.#pending = '';
  }
}

/** The outputs of the gates that this window ran, newest last. */
export class GateTerminals implements vscode.Disposable {
  readonly #outputs: GateOutput[] = [];

  handle(event: RunEvent): void {
    if (event.kind === 'gate-started') this.#started(event);
    else if (event.kind === 'gate-output') this.#printed(event);
    else if (event.kind === 'gate-ended') this.#ended(event);
  }

  /** Shows the newest output that the address fits. False when there is none to show. */
  show(address: GateAddress): boolean {
    const output = this.#find(address, (candidate) => candidate.hasPrinted || candidate.result === undefined);
    output?.show();
    return output !== undefined;
  }

  /** The folder whose gate a terminal belongs to; undefined for everybody else's terminals. */
  folderOf(terminal: vscode.Terminal): vscode.Uri | undefined {
    const output = this.#outputs.find((candidate) => candidate.terminal === terminal);
    return output === undefined ? undefined : vscode.Uri.parse(output.folderUri);
  }

  dispose(): void {
    for (const output of this.#outputs) output.dispose();
  }

  #started(event: RunEvent & { kind: 'gate-started' }): void {
    this.#add(event).append(`${bold(`$ ${event.detail}`)}\n`);
  }

  #printed(event: RunEvent & { kind: 'gate-output' }): void {
    // The executor prints like a gate, but is none and so is never said to start.
    const output = this.#find(event) ?? this.#add(event);
    const isFirst = !output.hasPrinted;
    output.hasPrinted = true;
    output.append(event.text);
    if (isFirst && revealOutput() === 'always') output.show();
  }

  #add(address: GateAddress & { readonly runId: string; readonly gate: string }): GateOutput {
    const output = new GateOutput(address);
    this.#outputs.push(output);
    while (this.#outputs.length > keptGateRuns) this.#outputs.shift()?.dispose();
    return output;
  }

  #ended(event: RunEvent & { kind: 'gate-ended' }): void {
    const output = this.#find({ ...event, gate: event.result.name });
    if (output === undefined) return;
    output.result = event.result;
    output.append(`\n${dim(describeGate(event.result))}\n`);
    const saidNo = ['failed', 'timed-out', 'could-not-run'].includes(event.result.outcome);
    if (saidNo && output.hasPrinted && revealOutput() === 'onFailure') output.show();
  }

  #find(address: GateAddress, isWanted: (output: GateOutput) => boolean = () => true): GateOutput | undefined {
    return this.#outputs.findLast(
      (output) =>
        output.folderUri === address.folderUri &&
        output.phase === address.phase &&
        (address.gate === undefined || address.gate === output.gate) &&
        (address.runId === undefined || address.runId === output.runId) &&
        isWanted(output),
    );
  }
}

function revealOutput(): string {
  return vscode.workspace.getConfiguration().get<string>(settingIds.revealOutput, 'never');
}
