/** Measures how long a hover in the editor takes while its server ingests regulations, beside the same when nothing else happens. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {
  createProtocolConnection,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  DidOpenTextDocumentNotification,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { ingestRegulations } from '../protocol/regulations.ts';
import { roadmapText } from './roadmapText.ts';
import { rulebookPages } from './rulebookText.ts';
import { formatMs, printTable } from './table.ts';

const program = path.join(import.meta.dirname, '..', 'dist', 'server.cjs');
const passages = 20_000;
const warmUp = 100;
const idleHovers = 1_000;
/** Milliseconds between two hovers: a person moves the mouse. */
const pauseMs = 20;
const mostRatio = 2;

export async function benchHoverWhileIngesting(): Promise<void> {
  const build = path.join(import.meta.dirname, '..', '.build');
  mkdirSync(build, { recursive: true });
  const folder = mkdtempSync(path.join(build, 'bench-hover-'));
  const workspace = path.join(folder, 'workspace');
  const pages = path.join(folder, 'pages');
  mkdirSync(workspace);
  mkdirSync(pages);
  const roadmap = path.join(workspace, 'ROADMAP.md');
  const text = roadmapText(50);
  writeFileSync(roadmap, text);
  for (const { name, html } of rulebookPages(passages)) writeFileSync(path.join(pages, name), html);
  const environment = { ...process.env, PHASEGATE_HOME: path.join(folder, 'home') };
  const server = spawn(process.execPath, [program, '--stdio'], { env: environment });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  try {
    connection.listen();
    const rootUri = URI.file(workspace).toString();
    await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri,
      capabilities: {},
      initializationOptions: { trusted: true },
      workspaceFolders: [{ uri: rootUri, name: 'bench' }],
    });
    await connection.sendNotification(InitializedNotification.type, {});
    const uri = URI.file(roadmap).toString();
    const textDocument = { uri, languageId: 'markdown', version: 1, text };
    await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    const line = text.split('\n').findIndex((one) => one.includes('**Status:**'));
    await hover(connection, uri, line, (done) => done >= warmUp);
    const idle = await hover(connection, uri, line, (done) => done >= idleHovers);
    let isOver = false;
    const ingest = connection
      .sendRequest<unknown>(ingestRegulations.method, { dataset: 'd', fileUris: [URI.file(pages).toString()] })
      .finally(() => (isOver = true));
    const busy = await hover(connection, uri, line, () => isOver);
    await ingest;
    const ratio = busy.p95Ms / idle.p95Ms;
    printTable(`A hover, while ${passages.toLocaleString('en')} passages are ingested by the same server`, [
      { name: `p50, ${busy.count} hovers (peer: idle)`, value: formatMs(busy.p50Ms), peer: formatMs(idle.p50Ms) },
      {
        name: 'p95 (peer: idle)',
        value: formatMs(busy.p95Ms),
        peer: formatMs(idle.p95Ms),
        ratio: ratio.toFixed(2),
        goal: `≤ ${mostRatio} × idle`,
        isMet: ratio <= mostRatio,
      },
    ]);
  } finally {
    connection.dispose();
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function hover(
  connection: ProtocolConnection,
  uri: string,
  line: number,
  isDone: (count: number) => boolean,
): Promise<{ readonly count: number; readonly p50Ms: number; readonly p95Ms: number }> {
  const timesMs: number[] = [];
  while (!isDone(timesMs.length)) {
    const startMs = performance.now();
    const answer = await connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position: { line, character: 4 },
    });
    if (answer === null) throw new Error('there is no hover to measure');
    timesMs.push(performance.now() - startMs);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  const sorted = timesMs.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    p50Ms: sorted[Math.floor(sorted.length / 2)] ?? NaN,
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? NaN,
  };
}
