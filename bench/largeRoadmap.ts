/** Measures how long the built server takes to answer each request about a roadmap of 10 MB. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { ResponseError } from 'vscode-languageserver-protocol/node';
import { PlainClient } from '../test/server/plainClient.ts';
import { TerminalWorkspace } from '../test/server/terminal.ts';
import { roadmapText } from './roadmapText.ts';
import { formatMs, printTable, type BenchRow } from './table.ts';

/** The largest roadmap that is read. */
const largestBytes = 10 * 1024 * 1024;
const phases = 46_000;
/** Milliseconds. */
const goalMs = 1_000;
const attempts = 3;

/**
 * Prints how long each answer takes from the first diagnostics on, and the fastest of three once all is known. The specs
 * do not exist, so that each phase has a problem.
 */
export async function benchLargeRoadmap(): Promise<void> {
  const phase = '## Phase 99999: Open\n**Status:** OPEN\n**Spec:** stages/open.md\n**Goal:** Open\n';
  const text = roadmapText(phases).slice(0, largestBytes - 1_000) + `\n${phase}`;
  const workspace = new TerminalWorkspace({});
  try {
    mkdirSync(path.join(workspace.root, 'stages'), { recursive: true });
    writeFileSync(path.join(workspace.root, 'ROADMAP.md'), text);
    const client = new PlainClient(workspace);
    const early: BenchRow[] = [];
    const late: BenchRow[] = [];
    try {
      await client.connect();
      const openedMs = performance.now();
      await client.open('ROADMAP.md', text);
      await client.diagnosticsOf('ROADMAP.md');
      early.push(row('open to diagnostics', performance.now() - openedMs));
      const asked = questions(client.uri('ROADMAP.md'), text);
      for (const [method, params] of asked) early.push(await ask(client, method, params, 1));
      // The specs do not exist; a thousand problems of a file are told.
      await client.diagnosticsOf('ROADMAP.md', 1_000);
      for (const [method, params] of asked) late.push(await ask(client, method, params, attempts));
      await client.close();
    } finally {
      client.child.kill('SIGKILL');
    }
    const title = `A roadmap of ${(text.length / 1024 / 1024).toFixed(1)} MB, ${phases.toLocaleString('en')} phases`;
    printTable(`${title}, while its specs are looked for`, early);
    printTable(`${title}, after that`, late);
  } finally {
    workspace.dispose();
  }
}

/** The fastest of some answers; being refused in words is an answer. */
async function ask(client: PlainClient, method: string, params: object, times: number): Promise<BenchRow> {
  let fastestMs = Number.POSITIVE_INFINITY;
  let refusal = '';
  for (let time = 0; time < times; time++) {
    const beganMs = performance.now();
    await client.ask(method, params).catch((error: unknown) => {
      if (!(error instanceof ResponseError)) throw error;
      refusal = ', refused';
    });
    fastestMs = Math.min(fastestMs, performance.now() - beganMs);
  }
  return row(method + refusal, fastestMs);
}

function row(name: string, tookMs: number): BenchRow {
  return { name, value: formatMs(tookMs), goal: `≤ ${goalMs} ms`, isMet: tookMs <= goalMs };
}

/** Each about a phase in the middle of the text. */
function questions(uri: string, text: string): readonly (readonly [string, object])[] {
  const lines = text.split('\n');
  const heading = lines.findIndex((line, index) => index > lines.length / 2 && line.startsWith('## Phase'));
  const textDocument = { uri };
  const position = { line: heading, character: 10 };
  const status = { start: { line: heading + 1, character: 0 }, end: { line: heading + 1, character: 12 } };
  return [
    ['textDocument/codeLens', { textDocument }],
    ['textDocument/hover', { textDocument, position }],
    ['textDocument/completion', { textDocument, position: status.end }],
    ['textDocument/definition', { textDocument, position: { line: heading + 2, character: 14 } }],
    ['textDocument/references', { textDocument, position, context: { includeDeclaration: true } }],
    ['textDocument/documentHighlight', { textDocument, position }],
    ['textDocument/documentLink', { textDocument }],
    ['textDocument/rename', { textDocument, position, newName: '999999' }],
    ['textDocument/documentSymbol', { textDocument }],
    ['workspace/symbol', { query: 'Part 2000' }],
    ['textDocument/foldingRange', { textDocument }],
    ['textDocument/selectionRange', { textDocument, positions: [position] }],
    ['textDocument/semanticTokens/full', { textDocument }],
    ['textDocument/semanticTokens/range', { textDocument, range: status }],
    ['textDocument/formatting', { textDocument, options: { tabSize: 2, insertSpaces: true } }],
    ['textDocument/codeAction', { textDocument, range: status, context: { diagnostics: [] } }],
  ];
}
