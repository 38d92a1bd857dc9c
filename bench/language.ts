/** Measures how long diagnostics take to follow an edit, over LSP, beside a server of vscode-markdown-languageservice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { LineIndex } from '../server/base/lineIndex.ts';
import { parseRoadmap } from '../server/roadmap/parseRoadmap.ts';
import { roadmapText } from './roadmapText.ts';
import { formatMs, printTable, type BenchRow } from './table.ts';

const sizes = [
  { phases: 10, edits: 200, peerEdits: 200 },
  { phases: 1_000, edits: 100, peerEdits: 60 },
  // The peer takes seconds for each.
  { phases: 10_000, edits: 100, peerEdits: 10 },
];
const largestPhases = 10_000;
const longestP95Ms = 30;
/** Edits before those that count, so that both engines have compiled what they run. */
const warmUpEdits = 15;
/** Milliseconds; longer than any server should need, also on a machine that does much else. */
const longestWaitMs = 300_000;

const root = path.join(import.meta.dirname, '..');
const servers = {
  own: [path.join(root, 'dist', 'server.cjs'), '--stdio'],
  // The peer walks the sections of a document by recursion, and a large one would overflow the stack.
  peer: ['--stack-size=7000', path.join(import.meta.dirname, 'markdownServer.ts'), '--stdio'],
} as const;

interface Figures {
  readonly openedMs: number;
  /** Until every spec had been read, which a problem of the last one shows; NaN where that was not waited for. */
  readonly readMs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly memoryMb: number;
}

/** Prints, for each size, the time from an edit to its diagnostics and the memory of the server, and the same of the peer. */
export async function benchLanguage(): Promise<void> {
  for (const { phases, edits, peerEdits } of sizes) {
    const folder = makeWorkspace(phases);
    try {
      // One after the other, so that neither takes the other's processor; the edits are the same.
      const edited = statusEdits(folder, edits);
      const own = await measureEdits(servers.own, folder, edited, lastSpec);
      const early = await measureEdits(servers.own, folder, edited);
      const peer = await measureEdits(servers.peer, folder, linkEdits(folder, peerEdits));
      printTable(
        `A roadmap of ${phases.toLocaleString('en')} phases with their specs; ${edits} edits over LSP; peer: vscode-markdown-languageservice, ${peerEdits} edits`,
        rows(phases, own, early, peer),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function rows(phases: number, own: Figures, early: Figures, peer: Figures): BenchRow[] {
  const compare = (name: string, ownMs: number, peerMs: number, goals: Pick<BenchRow, 'goal' | 'isMet'>): BenchRow => ({
    name,
    value: formatMs(ownMs),
    peer: formatMs(peerMs),
    ratio: `${(peerMs / ownMs).toFixed(1)}×`,
    ...goals,
  });
  const faster = { goal: '> 1×', isMet: own.medianMs < peer.medianMs };
  const p95 =
    phases === largestPhases
      ? { goal: `≤ ${longestP95Ms} ms`, isMet: own.p95Ms <= longestP95Ms }
      : { goal: '> 1×', isMet: own.p95Ms < peer.p95Ms };
  return [
    compare('edit to diagnostics, p50', own.medianMs, peer.medianMs, faster),
    compare('edit to diagnostics, p95', own.p95Ms, peer.p95Ms, p95),
    compare('the same from the first diagnostics on, p95', early.p95Ms, peer.p95Ms, {}),
    { name: 'open to all specs read', value: formatMs(own.readMs) },
    compare('open to first diagnostics', own.openedMs, peer.openedMs, {}),
    {
      name: 'memory of the server',
      value: `${own.memoryMb.toFixed(0)} MB`,
      peer: `${peer.memoryMb.toFixed(0)} MB`,
      ratio: `${(peer.memoryMb / own.memoryMb).toFixed(1)}×`,
    },
  ];
}

/** Replaces `range` of the text by `newText`; the diagnostics that follow must differ by the edit. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** The spec of the last phase; it has a problem. */
const lastSpec = 'stages/last.md';

/** A workspace whose roadmap has a problem, so that there are diagnostics to follow the edits from the start. */
function makeWorkspace(phases: number): string {
  const buildFolder = path.join(root, '.build');
  mkdirSync(buildFolder, { recursive: true });
  const folder = mkdtempSync(path.join(buildFolder, 'bench-language-'));
  const last = `**Status:** OPEN\n**Spec:** ${lastSpec}\n**Goal:** [nowhere](#nowhere)\n`;
  const text = `${roadmapText(phases)}\n## Phase 99999: Open\n${last}`;
  writeFileSync(path.join(folder, 'ROADMAP.md'), text);
  mkdirSync(path.join(folder, 'stages'));
  for (const { id, spec } of parseRoadmap(text).roadmap.phases) {
    if (spec !== null)
      writeFileSync(
        path.join(folder, spec),
        `---\nphase: ${id}\ngates:\n  - ${spec === lastSpec ? 'nowhere' : '{ name: unit, run: "true" }'}\n---\n# ${id}\n`,
      );
  }
  return folder;
}

/** A status loses its last letter, and gets it back with the next edit, all over the roadmap. */
function statusEdits(folder: string, count: number): readonly Edit[] {
  return spread(folder, count, 'Status', ({ end }) => [
    { start: end - 1, end, newText: '' },
    { start: end - 1, end: end - 1, newText: 'x' },
  ]);
}

/** A link to nowhere comes, and goes with the next edit, in the same places. */
function linkEdits(folder: string, count: number): readonly Edit[] {
  const link = ' [x](#no-such-heading)';
  return spread(folder, count, 'Status', ({ end }) => [
    { start: end, end, newText: link },
    { start: end, end: end + link.length, newText: '' },
  ]);
}

function spread(
  folder: string,
  count: number,
  name: string,
  edits: (place: { readonly start: number; readonly end: number }) => readonly [Edit, Edit],
): readonly Edit[] {
  const text = readFileSync(path.join(folder, 'ROADMAP.md'), 'utf8');
  const places = parseRoadmap(text).roadmap.phases.flatMap(({ fields }) =>
    fields.filter((field) => field.name === name).map(({ valueRange }) => valueRange),
  );
  return Array.from({ length: Math.ceil((count + warmUpEdits) / 2) }, (_, index) => {
    const place = places[(index * 7919) % places.length] ?? { start: 0, end: 0 };
    const [first, second] = edits(place);
    const last = text.charAt(place.end - 1);
    return [first, second.newText === 'x' ? { ...second, newText: last } : second];
  }).flat();
}

/** @param awaited a file of the folder whose diagnostics are waited for before the edits; default none */
async function measureEdits(
  program: readonly string[],
  folder: string,
  edits: readonly Edit[],
  awaited?: string,
): Promise<Figures> {
  const child = spawn(process.execPath, program, {
    env: { ...process.env, PHASEGATE_HOME: path.join(folder, '.home') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const file = path.join(folder, 'ROADMAP.md');
    const uri = URI.file(file).toString();
    const arrived = new Map<string, () => void>();
    connection.onNotification(PublishDiagnosticsNotification.type, (published) => arrived.get(published.uri)?.());
    connection.onRequest(RegistrationRequest.type, () => undefined);
    connection.listen();
    const rootUri = URI.file(folder).toString();
    await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri,
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
      workspaceFolders: [{ uri: rootUri, name: 'bench' }],
      initializationOptions: { trusted: true },
    });
    await connection.sendNotification(InitializedNotification.type, {});
    const next = (of = uri): Promise<void> =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`No diagnostics came from ${program.join(' ')}.`)),
          longestWaitMs,
        );
        arrived.set(of, () => {
          clearTimeout(timer);
          arrived.delete(of);
          resolve();
        });
      });

    let text = readFileSync(file, 'utf8');
    const began = performance.now();
    const first = next();
    const read = awaited === undefined ? null : next(URI.file(path.join(folder, awaited)).toString());
    await connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'markdown', version: 1, text },
    });
    await first;
    const openedMs = performance.now() - began;
    await read;
    const readMs = read === null ? NaN : performance.now() - began;

    const timesMs: number[] = [];
    let lines: LineIndex | undefined;
    for (const [index, { start, end, newText }] of edits.entries()) {
      lines = new LineIndex(text, lines);
      const range = { start: lines.positionAt(start), end: lines.positionAt(end) };
      text = text.slice(0, start) + newText + text.slice(end);
      const sent = performance.now();
      const answered = next();
      await connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: index + 2 },
        contentChanges: [{ range, text: newText }],
      });
      await answered;
      if (index >= warmUpEdits) timesMs.push(performance.now() - sent);
    }
    const memoryMb = residentMb(child.pid);
    const exited = once(child, 'exit');
    await connection.sendRequest(ShutdownRequest.type);
    await connection.sendNotification(ExitNotification.type);
    await exited;
    const sorted = timesMs.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
    return { openedMs, readMs, medianMs: at(0.5), p95Ms: at(0.95), memoryMb };
  } finally {
    child.kill();
  }
}

/** Resident memory of a process; NaN where the system does not tell. */
function residentMb(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return NaN;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN) / 1024;
}
