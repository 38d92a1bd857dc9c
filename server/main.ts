/** The language server: builds every long-lived object and binds it to the connection. */
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { createConnection, MessageType, ProposedFeatures, TextDocuments } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { trustChanged } from '../protocol/phases.ts';
import { findDataFolder, initializationOptions, type InitializationOptions } from '../protocol/settings.ts';
import { systemClock } from './base/clock.ts';
import { buildChatStores, type ChatStores } from './chat/chatStores.ts';
import { describeFailure, Failure } from './base/failure.ts';
import { listFolder } from './base/listFolder.ts';
import { dataDirectory } from './base/paths.ts';
import type { Database } from './database/database.ts';
import { databasePlace } from './database/databasePlace.ts';
import { openDatabase } from './database/openDatabase.ts';
import type { CompletionAbilities } from './language/completion.ts';
import { answerAdoptionMessages } from './lsp/adoptionHandlers.ts';
import { answer, receive } from './lsp/answer.ts';
import { ModelKeys } from './lsp/modelKeys.ts';
import { OpenedAnswering } from './lsp/openedAnswering.ts';
import { ChatAnnouncements } from './lsp/chatAnnouncements.ts';
import { clampedDocuments } from './lsp/clampedDocuments.ts';
import { answerConversationMessages } from './lsp/conversationHandlers.ts';
import { answerCommands } from './lsp/commandHandlers.ts';
import { readClientSupport } from './lsp/clientSupport.ts';
import { DailyBackups } from './lsp/dailyBackups.ts';
import { answerDataMessages, makeDailyBackup, showStartFailure } from './lsp/dataHandlers.ts';
import { answerCompletionRequests, readCompletionAbilities } from './lsp/completionHandlers.ts';
import { documentTextSource } from './lsp/documentTextSource.ts';
import { EditorModels } from './lsp/editorModels.ts';
import { editorRoadmapWriter } from './lsp/editorRoadmapWriter.ts';
import { fileAddress } from './lsp/fileAddress.ts';
import { FolderPlans } from './lsp/folderPlans.ts';
import { FolderViews } from './lsp/folderViews.ts';
import { followFolders } from './lsp/followFolders.ts';
import { answerFormattingRequests, formatsByRegistration, registerFormatting } from './lsp/formattingHandlers.ts';
import { answerHoverRequests } from './lsp/hoverHandlers.ts';
import { answerLensRequests } from './lsp/lensHandlers.ts';
import { LiveRuns } from './lsp/liveRuns.ts';
import { answerNavigationRequests } from './lsp/navigationHandlers.ts';
import { answerOutlineRequests } from './lsp/outlineHandlers.ts';
import { answerPhaseMessages, type FolderlessSurroundings, type PhaseParts } from './lsp/phaseHandlers.ts';
import { PlanLookup } from './lsp/planLookup.ts';
import { RegulationDiagnostics } from './lsp/regulationDiagnostics.ts';
import { answerRegulationMessages } from './lsp/regulationHandlers.ts';
import { RegulationIngests } from './lsp/regulationIngests.ts';
import { RegulationModels } from './lsp/regulationModels.ts';
import { RegulationNews } from './lsp/regulationNews.ts';
import { RegulationReferences } from './lsp/regulationReferences.ts';
import { answerRenameRequests } from './lsp/renameHandlers.ts';
import { answerQuickFixRequests, readEditSupport, type EditSupport } from './lsp/quickFixHandlers.ts';
import { answerRoadmapMessages } from './lsp/roadmapHandlers.ts';
import { answerSemanticTokenRequests } from './lsp/semanticTokenHandlers.ts';
import { PublishedDiagnostics } from './lsp/publishedDiagnostics.ts';
import { ReportViews } from './lsp/reportViews.ts';
import { serverCapabilities } from './lsp/serverCapabilities.ts';
import { showMessage } from './lsp/showMessage.ts';
import { answerTestMessages } from './lsp/testHandlers.ts';
import { LiveWatches } from './lsp/liveWatches.ts';
import { watchDatabase } from './lsp/watchDatabase.ts';
import { watchPlanFiles } from './lsp/watchPlanFiles.ts';
import { answerWatchMessages } from './lsp/watchHandlers.ts';
import { WorkspaceFolders } from './lsp/workspaceFolders.ts';
import { formatDuration } from './phases/duration.ts';
import { gateDetail } from './phases/gate.ts';
import { findBoxes } from './phases/gates/findBoxes.ts';
import { listHeadings } from './phases/gates/listHeadings.ts';
import { describePlan } from './phases/describePlan.ts';
import { documentKeys } from './phases/keyDocumentation.ts';
import { loadPlan } from './phases/loadPlan.ts';
import { matcherNames } from './phases/matchers/findMatcher.ts';
import { packageCommands } from './phases/packageCommands.ts';
import { roadmapPath } from './phases/plan.ts';
import { recoverRuns } from './phases/recoverRuns.ts';
import { diskRoadmapWriter } from './phases/roadmapWriter.ts';
import { buildRunStores } from './phases/runStores.ts';
import { postJson } from './rest/postJson.ts';
import type { RestServer } from './rest/serveRest.ts';
import packageJson from '../package.json' with { type: 'json' };

/** Milliseconds between refreshes of what tells an age, such as "5 min ago". */
const refreshAgesMs = 60_000;
/** Milliseconds that runs get to end their programs when the editor closes. */
const farewellMs = 1_500;

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(clampedDocuments);
const folders = new WorkspaceFolders();
const liveRuns = new LiveRuns();
const liveWatches = new LiveWatches();
const source = documentTextSource(documents);
const directory = dataDirectory(process.env);
const writer = editorRoadmapWriter(connection, documents, diskRoadmapWriter, () => options.companion);

let options: InitializationOptions = initializationOptions.parse({});
let support = readClientSupport({});
let showsMarkdown = false;
let completes: CompletionAbilities = { snippets: false, askAgain: null };
let linksCodes = false;
let changesFolders = false;
let editSupport: EditSupport = { takesDocumentChanges: false, takesCreation: false, hasCommands: false };
let database: Database | null = null;
let stores: FolderlessSurroundings | null = null;
let chat: ChatStores | null = null;
let rest: RestServer | null = null;
let opening: Promise<FolderlessSurroundings> | null = null;

/** Opens the database on first use; one that could not be opened is tried again at the next. */
async function surroundings(): Promise<FolderlessSurroundings> {
  const place = databasePlace(process.env, directory, options.databaseUrl);
  opening ??= openDatabase({ ...place, clock: systemClock, warn: showWarning }).then((opened) => {
    database = opened;
    const runStores = buildRunStores(opened, systemClock);
    const { pid, processStart: start, host } = runStores.owner;
    chat = buildChatStores(opened, systemClock, { pid, start, host });
    if (options.servesRest) void serveApi(opened, runStores.owner);
    stores = {
      ...runStores,
      source,
      writer,
      dataDirectory: directory,
      environment: process.env,
      isTrusted: () => options.trusted,
      openSpec: async (file) => {
        await connection.window.showDocument({ uri: fileAddress(file) });
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

/** Closes the database; the next use opens it again. */
async function releaseDatabase(): Promise<void> {
  const closing = database;
  const serving = rest;
  await answers.release();
  // The timer that watches the database finds none from now on.
  database = null;
  stores = null;
  chat = null;
  rest = null;
  opening = null;
  await serving?.close();
  await closing?.close();
}

const showWarning = (message: string): void => showMessage(connection, MessageType.Warning, message);
const dailyBackups = new DailyBackups(
  systemClock,
  () => database,
  makeDailyBackup(() => options.databaseUrl),
  showWarning,
);

async function chatStores(): Promise<ChatStores> {
  await surroundings();
  if (chat === null) throw new Failure('internal', 'the conversations were not opened with the database');
  return chat;
}

/** Address of the page that explains a problem; pages and bundle are neighbours in the package as in a checkout. */
function pageOf(code: string): string | null {
  return linksCodes ? new URL(`../docs/problems/${code}.md`, import.meta.url).href : null;
}

const plans = new FolderPlans(source, systemClock);
const lookup = new PlanLookup(connection, folders, plans, documents);
const published = new PublishedDiagnostics((params) => connection.sendDiagnostics(params));
const reportViews = new ReportViews(connection, plans, published, () => stores?.reports ?? null);
const views = new FolderViews(
  connection,
  folders,
  liveRuns,
  plans,
  source,
  systemClock,
  () => stores,
  published,
  (folder) => reportViews.follow(folder),
  pageOf,
);

const modelKeys = new ModelKeys(connection, process.env);
const models = new RegulationModels(connection, process.env, postJson);
const answers = new OpenedAnswering({
  chat: chatStores,
  database: () => database,
  clock: systemClock,
  dataDirectory: directory,
  workerScript: new URL('./regulationWorker.cjs', import.meta.url),
  graphScript: new URL('./graphScript.cjs', import.meta.url),
  log: (text) => connection.console.info(text),
  models,
  providers: modelKeys,
  families: [new EditorModels(connection, () => options.companion)],
  roadmapState: async () => (await Promise.all(folders.all.map(({ path }) => describePlan(path, source)))).join('\n\n'),
});

const openRegulations = () => answers.regulations();
const regulationNews = new RegulationNews(connection, openRegulations);
const regulationParts = { connection, regulations: openRegulations, news: regulationNews };
const references = new RegulationReferences(openRegulations);
new RegulationDiagnostics({ ...regulationParts, documents, published, clock: systemClock, pageOf });
const chatAnnouncements = new ChatAnnouncements(connection, () => chat?.lists ?? null);

connection.onInitialize((params) => {
  options = initializationOptions.parse(params.initializationOptions ?? {});
  support = readClientSupport(params.capabilities);
  plans.watchesFiles = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
  completes = readCompletionAbilities(params.capabilities, options.companion);
  showsMarkdown = params.capabilities.textDocument?.hover?.contentFormat?.includes('markdown') === true;
  const registersFormatting = formatsByRegistration(params.capabilities);
  if (registersFormatting) registerFormatting(connection, { folders, plans, documents });
  changesFolders = params.capabilities.workspace?.workspaceFolders === true;
  linksCodes = params.capabilities.textDocument?.publishDiagnostics?.codeDescriptionSupport === true;
  editSupport = readEditSupport(params.capabilities, options.companion);
  const roots = params.workspaceFolders ?? [];
  folders.replace(roots.length > 0 || params.rootUri == null ? roots : [{ uri: params.rootUri, name: 'workspace' }]);
  return {
    serverInfo: { name: 'phasegate', version: packageJson.version },
    capabilities: serverCapabilities({
      registersFormatting,
      preparesRename: support.prepareRename,
      hasCommands: options.companion,
    }),
  };
});

connection.onInitialized(() => {
  // The library throws for a client that never changes its folders.
  if (changesFolders) followFolders({ connection, folders, views, reportViews, liveWatches });
  if (plans.watchesFiles) watchPlanFiles(connection);
  start()
    .catch(startFailed)
    .finally(() => {
      dailyBackups.begin();
      watchDatabase(systemClock, () => database, databaseChanged);
      refreshAges();
    });
});

function startFailed(error: unknown): Promise<void> {
  views.scheduleAll();
  return showStartFailure(connection, error, directory, options.companion);
}

/** Opens the database, marks what a vanished server left behind, empties the old trash, and shows every folder. */
async function start(): Promise<void> {
  const opened = await surroundings();
  await chat?.messages.recover(({ pid, start: processStart, host }) =>
    opened.isOwnerAlive({ pid, processStart, host }),
  );
  await chat?.conversations.purge();
  await chat?.drafts.purge();
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
  // The pages of a server that was started again ask for what they missed.
  if (options.companion) chatAnnouncements.want();
  chatAnnouncements.look();
}

/** One that cannot be served is told, and nothing else depends on it. */
async function serveApi(
  opened: Database,
  { pid, processStart: start, host }: FolderlessSurroundings['owner'],
): Promise<void> {
  const log = (text: string): void => connection.console.error(text);
  const data = { database: opened, clock: systemClock, owner: { pid, start, host }, dataDirectory: directory };
  try {
    const { serveRest } = await import('./rest/serveRest.ts');
    const served = await serveRest({ ...data, answering: () => answers.open(), version: packageJson.version, log });
    // The database may have been closed again meanwhile.
    if (database === opened) rest = served;
    else await served.close();
    connection.console.info(`The REST API is served at ${served.url}; the token is in ${served.tokenFile}.`);
  } catch (error) {
    log(describeFailure(error).message);
  }
}

function databaseChanged(): void {
  views.scheduleAll();
  chatAnnouncements.look();
  regulationNews.look();
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
answerAdoptionMessages(connection, folders, views, source, writer, () => options.trusted);
const phaseParts: PhaseParts = {
  connection,
  folders,
  views,
  liveRuns,
  surroundings,
  companion: () => options.companion,
};
answerPhaseMessages(phaseParts);
answerCommands(phaseParts);
answerWatchMessages(phaseParts, liveWatches, systemClock);
answerDataMessages({
  connection,
  dataDirectory: directory,
  databaseUrl: () => options.databaseUrl,
  isBusy: () => folders.all.some(({ path }) => liveRuns.current(path) !== null),
  release: releaseDatabase,
  reopen: () => start().catch(startFailed),
});
answerTestMessages(connection, folders, plans, surroundings);
const conversationParts = { connection, folders, views, source, clock: systemClock, answers };
answerConversationMessages({ ...conversationParts, stores: chatStores, announcements: chatAnnouncements });
const ingests = new RegulationIngests(connection, answers, regulationNews);
answerRegulationMessages({ ...regulationParts, ingests, isTrusted: () => options.trusted });
answerLensRequests(connection, folders, views, plans, source);
answerNavigationRequests(
  connection,
  lookup,
  () => support,
  references,
  (uri) => documents.get(uri),
);
answerOutlineRequests(connection, lookup, () => support);
answerRenameRequests(connection, lookup, () => support);
const keys = documentKeys();
const planParts = { folders, plans, documents };
answerSemanticTokenRequests(connection, planParts);
answerFormattingRequests(connection, planParts);
answerHoverRequests({
  ...planParts,
  connection,
  liveRuns,
  clock: systemClock,
  history: () => stores,
  keys,
  words: { gateDetail, formatDuration },
  findBoxes,
  showsMarkdown: () => showsMarkdown,
  references,
});
answerCompletionRequests({
  ...planParts,
  connection,
  references,
  abilities: () => completes,
  keys,
  matchers: (plan) => matcherNames(Object.keys(plan?.config.matchers ?? {})),
  headings: listHeadings,
  listFolder,
  packageCommands: (root, folder) => packageCommands(root, folder, source),
});
answerQuickFixRequests(connection, folders, views, plans, documents, source, () => editSupport);

connection.onShutdown(async () => {
  dailyBackups.stop();
  liveWatches.stopAll();
  // Programs that do not end in time are ended by whoever opens the database next: they are in its ledger.
  await Promise.race([liveRuns.cancelAll(), wait(farewellMs)]);
  await rest?.close();
  await releaseDatabase();
});

documents.listen(connection);
connection.listen();
