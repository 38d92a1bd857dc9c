/** Answers the messages about the care for the data, and tells of a database that is damaged. */
import { MessageType, type Connection } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import * as z from 'zod';
import {
  backUpData,
  dataCheck,
  dataDamaged,
  examineData,
  listBackups,
  restoreData,
  startEmpty,
  type KeptBackupReport,
} from '../../protocol/data.ts';
import { describeFailure, Failure } from '../base/failure.ts';
import { databaseUrlVariable } from '../database/databasePlace.ts';
import { DatabaseDamaged } from '../database/describeSqliteError.ts';
import { findSoundBackup, listBackups as listKept, type KeptBackup } from '../database/keptBackups.ts';
import { answer, tell } from './answer.ts';
import { fileAddress } from './fileAddress.ts';
import { showMessage } from './showMessage.ts';
import { runTerminal } from './terminalThread.ts';

export interface DataParts {
  readonly connection: Connection;
  readonly dataDirectory: string;
  /** The setting of the editor. */
  readonly databaseUrl: () => string;
  /** Whether a run or a watch of this server is under way. */
  readonly isBusy: () => boolean;
  /** Closes the database of this server, until it is opened again. */
  readonly release: () => Promise<void>;
  /** Opens the database, and shows what is in it. */
  readonly reopen: () => Promise<void>;
}

const checked = z.object({ checks: z.array(dataCheck) });
const backedUp = checked.extend({ written: z.boolean() });
const restored = z.object({ setAside: z.string().nullable() });

export function answerDataMessages(parts: DataParts): void {
  const { connection, dataDirectory, isBusy, release, reopen } = parts;
  const run = (words: readonly string[], signal?: AbortSignal): Promise<unknown> =>
    runTerminal(words, threadEnvironment(parts.databaseUrl()), signal);

  answer(connection, backUpData, async ({ fileUri }, signal) => {
    const { written, checks } = backedUp.parse(await run(['backup', '--', URI.parse(fileUri).fsPath], signal));
    return { isWritten: written, checks };
  });

  answer(connection, listBackups, async () => ({ backups: listKept(dataDirectory).map(reportBackup) }));

  answer(connection, examineData, async (_, signal) => checked.parse(await run(['doctor'], signal)));

  const replace = async (words: readonly string[]): Promise<z.infer<typeof restored>> => {
    if (isBusy()) {
      throw new Failure(
        'locked',
        'A run or a watch is under way in this window, so nothing was replaced. Stop it first.',
      );
    }
    try {
      return restored.parse(await run(words));
    } catch (error) {
      // A damaged database, and one that is set aside, must be open nowhere; a sound one may stay open.
      if (describeFailure(error).code !== 'database-unavailable') throw error;
      await release();
      return restored.parse(await run(words));
    } finally {
      await reopen();
    }
  };
  answer(connection, restoreData, ({ fileUri }) => replace(['restore', '--', URI.parse(fileUri).fsPath]));
  answer(connection, startEmpty, () => replace(['restore', '--empty']));
}

/** What the terminal program in a thread of the server is told: the database of the editor's setting, too. */
function threadEnvironment(databaseUrl: string): NodeJS.ProcessEnv {
  const isNamed = (process.env[databaseUrlVariable] ?? '').trim() !== '' || databaseUrl.trim() === '';
  return isNamed ? process.env : { ...process.env, [databaseUrlVariable]: databaseUrl };
}

/**
 * Tells the client of a database that could not be opened because it is damaged.
 * @returns false for any other failure, of which nobody was told
 */
async function tellOfDamage(connection: Connection, error: unknown, dataDirectory: string): Promise<boolean> {
  if (!(error instanceof DatabaseDamaged)) return false;
  const backup = await findSoundBackup(dataDirectory);
  tell(connection, dataDamaged, {
    file: error.file,
    message: `The database of Phasegate is damaged (${error.detail}) and was left as it is: ${error.file}.`,
    backup: backup === null ? null : reportBackup(backup),
  });
  return true;
}

function reportBackup({ file, madeAtMs, reason }: KeptBackup): KeptBackupReport {
  return { fileUri: fileAddress(file), madeAt: new Date(madeAtMs).toISOString(), reason };
}

/** @param databaseUrl the setting of the editor */
export function makeDailyBackup(databaseUrl: () => string): (signal: AbortSignal) => Promise<unknown> {
  return (signal) => runTerminal(['backup', '--daily'], threadEnvironment(databaseUrl()), signal);
}

/** Tells the person why the database could not be opened; a client that can is left to offer what helps. */
export async function showStartFailure(
  connection: Connection,
  error: unknown,
  dataDirectory: string,
  canOffer: boolean,
): Promise<void> {
  if (canOffer && (await tellOfDamage(connection, error, dataDirectory))) return;
  showMessage(connection, MessageType.Error, describeFailure(error).message);
}
