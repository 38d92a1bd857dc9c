/** Finds passages of regulations while a question is typed, shows them in their source, and tells how they were found. */
import * as vscode from 'vscode';
import { findPassages, type FoundPassageReport, type FoundReport } from '../../protocol/regulations.ts';
import { openPassage, type PassageName } from '../openPassage.ts';
import { showFailure } from '../showFailure.ts';
import { withoutReference } from '../withoutReference.ts';
import { describeRetrieval } from '../describeRetrieval.ts';
import type { Command } from './command.ts';

interface FoundItem extends vscode.QuickPickItem {
  readonly found: FoundPassageReport;
}

/** Passages that are shown. */
const shown = 10;
/** Passages that are asked for, so that the inspector can tell what was dropped. */
const asked = 30;
/** Milliseconds without a key after which what was typed is looked for. */
const restMs = 120;
const title = 'Find in Regulations';
const inspect: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('inspect'),
  tooltip: 'Show How It Was Found',
};
const copyLink: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('link'), tooltip: 'Copy Markdown Link' };

/** An argument that is a text is looked for at once; one that names a passage opens it. */
export const findRegulations: Command = async ({ server, retrieval }, argument) => {
  const named = readName(argument);
  if (named !== null) return openPassage(server, named, 'open');
  const pick = vscode.window.createQuickPick<FoundItem>();
  pick.title = title;
  pick.placeholder = 'A question, words, or a reference such as Rule 8.1.1';
  let latest: FoundReport = { found: [], legs: [], vanished: 0 };
  let underWay = new vscode.CancellationTokenSource();
  let timer: NodeJS.Timeout | undefined;
  const search = async (query: string): Promise<void> => {
    underWay.cancel();
    const mine = (underWay = new vscode.CancellationTokenSource());
    pick.busy = query.trim() !== '';
    try {
      const report = await server.ask(findPassages, { query, limit: asked }, mine.token);
      // An answer that was overtaken by a later question is of no use.
      if (mine !== underWay) return;
      latest = report;
      pick.items = report.found.slice(0, shown).map(foundItem);
      pick.title = titleOf(query, report);
    } catch (error) {
      if (mine === underWay) showFailure(error, {});
    } finally {
      if (mine === underWay) pick.busy = false;
    }
  };
  const look = async ({ found }: FoundItem, manner: 'open' | 'preview'): Promise<void> => {
    try {
      await openPassage(server, nameOf(found), manner);
    } catch (error) {
      if (manner === 'open') showFailure(error, {});
    }
  };
  return new Promise<void>((resolve) => {
    pick.onDidChangeValue((query) => {
      clearTimeout(timer);
      timer = setTimeout(() => void search(query), restMs);
    });
    pick.onDidChangeActive(([item]) => {
      if (item !== undefined) void look(item, 'preview');
    });
    pick.onDidTriggerItemButton(({ item, button }) => {
      if (button === copyLink) void copy(item.found);
      else {
        const { value } = pick;
        pick.hide();
        void retrieval.show(describeRetrieval(value, latest, shown, item.found.passage.address));
      }
    });
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      pick.hide();
      if (item !== undefined) void look(item, 'open');
    });
    pick.onDidHide(() => {
      clearTimeout(timer);
      underWay.cancel();
      pick.dispose();
      resolve();
    });
    pick.show();
    if (typeof argument !== 'string') return;
    pick.value = argument;
    void search(argument);
  });
};

/** Says it when nothing was found, and when not all ways of finding answered. */
function titleOf(query: string, { found, legs }: FoundReport): string {
  const failed = new Set(legs.flatMap((leg) => (leg.state === 'failed' ? [leg.leg] : [])));
  if (failed.size > 0) return `${title}: the ${[...failed].join(' and ')} leg failed`;
  if (query.trim() === '' || found.length > 0) return title;
  return legs.length === 0 ? `${title}: none are loaded yet` : `${title}: nothing was found`;
}

function foundItem(found: FoundPassageReport): FoundItem {
  const { document, reference, text, headings } = found.passage;
  return {
    label: `${document.title} ${reference}`,
    description: headings.at(-1) ?? '',
    detail: withoutReference(text, reference),
    // The server has matched already, in its own way; the editor would hide what it cannot match itself.
    alwaysShow: true,
    buttons: [copyLink, inspect],
    found,
  };
}

async function copy({ passage }: FoundPassageReport): Promise<void> {
  const { document, reference, address } = passage;
  const label = `${document.title} ${reference}`.replaceAll(/[[\]\\]/g, (character) => `\\${character}`);
  await vscode.env.clipboard.writeText(`[${label}](${address})`);
  vscode.window.setStatusBarMessage('$(link) Copied a link to the passage.', 3000);
}

function nameOf({ passage }: FoundPassageReport): PassageName {
  return { dataset: passage.dataset, document: passage.document.id, passage: passage.id };
}

function readName(argument: unknown): PassageName | null {
  if (typeof argument !== 'object' || argument === null) return null;
  const { dataset, document, passage, entry } = argument as Record<string, unknown>;
  // A row of the view has its passage one step deeper.
  const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : passage;
  if (typeof dataset !== 'string' || typeof document !== 'string' || typeof id !== 'string') return null;
  return { dataset, document, passage: id };
}
