/** `phasegate doctor`: checks the data and what it stands on, and changes nothing. */
import { hostname } from 'node:os';
import path from 'node:path';
import { isSameProcessAlive } from '../base/processes/processIdentity.ts';
import { databasePlace } from '../database/databasePlace.ts';
import { describeChecks } from './dataReport.ts';
import { exitCodes } from './exitCode.ts';
import type { Verb } from './verb.ts';

export const doctorVerb: Verb = async (line, { databaseFile, environment, graphScript, nowMs }) => {
  const dataDirectory = path.dirname(databaseFile);
  const { examineData } = await import('../database/checks/examineData.ts');
  const { checkGraph } = await import('../regulations/checkGraph.ts');
  const examined = await examineData({
    place: databasePlace(environment, dataDirectory),
    dataDirectory,
    folder: line.folder,
    environment,
    nowMs: nowMs(),
    // Of owners on other hosts nothing can be known here, so they count as alive.
    isOwnerAlive: (pid, start, host) => host !== hostname() || isSameProcessAlive(pid, start),
  });
  const checks = [...examined, await checkGraph(graphScript)];
  const bad = checks.filter(({ ok }) => !ok).length;
  return {
    document: { kind: 'doctor', checks },
    prose: describeChecks(checks) + (bad === 0 ? 'Everything is in order.\n' : `${String(bad)} to look at.\n`),
    exitCode: bad === 0 ? exitCodes.ok : exitCodes.gateFailed,
  };
};
