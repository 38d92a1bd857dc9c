/** What a verb of the terminal program gets and gives back. */
import type { TextSource } from '../base/textSource.ts';
import type { Answering } from '../chat/answering.ts';
import type { MemorySearch } from '../chat/memorySearch.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import type { RunSurroundings } from '../phases/runSurroundings.ts';
import type { Regulations } from '../regulations/regulations.ts';
import type { CommandLine } from './commandLine.ts';
import type { ExitCode } from './exitCode.ts';
import type { SarifTool } from './sarifLog.ts';

export interface VerbSurroundings {
  readonly source: TextSource;
  /** Opens the database on first use, so that verbs that only look need none. */
  readonly openRuns: () => Promise<RunSurroundings>;
  /** Opens the database on first use, as above. */
  readonly openRegulations: () => Promise<Regulations>;
  /** Opens the database on first use, too. */
  readonly openChat: () => Promise<ChatStores>;
  /** Opens the database on first use, with what finds messages by their meaning. */
  readonly openMemory: () => Promise<MemorySearch>;
  /** Opens the database on first use, with what answers questions. */
  readonly openAnswers: () => Promise<Answering>;
  /** Begins to serve the REST API. */
  readonly serve: (port: number) => Promise<ServedApi>;
  /** Whether a database exists already. */
  readonly hasRuns: () => boolean;
  /** The database, whether or not it exists. */
  readonly databaseFile: string;
  /** The script of the graph of vectors. */
  readonly graphScript: URL;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly environment: NodeJS.ProcessEnv;
  /** What a SARIF log says of the program that made it. */
  readonly sarifTool: SarifTool;
  /** Prints to stdout at once, for what is too long to be held or has to be read while the verb goes on. */
  readonly print: (text: string) => Promise<void>;
  /** Prints to stderr at once, for verbs that go on. */
  readonly say: (text: string) => void;
  /** Asks the person at the terminal; anything but a yes means no. Null where no person is there to answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
}

export interface VerbResult {
  /** The JSON document without `schemaVersion`. */
  readonly document: { readonly kind: string; readonly [member: string]: unknown };
  /** The same for a person; lines end with a line break. */
  readonly prose: string;
  /** What stands on stdout in the format that was asked for; the prose then goes to stderr. */
  readonly output?: string;
  /** Whether what belongs on stdout is there already; the prose then goes to stderr. */
  readonly isPrinted?: true;
  readonly exitCode: ExitCode;
}

export interface ServedApi {
  readonly url: string;
  readonly tokenFile: string;
  close(): Promise<void>;
}

export type Verb = (line: CommandLine, surroundings: VerbSurroundings) => Promise<VerbResult>;
