/** `phasegate database copy`: moves everything to another database, SQLite or PostgreSQL. */
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { DatabasePlace } from '../database/database.ts';
import { databasePlace } from '../database/databasePlace.ts';
import type { TransferProgress, TransferResult } from '../database/transfer/transfer.ts';
import { exitCodes } from './exitCode.ts';
import type { Verb } from './verb.ts';

/** Milliseconds between two lines about the same step. */
const tellEveryMs = 1_000;

export const databaseVerb: Verb = async (line, { databaseFile, environment, signal, say }) => {
  if (line.words[0] !== 'copy' || line.words.length > 1) {
    throw new Failure('usage', 'Say what is to be done: "phasegate database copy --to <address or file>".');
  }
  if (line.to === undefined) {
    throw new Failure('usage', 'Name where everything goes: --to postgres://… or --to <file>. It must be empty.');
  }
  const from =
    line.from === undefined ? databasePlace(environment, path.dirname(databaseFile)) : readPlace(line.from, 'from');
  const to = readPlace(line.to, 'to');
  const { transferDatabase } = await import('../database/transfer/transferDatabase.ts');
  const { copiedWords } = await import('../chat/copiedWordsStore.ts');
  const { copiedPassageWords } = await import('../regulations/copiedPassageWords.ts');
  const result = await transferDatabase({
    from,
    to,
    clock: systemClock,
    replacesNuls: line.replaceNul,
    dryRun: line.dryRun,
    derived: [copiedWords, copiedPassageWords],
    onProgress: teller(say),
    signal,
  });
  return {
    document: { kind: 'database-copy', ...(line.dryRun ? { dryRun: true } : {}), ...result },
    prose: describe(result, to, line.from === undefined),
    exitCode: exitCodes.ok,
  };
};

/** @throws Failure `usage` */
function readPlace(written: string, option: string): DatabasePlace {
  if (/^postgres(?:ql)?:\/\//i.test(written)) return { url: written };
  const file = /^sqlite:(?:\/\/(?=\/))?(.*)$/s.exec(written)?.[1] ?? written;
  // The address is not repeated: it may hold a password.
  if (file === '' || /^\w{2,}:\/\//.test(file)) {
    throw new Failure('usage', `--${option} takes an address that begins with postgres://, or a file (sqlite:<file>).`);
  }
  return { file: path.resolve(process.cwd(), file) };
}

function teller(say: (text: string) => void): (progress: TransferProgress) => void {
  let step = '';
  let toldAtMs = performance.now();
  return (progress) => {
    const isDone = progress.rows === progress.totalRows && progress.rows > 0;
    if (progress.step !== step) say(progress.step === 'copy' ? 'Copying.\n' : 'Verifying.\n');
    const isDue = performance.now() - toldAtMs >= tellEveryMs;
    if (isDue || (isDone && progress.step === 'copy')) {
      say(`  ${progress.table}: ${count(progress.rows)} of ${count(progress.totalRows)} rows\n`);
      toldAtMs = performance.now();
    }
    step = progress.step;
  };
}

function describe(result: TransferResult, to: DatabasePlace, isConfigured: boolean): string {
  const { outcome, tables, changes, replacedRows } = result;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const list = tables
    .map((table) => `${table.name.padEnd(22)} ${count(table.rows).padStart(11)}  ${table.checksum ?? ''}`.trimEnd())
    .join('\n');
  const replaced = replacedRows === 0 ? '' : `In ${count(replacedRows)} rows U+FFFD stands for a NUL character.\n`;
  switch (outcome) {
    case 'would-copy':
      return `${list}\nWould copy ${count(rows)} rows from ${result.from} to ${result.to}.\n${replaced}`;
    case 'equal':
      return `${list}\n${result.to} holds all of it already; nothing was copied.\n`;
    case 'copied':
      return (
        `${list}\n${result.to} now holds all ${count(rows)} rows of ${result.from}, by their checksums; ` +
        `${count(changes)} were written.\n${replaced}${isConfigured ? nextStep(to) : ''}`
      );
  }
}

function nextStep(to: DatabasePlace): string {
  return 'url' in to
    ? 'To use it, set PHASEGATE_DATABASE_URL to its address where the editor and terminals start. Until then, what is\n' +
        'written to the old one is not in it; the same command brings that over.\n'
    : 'To use it, unset PHASEGATE_DATABASE_URL, and have it as phasegate.db in the data directory.\n';
}

function count(rows: number): string {
  return rows.toLocaleString('en-US');
}
