/** The verbs of the terminal program by name. */
import { askVerb } from './askVerb.ts';
import { backupVerb } from './backupVerb.ts';
import { chatVerb } from './chatVerb.ts';
import { checkVerb } from './checkVerb.ts';
import type { VerbName } from './commandLine.ts';
import { databaseVerb } from './databaseVerb.ts';
import { doctorVerb } from './doctorVerb.ts';
import { gateVerb } from './gateVerb.ts';
import { historyVerb } from './historyVerb.ts';
import { ingestVerb } from './ingestVerb.ts';
import { initVerb } from './initVerb.ts';
import { restoreVerb } from './restoreVerb.ts';
import { runVerb } from './runVerb.ts';
import { serveVerb } from './serveVerb.ts';
import { statusVerb } from './statusVerb.ts';
import { searchVerb } from './searchVerb.ts';
import type { Verb } from './verb.ts';
import { verifyVerb } from './verifyVerb.ts';

export const verbs: Readonly<Record<VerbName, Verb>> = {
  status: statusVerb,
  check: checkVerb,
  gate: gateVerb,
  run: runVerb,
  verify: verifyVerb,
  history: historyVerb,
  init: initVerb,
  backup: backupVerb,
  restore: restoreVerb,
  doctor: doctorVerb,
  database: databaseVerb,
  chat: chatVerb,
  serve: serveVerb,
  ingest: ingestVerb,
  search: searchVerb,
  ask: askVerb,
};
