/** The terminal program: builds its long-lived objects, runs one verb and exits with its code. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { systemClock, type Clock } from './base/clock.ts';
import { describeFailure } from './base/failure.ts';
import { databaseFile, dataDirectory } from './base/paths.ts';
import type { Answering } from './chat/answering.ts';
import type { ChatStores } from './chat/chatStores.ts';
import type { AnswerOwner } from './chat/messageStore.ts';
import { diskTextSource } from './base/textSource.ts';
import { askInTerminal } from './cli/askInTerminal.ts';
import { exitCodeOfFailure } from './cli/exitCode.ts';
import { asksForJson, helpText, readCommandLine, type CommandLine, type Format } from './cli/commandLine.ts';
import { githubFailure } from './cli/githubCommands.ts';
import { sarifFailure, type SarifTool } from './cli/sarifLog.ts';
import { terminalModels } from './cli/terminalModels.ts';
import { terminalWatch } from './cli/terminalWatch.ts';
import { verbs } from './cli/verbs.ts';
import type { Database } from './database/database.ts';
import { databasePlace } from './database/databasePlace.ts';
import type { PhaseRun } from './phases/phaseRun.ts';
import { pruneRuns } from './phases/pruneRuns.ts';
import { diskRoadmapWriter } from './phases/roadmapWriter.ts';
import type { RunSurroundings } from './phases/runSurroundings.ts';
import type { Regulations } from './regulations/regulations.ts';
import { postJson } from './rest/postJson.ts';
import packageJson from '../package.json' with { type: 'json' };

/** Version of the JSON documents. */
const schemaVersion = 1;

/** The pages of the problem codes are neighbours of the bundle, in the package as in a checkout. */
const sarifTool: SarifTool = {
  version: packageJson.version,
  pageOf: (code) => {
    const page = new URL(`../docs/problems/${code}.md`, import.meta.url);
    return { uri: page.href, text: existsSync(page) ? readFileSync(page, 'utf8') : null };
  },
};

/** A neighbour of the bundle. */
const regulationWorker = new URL('./regulationWorker.cjs', import.meta.url);
const regulationGraph = new URL('./graphScript.cjs', import.meta.url);

async function main(argv: readonly string[]): Promise<number> {
  // Known before the command line is read, so that a faulty one is answered in the form that was asked for.
  const json = asksForJson(argv);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());
  const warn = (message: string): void => void process.stderr.write(`phasegate: ${message}\n`);
  let database: Database | null = null;
  let regulations: Regulations | null = null;
  let format: Format = 'text';
  try {
    const line = readCommandLine(argv, process.cwd());
    format = line.format;
    if (line.verb === 'help' || line.verb === 'version') {
      process.stdout.write(line.verb === 'help' ? helpText : `${packageJson.version}\n`);
      return 0;
    }
    const directory = dataDirectory(process.env);
    const place = databasePlace(process.env, directory);
    let surroundings: RunSurroundings | null = null;
    const ended: PhaseRun[] = [];
    const openRuns = async (): Promise<RunSurroundings> => {
      // Loaded when it is needed, since the verbs that only look at files are done before it would be.
      const { openDatabase } = await import('./database/openDatabase.ts');
      database ??= await openDatabase({ ...place, clock: systemClock, warn });
      surroundings ??= await buildRunSurroundings(database, directory, line, (run) => ended.push(run));
      return surroundings;
    };
    const openData = async () => {
      const { owner } = await openRuns();
      const { pid, processStart: start, host } = owner;
      return { database: database as Database, owner: { pid, start, host }, clock: systemClock };
    };
    const openRegulations = async (): Promise<Regulations> => {
      const { openDatabase } = await import('./database/openDatabase.ts');
      const { buildRegulations } = await import('./regulations/regulations.ts');
      database ??= await openDatabase({ ...place, clock: systemClock });
      regulations ??= buildRegulations({
        database,
        clock: systemClock,
        dataDirectory: directory,
        workerScript: regulationWorker,
        // One question is answered sooner than a graph is loaded.
        ...(line.queries === undefined ? {} : { graphScript: regulationGraph }),
        ...terminalModels(process.env, line, (text) => process.stderr.write(text)),
        post: postJson,
        transformersScript: new URL('./transformersScript.cjs', import.meta.url),
      });
      return regulations;
    };
    let answering: Promise<Answering> | null = null;
    const openAnswers = (): Promise<Answering> => (answering ??= loadAnswers());
    const loadAnswers = async (): Promise<Answering> => {
      const { buildAnswering } = await import('./chat/buildAnswering.ts');
      const { QuotedPassages } = await import('./regulations/quotedPassages.ts');
      const passages = new QuotedPassages(openRegulations);
      const { describePlan } = await import('./phases/describePlan.ts');
      const { environmentProviders } = await import('./chat/modelProviders.ts');
      return buildAnswering({
        stores: await openChat(await openData()),
        passages,
        clock: systemClock,
        providers: environmentProviders(process.env),
        families: [],
        roadmapState: () => describePlan(line.folder, diskTextSource),
      });
    };
    const result = await verbs[line.verb](line, {
      source: diskTextSource,
      hasRuns: () => 'url' in place || existsSync(place.file),
      openRuns,
      openChat: async () => openChat(await openData()),
      openMemory: async () => {
        const data = await openData();
        const { search: words, memories } = await openChat(data);
        const { MemorySearch } = await import('./chat/memorySearch.ts');
        const { TextMemory, memoryIndexFile } = await import('./regulations/textMemory.ts');
        const file = memoryIndexFile(directory, data.database.name);
        const index = new TextMemory({ workerScript: regulationWorker, file, source: memories, isAwaited: true });
        return new MemorySearch({ words, memories, index });
      },
      serve: async (port) => {
        const { serveRest } = await import('./rest/serveRest.ts');
        const log = (text: string): void => void process.stderr.write(`${text}\n`);
        const parts = { ...(await openData()), answering: openAnswers, dataDirectory: directory, log };
        return serveRest({ ...parts, port, version: packageJson.version });
      },
      openAnswers,
      openRegulations,
      databaseFile: databaseFile(directory),
      graphScript: regulationGraph,
      signal: interrupted.signal,
      nowMs: () => systemClock.nowMs(),
      environment: process.env,
      sarifTool,
      print: writeToStdout,
      say: (text) => process.stderr.write(text),
      confirm: askInTerminal({ input: process.stdin, output: process.stderr }, interrupted.signal),
    });
    if (result.isPrinted === true) {
      process.stderr.write(result.prose);
    } else if (json) {
      process.stdout.write(`${JSON.stringify({ schemaVersion, ...result.document }, null, 2)}\n`);
      process.stderr.write(result.prose);
    } else if (result.output !== undefined) {
      process.stdout.write(result.output);
      process.stderr.write(result.prose);
    } else {
      process.stdout.write(result.prose);
    }
    // The result is out, so nobody waits for this.
    const opened = surroundings as RunSurroundings | null;
    if (opened !== null) await pruneAfter(ended, opened);
    return result.exitCode;
  } catch (error) {
    const failure = describeFailure(error);
    if (json) process.stdout.write(`${JSON.stringify({ schemaVersion, kind: 'failure', failure }, null, 2)}\n`);
    if (format === 'sarif') process.stdout.write(sarifFailure(failure, sarifTool));
    if (format === 'github') process.stdout.write(githubFailure(failure));
    process.stderr.write(`phasegate: ${failure.message}\n`);
    if (failure.code === 'internal' && error instanceof Error && process.env['PHASEGATE_DEBUG'] === '1') {
      process.stderr.write(`${error.stack ?? ''}\n`);
    }
    return exitCodeOfFailure(failure.code);
  } finally {
    await (regulations as Regulations | null)?.close();
    await (database as Database | null)?.close();
  }
}

async function buildRunSurroundings(
  database: Database,
  directory: string,
  line: CommandLine,
  runEnded: (run: PhaseRun) => void,
): Promise<RunSurroundings> {
  const { buildRunStores } = await import('./phases/runStores.ts');
  const isTerminal = process.stderr.isTTY && process.env['NO_COLOR'] === undefined;
  const show = terminalWatch((text) => process.stderr.write(text), isTerminal, line.quiet);
  return {
    ...buildRunStores(database, systemClock),
    source: diskTextSource,
    writer: diskRoadmapWriter,
    dataDirectory: directory,
    environment: process.env,
    // Whoever types the command has consented to what it names, and trusts the folder that it names.
    isTrusted: () => true,
    askConsent: null,
    openSpec: async (file) => {
      process.stderr.write(`The spec: ${file}\n`);
    },
    watch: (event) => {
      show(event);
      if (event.kind === 'run-ended') runEnded(event.run);
    },
  };
}

async function openChat({ database, owner, clock }: ChatData): Promise<ChatStores> {
  const { buildChatStores } = await import('./chat/chatStores.ts');
  return buildChatStores(database, clock, owner);
}

interface ChatData {
  readonly database: Database;
  readonly owner: AnswerOwner;
  readonly clock: Clock;
}

/** Waits while the reader is slower. */
async function writeToStdout(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** What cannot be removed now is removed after a later run, so the verb's result stands. */
async function pruneAfter(runs: readonly PhaseRun[], surroundings: RunSurroundings): Promise<void> {
  try {
    for (const run of runs) await pruneRuns(run, surroundings);
  } catch (error) {
    process.stderr.write(`phasegate: old runs stay for now: ${describeFailure(error).message}\n`);
  }
}

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
