/** Problems as a SARIF log, version 2.1.0, as code scanning services and viewers read it. */
import { pathToFileURL } from 'node:url';
import type { FailureReport } from '../../protocol/failure.ts';
import type { ProblemSeverity } from '../base/problem.ts';
import type { PlacedProblem, Region } from './placedProblems.ts';

/** The page that explains a code. */
export interface ProblemPage {
  readonly uri: string;
  /** Markdown; null when it cannot be read. */
  readonly text: string | null;
}

export interface SarifTool {
  readonly version: string;
  readonly pageOf: (code: string) => ProblemPage;
}

const levels = { error: 'error', warning: 'warning', information: 'note' } as const satisfies Record<
  ProblemSeverity,
  string
>;

/** @param folder absolute; the files of the problems are relative to it */
export function sarifLog(problems: readonly PlacedProblem[], folder: string, tool: SarifTool): string {
  const codes = [...new Set(problems.map(({ problem }) => problem.code))];
  return log(tool, codes, {
    originalUriBaseIds: { '%SRCROOT%': { uri: `${pathToFileURL(folder).href.replace(/\/$/, '')}/` } },
    results: problems.map(({ problem, file, region, fixes }) => ({
      ruleId: problem.code,
      ruleIndex: codes.indexOf(problem.code),
      level: levels[problem.severity],
      message: { text: problem.message },
      locations: [{ physicalLocation: { artifactLocation: artifact(file), region } }],
      ...(fixes.length === 0
        ? {}
        : {
            fixes: fixes.map(({ title, changes }) => ({
              description: { text: title },
              artifactChanges: changes.map((change) => ({
                artifactLocation: artifact(change.file),
                replacements: change.edits.map(replacement),
              })),
            })),
          }),
    })),
    invocations: [{ executionSuccessful: true }],
  });
}

/** The log of a check that could not be made, so that what reads the file learns why. */
export function sarifFailure(failure: FailureReport, tool: SarifTool): string {
  const notification = { level: 'error', message: { text: failure.message }, descriptor: { id: failure.code } };
  return log(tool, [], {
    results: [],
    invocations: [{ executionSuccessful: false, toolExecutionNotifications: [notification] }],
  });
}

function log(tool: SarifTool, codes: readonly string[], run: object): string {
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Phasegate',
            version: tool.version,
            semanticVersion: tool.version,
            rules: codes.map((code) => rule(code, tool.pageOf(code))),
          },
        },
        columnKind: 'utf16CodeUnits',
        ...run,
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function rule(code: string, { uri, text }: ProblemPage) {
  if (text === null) return { id: code, helpUri: uri };
  const [, summary = ''] = /^# .*\n\n([\s\S]*?)\n\n/.exec(text) ?? [];
  const [severity = '', meaning = ''] = sentences(summary);
  return {
    id: code,
    shortDescription: { text: meaning === '' ? severity : meaning },
    fullDescription: { text: summary.replaceAll('\n', ' ') },
    defaultConfiguration: {
      level: severity.startsWith('Warning') ? 'warning' : severity.startsWith('Error') ? 'error' : 'note',
    },
    helpUri: uri,
    help: { text, markdown: text },
  };
}

/** The first sentence and the rest; the first tells severity and place. */
function sentences(summary: string): readonly [string, string] {
  const text = summary.replaceAll('\n', ' ');
  const end = text.indexOf('. ');
  return end < 0 ? [text, ''] : [text.slice(0, end + 1), text.slice(end + 2)];
}

function artifact(file: string) {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

function replacement({ region, newText }: { readonly region: Region; readonly newText: string }) {
  return { deletedRegion: region, ...(newText === '' ? {} : { insertedContent: { text: newText } }) };
}
