/** Wires the extension: builds every long-lived object, registers commands and views, and disposes of them. */
import * as vscode from 'vscode';
import { confirmExecutions as confirmMessage, runEvent, trustChanged } from '../protocol/phases.ts';
import { dataDamaged } from '../protocol/data.ts';
import { saveDocument } from '../protocol/roadmap.ts';
import { addGates } from './commands/addGates.ts';
import { adoptRoadmap } from './commands/adoptRoadmap.ts';
import { attachFile } from './commands/attachFile.ts';
import { attachSelection } from './commands/attachSelection.ts';
import { approveGate } from './commands/approveGate.ts';
import { backUpData } from './commands/backUpData.ts';
import { cancelRun } from './commands/cancelRun.ts';
import { checkRoadmap } from './commands/checkRoadmap.ts';
import type { Command, CommandContext } from './commands/command.ts';
import { doctor } from './commands/doctor.ts';
import { exportChat } from './commands/exportChat.ts';
import { findRegulations } from './commands/findRegulations.ts';
import { importChats } from './commands/importChats.ts';
import { ingestRegulations } from './commands/ingestRegulations.ts';
import { removeRegulations } from './commands/removeRegulations.ts';
import { initialize } from './commands/initialize.ts';
import { newChat } from './commands/newChat.ts';
import { openDataFolder } from './commands/openDataFolder.ts';
import { openRoadmap } from './commands/openRoadmap.ts';
import { openSpec } from './commands/openSpec.ts';
import { refresh } from './commands/refresh.ts';
import { restoreData } from './commands/restoreData.ts';
import { runGate } from './commands/runGate.ts';
import { runGates } from './commands/runGates.ts';
import { runNextPhase } from './commands/runNextPhase.ts';
import { runPhase } from './commands/runPhase.ts';
import { searchChats } from './commands/searchChats.ts';
import { setApiKey } from './commands/setApiKey.ts';
import { showHistory } from './commands/showHistory.ts';
import { showLog } from './commands/showLog.ts';
import { showOutput } from './commands/showOutput.ts';
import { verifyPhases } from './commands/verifyPhases.ts';
import { ChatTabMemory } from './chatTabMemory.ts';
import { confirmExecutions } from './confirmExecutions.ts';
import { commandIds, menuCommandIds, viewIds, type CommandName } from './contributions.ts';
import { DocumentSaves } from './documentSaves.ts';
import { offerEditorModels } from './editorModels.ts';
import { offerRecovery } from './offerRecovery.ts';
import { FolderOverviews } from './folderOverviews.ts';
import { LastEditor } from './lastEditor.ts';
import { ModelKey } from './modelKey.ts';
import { offerModelTools } from './modelTools.ts';
import { offerParticipant } from './participant.ts';
import { RegulationModels } from './regulationModels.ts';
import { readArgument } from './phaseTarget.ts';
import { RunWatch } from './runWatch.ts';
import { ServerConnection } from './serverConnection.ts';
import { showFailure } from './showFailure.ts';
import { ChatViews } from './views/chatViews.ts';
import { CurrentPhaseItem } from './views/currentPhaseItem.ts';
import { GateTerminalLinks } from './views/gateTerminalLinks.ts';
import { GateTerminals } from './views/gateTerminals.ts';
import { GateTests } from './views/gateTests.ts';
import { LogDocuments } from './views/logDocuments.ts';
import { ProposalDocuments } from './views/proposalDocuments.ts';
import { RegulationTree } from './views/regulationTree.ts';
import { PreviewDocument } from './views/previewDocument.ts';
import { RoadmapTree } from './views/roadmapTree.ts';

const commands: Readonly<Record<CommandName, Command>> = {
  runNextPhase,
  runPhase,
  runGates,
  runGate,
  verifyPhases,
  cancelRun,
  approveGate,
  openSpec,
  openRoadmap,
  showLog,
  showHistory,
  initialize,
  adoptRoadmap,
  addGates,
  checkRoadmap,
  newChat,
  searchChats,
  attachSelection,
  attachFile,
  setApiKey,
  openDataFolder,
  backUpData,
  restoreData,
  doctor,
  exportChat,
  importChats,
  ingestRegulations,
  findRegulations,
  removeRegulations,
  refresh,
  showOutput,
};

/** Kept only for `deactivate`, which the editor calls without arguments. */
let running: ServerConnection | undefined;

export function activate(extension: vscode.ExtensionContext): void {
  const saves = new DocumentSaves();
  const server = new ServerConnection(extension.asAbsolutePath('dist/server.cjs'), saves.handleApplyEdit);
  const folders = new FolderOverviews(server);
  const terminals = new GateTerminals();
  const logs = new LogDocuments();
  const proposals = new ProposalDocuments();
  const examination = new PreviewDocument('phasegate-doctor', 'Phasegate Doctor.md');
  const tree = new RoadmapTree(folders);
  const retrieval = new PreviewDocument('phasegate-retrieval', 'Retrieval.md');
  const watch = new RunWatch();
  const tests = new GateTests(server, folders);
  const storage = extension.storageUri ?? extension.globalStorageUri;
  const lastEditor = new LastEditor();
  const chats = new ChatViews(extension.extensionUri, server, new ChatTabMemory(storage), lastEditor);
  const modelKey = new ModelKey(extension.secrets, server);
  const regulationModels = new RegulationModels(extension.secrets, server);
  const memory = extension.globalState;
  const context: CommandContext = {
    server,
    folders,
    watch,
    terminals,
    logs,
    proposals,
    examination,
    chats,
    lastEditor,
    modelKey,
    regulationModels,
    retrieval,
    memory,
  };

  extension.subscriptions.push(
    folders,
    terminals,
    tree,
    new RegulationTree(server),
    tests,
    chats,
    lastEditor,
    modelKey,
    regulationModels,
    modelKey.onTold(() => chats.modelsChanged()),
    offerEditorModels(server),
    offerParticipant(server, extension.extensionUri),
    offerModelTools(server),
    vscode.lm.onDidChangeChatModels(() => chats.modelsChanged()),
    vscode.window.registerWebviewViewProvider(viewIds.chat, chats),
    vscode.window.registerWebviewPanelSerializer(ChatViews.tabType, chats),
    new CurrentPhaseItem(folders),
    vscode.workspace.registerTextDocumentContentProvider(LogDocuments.scheme, logs),
    vscode.workspace.registerTextDocumentContentProvider(ProposalDocuments.scheme, proposals),
    vscode.workspace.registerTextDocumentContentProvider(examination.scheme, examination),
    vscode.workspace.registerTextDocumentContentProvider(retrieval.scheme, retrieval),
    vscode.window.registerTerminalLinkProvider(new GateTerminalLinks(terminals)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.tell(trustChanged, { trusted: true })),
    server.onNotification(runEvent, (event) => {
      terminals.handle(event);
      watch.handle(event);
      tests.handle(event);
      if (event.kind === 'run-started') void tree.expand(event.folderUri, event.phase);
    }),
    server.onRequest(confirmMessage, async (question) => ({ granted: await confirmExecutions(question) })),
    server.onRequest(saveDocument, async ({ uri }) => ({ saved: await saves.save(uri) })),
    server.onNotification(dataDamaged, (damage) => {
      offerRecovery(server, damage).catch((error: unknown) => showFailure(error, {}));
    }),
    server.onGaveUp(() => void offerRestart(server)),
    ...registerCommands(context),
  );
  running = server;
  // Once the editor has the commands and views: making a process of a large one takes its time.
  setImmediate(() => {
    server.start().catch((error: unknown) => showFailure(error, {}));
  });
}

/** Waits for the server, so that gates under way are stopped before the editor goes. */
export async function deactivate(): Promise<void> {
  await running?.stop();
  running = undefined;
}

function registerCommands(context: CommandContext): vscode.Disposable[] {
  const ids = [...Object.entries(commandIds), ...Object.entries(menuCommandIds)] as [CommandName, string][];
  return ids.map(([name, id]) =>
    vscode.commands.registerCommand(id, async (argument: unknown) => {
      try {
        return await commands[name](context, argument);
      } catch (error) {
        showFailure(error, readArgument(argument));
        return undefined;
      }
    }),
  );
}

async function offerRestart(server: ServerConnection): Promise<void> {
  const restart = 'Start It Again';
  const picked = await vscode.window.showErrorMessage(
    'The Phasegate server stopped too often and is not started again by itself. Nothing was lost; a phase that was running is shown as interrupted.',
    restart,
    'Show Output',
  );
  if (picked === restart) server.startAgain().catch((error: unknown) => showFailure(error, {}));
  else if (picked !== undefined) server.showOutput();
}
