/** The language server: builds every long-lived object and binds it to the connection. */
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  CodeActionKind,
  createConnection,
  DidChangeWatchedFilesNotification,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { trustChanged } from '../protocol/phases.ts';
import { findDataFolder, initializationOptions, type InitializationOptions } from '../protocol/settings.ts';
import { systemClock } from './base/clock.ts';
import { describeFailure } from './base/failure.ts';
import { databaseFile, dataDirectory } from './base/paths.ts';
import { openDatabase, type Database } from './database/openDatabase.ts';
import { answer, receive } from './lsp/answer.ts';
import { documentTextSource } from './lsp/documentTextSource.ts';
import { editorRoadmapWriter } from './lsp/editorRoadmapWriter.ts';
import { FolderPlans } from './lsp/folderPlans.ts';
import { FolderViews } from './lsp/folderViews.ts';
import { answerLensRequests } from './lsp/lensHandlers.ts';
import { LiveRuns } from './lsp/liveRuns.ts';
import { LiveWatches } from './lsp/liveWatches.ts';
import { answerPhaseMessages, type FolderlessSurroundings, type PhaseParts } from './lsp/phaseHandlers.ts';
import { answerQuickFixRequests } from './lsp/quickFixHandlers.ts';
import { answerRoadmapMessages } from './lsp/roadmapHandlers.ts';
import { answerWatchMessages } from './lsp/watchHandlers.ts';
import { WorkspaceFolders } from './lsp/workspaceFolders.ts';
import { loadPlan } from './phases/loadPlan.ts';
import { roadmapPath } from './phases/plan.ts';
import { recoverRuns } from './phases/recoverRuns.ts';
import { diskRoadmapWriter } from './phases/roadmapWriter.ts';
import { buildRunStores } from './phases/runStores.ts';
import packageJson from '../package.json' with { type: 'json' };

/** Milliseconds between looks at whether another window or terminal wrote to the database. */
const watchDatabaseMs = 700;
/** Milliseconds between refreshes of what tells an age, such as "5 min ago". */
const refreshAgesMs = 60_000;
/** Milliseconds that runs get to end their programs when the editor closes. */
const farewellMs = 1_500;

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const folders = new WorkspaceFolders();
const liveRuns = new LiveRuns();
const liveWatches = new LiveWatches();
const source = documentTextSource(documents);
const directory = dataDirectory(process.env);

let options: InitializationOptions = initializationOptions.parse({});
let database: Database | null = null;
let stores: FolderlessSurroundings | null = null;
let opening: Promise<FolderlessSurroundings> | null = null;

/** Opens the database on first use; one that could not be opened is tried again at the next. */
async function surroundings(): Promise<FolderlessSurroundings> {
  opening ??= openDatabase({ file: databaseFile(directory), clock: systemClock }).then((opened) => {
    database = opened;
    stores = {
      ...buildRunStores(opened, systemClock),
      source,
      writer: editorRoadmapWriter(connection, documents, diskRoadmapWriter, () => options.companion),
      dataDirectory: directory,
      environment: process.env,
      isTrusted: () => options.trusted,
      openSpec: async (file) => {
        await connection.window.showDocument({ uri: URI.file(file).toString() });
      },
    };
    return stores;
  });
  try {
    return await opening;
  } catch (error) {
    opening = null;
    throw error;
  }
}

const plans = new FolderPlans(source, systemClock);
const views = new FolderViews(connection, folders, liveRuns, plans, source, systemClock, () => stores);

connection.onInitialize((params) => {
  options = initializationOptions.parse(params.initializationOptions ?? {});
  plans.watchesFiles = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
  const roots = params.workspaceFolders ?? [];
  folders.replace(roots.length > 0 || params.rootUri == null ? roots : [{ uri: params.rootUri, name: 'workspace' }]);
  return {
    serverInfo: { name: 'phasegate', version: packageJson.version },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      codeLensProvider: {},
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
});

connection.onInitialized(() => {
  connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    const closed = folders.all.filter(({ uri }) => removed.some((folder) => folder.uri === uri));
    folders.change(added, removed);
    closed.forEach((folder) => views.forget(folder));
    closed.forEach(({ path }) => liveWatches.stop(path));
    views.scheduleAll();
  });
  if (plans.watchesFiles) {
    connection.client
      .register(DidChangeWatchedFilesNotification.type, {
        watchers: ['**/*.md', '**/phasegate.yaml', '**/package.json'].map((globPattern) => ({ globPattern })),
      })
      .catch((error: unknown) => {
        connection.console.error(describeFailure(error).message);
      });
  }
  start().catch((error: unknown) => {
    connection.window.showErrorMessage(describeFailure(error).message);
    views.scheduleAll();
  });
});

/** Opens the database, marks the runs that a vanished server left behind, and shows every folder. */
async function start(): Promise<void> {
  const opened = await surroundings();
  for (const folder of folders.all) {
    try {
      const plan = await loadPlan(folder.path, source);
      await recoverRuns({ workspace: plan.root, roadmap: roadmapPath(plan) }, opened);
    } catch (error) {
      // A folder without a readable roadmap has nothing to recover; its view says what is wrong.
      connection.console.info(describeFailure(error).message);
    }
  }
  views.scheduleAll();
  watchDatabase();
  refreshAges();
}

function watchDatabase(): void {
  let seen = database?.changeVersion();
  const look = (): void => {
    const now = database?.changeVersion();
    if (now !== seen) views.scheduleAll();
    seen = now;
    systemClock.after(watchDatabaseMs, look);
  };
  systemClock.after(watchDatabaseMs, look);
}

function refreshAges(): void {
  views.scheduleAll();
  systemClock.after(refreshAgesMs, refreshAges);
}

documents.onDidChangeContent(({ document }) => refreshHolding(document.uri));
documents.onDidClose(({ document }) => refreshHolding(document.uri));
connection.onDidChangeWatchedFiles(({ changes }) => changes.forEach(({ uri }) => refreshHolding(uri)));

function refreshHolding(uri: string): void {
  const file = URI.parse(uri).fsPath;
  for (const folder of folders.allHolding(file)) views.changed(folder, file);
}

receive(connection, trustChanged, ({ trusted }) => {
  options = { ...options, trusted };
});
answer(connection, findDataFolder, async () => ({ path: directory }));
answerRoadmapMessages(connection, folders, views, source, () => options.trusted);
const phaseParts: PhaseParts = {
  connection,
  folders,
  views,
  liveRuns,
  surroundings,
  companion: () => options.companion,
};
answerPhaseMessages(phaseParts);
answerWatchMessages(phaseParts, liveWatches, systemClock);
answerLensRequests(connection, folders, views, source);
answerQuickFixRequests(connection, folders, views, documents);

connection.onShutdown(async () => {
  liveWatches.stopAll();
  // Programs that do not end in time are ended by whoever opens the database next: they are in its ledger.
  await Promise.race([liveRuns.cancelAll(), wait(farewellMs)]);
  const closing = database;
  // Looks at the database that are still due find none.
  database = null;
  await closing?.close();
});

documents.listen(connection);
connection.listen();
