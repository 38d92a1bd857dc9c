/** What a verb of the terminal program gets and gives back. */
import type { TextSource } from '../base/textSource.ts';
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
  /** Whether a database exists already. */
  readonly hasRuns: () => boolean;
  /** The database, whether or not it exists. */
  readonly databaseFile: string;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly environment: NodeJS.ProcessEnv;
  /** What a SARIF log says of the program that made it. */
  readonly sarifTool: SarifTool;
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
  readonly exitCode: ExitCode;
}

export type Verb = (line: CommandLine, surroundings: VerbSurroundings) => Promise<VerbResult>;
