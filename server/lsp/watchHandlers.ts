/** Answers requests to watch gates, and tells the client what the watch is doing. */
import * as protocol from '../../protocol/watch.ts';
import type { Clock } from '../base/clock.ts';
import { runPhase } from '../phases/runPhase.ts';
import type { ConsentQuestion } from '../phases/runSurroundings.ts';
import { watchGates, type WatchEvent } from '../phases/watch/watchGates.ts';
import type { WatchTarget } from '../phases/watch/watchedGates.ts';
import { answer, tell } from './answer.ts';
import type { LiveWatches } from './liveWatches.ts';
import { carryOut, type PhaseParts } from './phaseHandlers.ts';

/** So many files are named; the others are counted. */
const filesNamed = 20;

export function answerWatchMessages(parts: PhaseParts, watches: LiveWatches, clock: Clock): void {
  const { connection, folders, liveRuns } = parts;

  answer(connection, protocol.watchGates, async ({ folderUri, watchId, targets }, requestSignal) => {
    const folder = folders.require(folderUri);
    const { source, environment, dataDirectory, isTrusted } = await parts.surroundings();
    const report = (event: protocol.WatchReport): void => tell(connection, protocol.watchEvent, event);
    const address = { folderUri: folder.uri, watchId };
    const refused = new Set<string>();
    await watches.carryOut(folder.path, requestSignal, (watchSignal) =>
      watchGates(
        { folder: folder.path, targets: targets.map(readTarget), signal: watchSignal },
        {
          source,
          environment,
          dataDirectory,
          clock,
          isTrusted,
          run: (phase, gates, signal) =>
            carryOut(
              parts,
              folder,
              signal,
              (request, surroundings) => {
                report({ ...address, kind: 'running', phase, gates: [...gates] });
                const { askConsent } = surroundings;
                return runPhase(
                  { ...request, verb: 'gate', phase, gates },
                  { ...surroundings, askConsent: askConsent === null ? null : askOnce(askConsent, refused) },
                );
              },
              (path, runSignal, work) => liveRuns.carryOutAside(path, runSignal, work),
            ),
          tell: (event) => report({ ...address, ...describe(event) }),
        },
      ),
    );
    return {};
  });
}

function readTarget({ phase, gates }: protocol.WatchTargetAddress): WatchTarget {
  return { ...(phase === undefined ? {} : { phase }), ...(gates === undefined ? {} : { gates }) };
}

/** A person who said no is not asked the same after each change. */
function askOnce(
  ask: (question: ConsentQuestion) => Promise<boolean>,
  refused: Set<string>,
): (question: ConsentQuestion) => Promise<boolean> {
  return async (question) => {
    const key = JSON.stringify([question.phase, question.executions]);
    if (refused.has(key)) return false;
    const granted = await ask(question);
    if (!granted) refused.add(key);
    return granted;
  };
}

function describe(event: WatchEvent) {
  if (event.kind !== 'changed') return event;
  return { kind: event.kind, files: event.files.slice(0, filesNamed), count: event.files.length };
}
