/** Messages that offer what to do next. */
import * as vscode from 'vscode';

export interface NextStep {
  /** What the button says. */
  readonly title: string;
  readonly command: string;
  readonly argument?: unknown;
}

type ShowMessage = (message: string, ...items: string[]) => Thenable<string | undefined>;

/** Shows a message and returns at once; a step is taken when the person picks it. */
export function offerSteps(show: ShowMessage, text: string, steps: readonly NextStep[]): void {
  const take = async (): Promise<void> => {
    const picked = await show(text, ...steps.map(({ title }) => title));
    const step = steps.find(({ title }) => title === picked);
    if (step !== undefined)
      await vscode.commands.executeCommand(step.command, ...('argument' in step ? [step.argument] : []));
  };
  // The commands show their own failures, so there is nothing left to tell.
  take().catch(() => undefined);
}
