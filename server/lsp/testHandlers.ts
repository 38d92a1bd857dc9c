/** Answers the messages about what gates reported: their test cases. */
import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { listTests, type GateTests, type ReportedLocation } from '../../protocol/tests.ts';
import type { GateReportStore } from '../phases/gateReportStore.ts';
import { roadmapPath } from '../phases/plan.ts';
import type { ReportedLocation as Location } from '../phases/reports/gateReport.ts';
import { answer } from './answer.ts';
import { fileAddress } from './fileAddress.ts';
import type { FolderPlans } from './folderPlans.ts';
import type { WorkspaceFolders } from './workspaceFolders.ts';

/** @param surroundings throws a Failure when the database cannot be opened */
export function answerTestMessages(
  connection: Connection,
  folders: WorkspaceFolders,
  plans: FolderPlans,
  surroundings: () => Promise<{ readonly reports: GateReportStore }>,
): void {
  answer(connection, listTests, async ({ folderUri, phase: only }) => {
    const plan = await plans.current(folders.require(folderUri));
    const { reports } = await surroundings();
    const kept = await reports.list({ workspace: plan.root, roadmap: roadmapPath(plan) }, only);
    const gates: GateTests[] = [];
    for (const { phase, loaded } of plan.specs) {
      for (const { definition } of loaded.kind === 'spec' ? loaded.spec.gates : []) {
        const report = kept.find((one) => one.phase === phase.id && one.gate === definition.name);
        if (report === undefined) continue;
        const cases = await reports.cases(report.sequence);
        gates.push({
          phase: phase.id,
          gate: definition.name,
          runId: report.runId,
          outcome: report.outcome,
          counts: report.counts,
          cases: cases.map((testCase) => ({
            ...testCase,
            suite: [...testCase.suite],
            location: locationOf(plan.root, testCase.location),
          })),
          casesLeftOut: report.casesLeftOut,
          problems: report.problemCount,
        });
      }
    }
    return { gates };
  });
}

function locationOf(root: string, location: Location | null): ReportedLocation | null {
  if (location === null) return null;
  const { file, line, character } = location;
  return { uri: fileAddress(path.join(root, file)), line, character: character ?? 0 };
}
