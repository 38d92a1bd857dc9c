/** Answers requests for the fixes of problems in roadmaps, specs and the configuration. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  CodeActionKind,
  type ClientCapabilities,
  type CodeAction,
  type Connection,
  type TextDocuments,
} from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { adoptionFix } from '../language/adoptionFix.ts';
import { Failure } from '../base/failure.ts';
import type { FileProblem } from '../base/problem.ts';
import { LineIndex } from '../base/lineIndex.ts';
import type { TextSource } from '../base/textSource.ts';
import { diagnoseFiles } from '../language/diagnostics.ts';
import {
  fixAll,
  fixAllKind,
  isRequested,
  verifyAction,
  quickFixes,
  type EditedDocuments,
} from '../language/quickFixes.ts';
import { findFixes } from '../phases/fixes/findFixes.ts';
import { phaseAt } from '../phases/fixes/roadmapFixes.ts';
import { trialsLimit, type FixSurroundings } from '../phases/fixes/fixRequest.ts';
import { realFolder } from '../phases/loadPlan.ts';
import { fillSpec, readTemplates, type SpecDetails } from '../phases/templates.ts';
import { documentAddress } from './documentTextSource.ts';
import type { FolderPlans } from './folderPlans.ts';
import type { FolderViews } from './folderViews.ts';
import type { OpenFolder, WorkspaceFolders } from './workspaceFolders.ts';

/** What the client can do with an action. */
export type EditSupport = Pick<EditedDocuments, 'takesDocumentChanges' | 'takesCreation'> & {
  /** Whether it is our own client, which has commands. */
  readonly hasCommands: boolean;
};

export function readEditSupport({ workspace }: ClientCapabilities, hasCommands: boolean): EditSupport {
  const { documentChanges, resourceOperations } = workspace?.workspaceEdit ?? {};
  return {
    takesDocumentChanges: documentChanges === true,
    takesCreation: documentChanges === true && resourceOperations?.includes('create') === true,
    hasCommands,
  };
}

export function answerQuickFixRequests(
  connection: Connection,
  folders: WorkspaceFolders,
  views: FolderViews,
  plans: FolderPlans,
  documents: TextDocuments<TextDocument>,
  source: TextSource,
  support: () => EditSupport,
): void {
  /**
   * What is last awaited is the plan, which was just read: nothing can be typed between it and the answer, whose edits
   * are told to belong to the documents as they are then.
   */
  const lookForProblems = async (file: string): Promise<LookedAt | null> => {
    const held = folders.allHolding(file);
    const templates = await Promise.all(held.map((folder) => specTemplate(folder, source)));
    // In nested folders the outer roadmap may name a spec that lies in the inner folder.
    for (const [index, folder] of held.entries()) {
      const timely = await plans.timely(folder).catch((error: unknown) => {
        if (error instanceof Failure) return null;
        throw error;
      });
      const spec = templates[index];
      if (timely === null || spec == null) continue;
      const { plan } = timely;
      const own = views.problems(folder, plan).filter((problem) => problem.file === file);
      const [first] = own;
      if (first === undefined) continue;
      const specText = (details: SpecDetails): string => fillSpec(spec, details, []);
      return { folder, own, first, surroundings: { plan, specText, trials: { left: trialsLimit } } };
    }
    return null;
  };

  connection.onCodeAction(async ({ textDocument: { uri }, range, context: { only } }) => {
    const wantsQuickFixes = isRequested(CodeActionKind.QuickFix, only);
    const wantsFixAll = only !== undefined && isRequested(fixAllKind, only);
    const file = URI.parse(uri).fsPath;
    if (!wantsQuickFixes && !wantsFixAll) return [];
    const looked = await lookForProblems(file);
    if (looked === null) return [];
    const { folder, own, first, surroundings } = looked;

    const withFixes = (problem: FileProblem) => ({ problem, fixes: findFixes(problem, surroundings) });
    const edited: EditedDocuments = { identify: (name) => documentAddress(documents, name), ...support() };
    const actions: CodeAction[] = [];
    if (wantsQuickFixes) {
      const index = new LineIndex(first.text);
      const [start, end] = [index.offsetAt(range.start), index.offsetAt(range.end)];
      // A cursor beside a problem counts as being on it.
      const touched = own.filter((problem) => problem.range.start <= end && start <= problem.range.end);
      const diagnostics = diagnoseFiles(touched).get(file) ?? [];
      const fixable = touched.flatMap((problem, place) => {
        const diagnostic = diagnostics[place];
        return diagnostic === undefined ? [] : [{ ...withFixes(problem), diagnostic }];
      });
      if (support().hasCommands) {
        for (const { problem, diagnostic } of fixable) {
          const phase = problem.code === 'status-unproven' ? phaseAt({ ...surroundings, problem }) : undefined;
          if (phase !== undefined) actions.push(verifyAction(diagnostic, folder.uri, phase.id));
        }
      }
      const ofKind = (code: string) => own.filter((problem) => problem.code === code).map(withFixes);
      const version = documents.get(uri)?.version ?? null;
      actions.push(...adoptionFix(touched, { uri, version }, support().hasCommands));
      actions.push(...quickFixes(fixable, ofKind, edited));
    }
    const all = wantsFixAll ? fixAll(own.map(withFixes), edited) : null;
    return all === null ? actions : [...actions, all];
  });
}

/** The problems of one file, in the folder whose plan it is of. */
interface LookedAt {
  readonly folder: OpenFolder;
  readonly own: readonly FileProblem[];
  readonly first: FileProblem;
  readonly surroundings: FixSurroundings;
}

/** Null when the folder is gone. */
async function specTemplate(folder: OpenFolder, source: TextSource): Promise<string | null> {
  try {
    return (await readTemplates(realFolder(folder.path), source)).spec;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
