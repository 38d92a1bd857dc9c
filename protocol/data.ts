/** Messages about the care for the data: backups, restores, examinations, and a database that is damaged. */
import * as z from 'zod';
import { notification, request } from './message.ts';

/** One thing that was looked at; `message` says what to do where it is not `ok`. */
export const dataCheck = z.object({ name: z.string(), ok: z.boolean(), message: z.string() });
export type DataCheckReport = z.infer<typeof dataCheck>;

/** A backup that was made by itself; `migration` means before the tables changed with a new version. */
export const keptBackup = z.object({
  fileUri: z.string(),
  /** ISO 8601. */
  madeAt: z.string(),
  reason: z.enum(['daily', 'migration']),
});
export type KeptBackupReport = z.infer<typeof keptBackup>;

/**
 * Client asks the server for a verified backup in a file that the person named. The server answers when it is there; it
 * is not, and an older one stays, when one of the checks is not ok.
 */
export const backUpData = request(
  'data/backUp',
  'server',
  z.object({ fileUri: z.string() }),
  z.object({ isWritten: z.boolean(), checks: z.array(dataCheck) }),
);

/** Client asks the server which backups there are, the newest first; the person picks one. */
export const listBackups = request(
  'data/listBackups',
  'server',
  z.object({}),
  z.object({ backups: z.array(keptBackup) }),
);

/** Client tells the server that the person agreed to restore a backup. It answers with where the old data is kept. */
export const restoreData = request(
  'data/restore',
  'server',
  z.object({ fileUri: z.string() }),
  z.object({ setAside: z.string().nullable() }),
);

/** Client tells the server that the person wants to begin with an empty database. It answers with where the old is kept. */
export const startEmpty = request(
  'data/startEmpty',
  'server',
  z.object({}),
  z.object({ setAside: z.string().nullable() }),
);

/** Client asks the server to examine the data and what it stands on; nothing is changed. */
export const examineData = request('data/examine', 'server', z.object({}), z.object({ checks: z.array(dataCheck) }));

/**
 * Server tells the client that the database is damaged and was left as it is, with the newest sound backup, `null` when
 * there is none. The client offers the person to restore it or to begin anew.
 */
export const dataDamaged = notification(
  'data/damaged',
  'client',
  z.object({ file: z.string(), message: z.string(), backup: keptBackup.nullable() }),
);
export type DataDamage = z.infer<typeof dataDamaged.params>;
