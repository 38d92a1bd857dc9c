/** Measures how fast a large roadmap is parsed and checked, and how fast one status in it is written. */
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import MarkdownIt from 'markdown-it';
import { applyTextEdits } from '../server/base/textRange.ts';
import { diskRoadmapWriter } from '../server/phases/roadmapWriter.ts';
import { setPhaseStatus } from '../server/roadmap/editRoadmap.ts';
import { parseRoadmap } from '../server/roadmap/parseRoadmap.ts';
import type { PhaseStatus } from '../server/roadmap/roadmap.ts';
import { measure, measureInTurn } from './measure.ts';
import { roadmapText } from './roadmapText.ts';
import { formatMs, printTable, type BenchRow } from './table.ts';

const phases = 10_000;
const runs = 25;
const leastSpeedUp = 5;
const longestWriteMs = 10;

/** Prints the figures of reading and writing a roadmap of 10,000 phases, with markdown-it beside in the same run. */
export async function benchRoadmap(): Promise<void> {
  const text = roadmapText(phases);
  const kilobytes = Math.round(Buffer.byteLength(text) / 1024).toLocaleString('en');
  printTable(`Roadmap of ${phases.toLocaleString('en')} phases, ${kilobytes} KB; medians of ${String(runs)} runs`, [
    ...(await reading(text)),
    ...(await writing(text)),
  ]);
}

async function reading(text: string): Promise<BenchRow[]> {
  const { roadmap, problems } = parseRoadmap(text);
  if (roadmap.phases.length !== phases || problems.length > 0) throw new Error('The roadmap was not read as it is.');
  // The preset with the fewest rules, so that the peer is as fast as it can be.
  const markdownIt = new MarkdownIt('commonmark');
  const crlf = Buffer.from(text.replaceAll('\n', '\r\n')).toString();
  const [own, ownCrlf, parse, render] = await measureInTurn(runs, [
    () => parseRoadmap(text),
    () => parseRoadmap(crlf),
    () => markdownIt.parse(text, {}),
    () => markdownIt.render(text),
  ]);
  const compare = (name: string, ownMs = NaN, peerMs = NaN): BenchRow => ({
    name,
    value: formatMs(ownMs),
    peer: formatMs(peerMs),
    ratio: `${(peerMs / ownMs).toFixed(1)}×`,
    goal: `≥ ${String(leastSpeedUp)}×`,
    isMet: peerMs / ownMs >= leastSpeedUp,
  });
  return [
    compare('parse and check; peer: markdown-it parse', own?.medianMs, parse?.medianMs),
    compare('the same with CRLF; peer as above', ownCrlf?.medianMs, parse?.medianMs),
    compare('parse and check; peer: markdown-it render', own?.medianMs, render?.medianMs),
  ];
}

/** Writes back and forth between two statuses, so that every run changes the file. */
async function writing(text: string): Promise<BenchRow[]> {
  // Beside the sources and not in the system's folder for temporary files, which may be memory that needs no sync.
  const buildFolder = path.join(import.meta.dirname, '..', '.build');
  await mkdir(buildFolder, { recursive: true });
  const folder = await mkdtemp(path.join(buildFolder, 'bench-roadmap-'));
  try {
    const file = path.join(folder, 'ROADMAP.md');
    await writeFile(file, text);
    const id = String(phases - 1);
    let status: PhaseStatus = 'TODO';
    const plainFile = path.join(folder, 'plain.md');
    const bytes = Buffer.from(text);
    const writeStatus = async (): Promise<void> => {
      status = status === 'TODO' ? 'FAILED' : 'TODO';
      const note = status === 'TODO' ? null : 'gate unit failed: exit code 1 after 41 s.';
      await diskRoadmapWriter.write(
        folder,
        file,
        (current) => setPhaseStatus(current, id, status, note),
        (action) => Promise.resolve(action()),
      );
    };
    const [write, plain] = await measureInTurn(runs, [writeStatus, () => replaceUnread(plainFile, bytes)]);
    const [writeMs, plainMs] = [write?.medianMs ?? NaN, plain?.medianMs ?? NaN];
    const edit = await measure(runs, () => applyTextEdits(text, setPhaseStatus(text, id, 'FAILED', 'why')));
    const written = parseRoadmap(await readFile(file, 'utf8')).roadmap.phases.at(-1);
    if (written?.status !== status) throw new Error('The status was not written.');
    return [
      {
        name: 'write one status; peer: only write, sync and rename the file',
        value: formatMs(writeMs),
        peer: formatMs(plainMs),
        ratio: `${(writeMs / plainMs).toFixed(2)}×`,
        goal: `≤ ${String(longestWriteMs)} ms`,
        isMet: writeMs <= longestWriteMs,
      },
      {
        name: 'the fastest of them',
        value: formatMs(write?.shortestMs ?? NaN),
        peer: formatMs(plain?.shortestMs ?? NaN),
      },
      { name: 'of that: find the phase and edit the text', value: formatMs(edit.medianMs) },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the disk alone takes for a durable exchange of the file. */
function replaceUnread(file: string, bytes: Uint8Array): void {
  const temporary = `${file}.tmp`;
  writeFileSync(temporary, bytes, { flush: true });
  renameSync(temporary, file);
  const folder = openSync(path.dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
