/** A process of its own that runs one gate which prints a flood, and prints by how much its memory grew. */
import { rmSync, statSync } from 'node:fs';
import process from 'node:process';
import { GateWorkspace, runGate } from '../../unit/gates/gateWorkspace.ts';

/** Reported as one line of JSON. */
interface FloodReport {
  readonly outcome: string;
  readonly message: string;
  readonly printedBytes: number;
  readonly logBytes: number;
  readonly liveBytes: number;
  readonly rssBeforeBytes: number;
  readonly rssGrowthBytes: number;
  readonly durationMs: number;
}

/** Mostly plain lines, some of them coloured, with secrets, with progress or long. */
const block = [
  ...Array.from(
    { length: 60 },
    (_, at) => `2026-01-02T03:04:05.678Z info compiled module number ${at} of many in 12 ms without problems`,
  ),
  '\u001b[32m✓\u001b[0m passes \u001b[2m(12 ms)\u001b[0m',
  `using gh${'p_'}${'a1B2'.repeat(9)} to log in`,
  '10 %\r50 %\r100 %',
  'x'.repeat(2000),
].join('\n');

const bytes = Number(process.argv[2]);
const workspace = new GateWorkspace();
try {
  workspace.write('block', block);
  const gate = runGate('flood', `yes "$(cat block)" | head -c ${bytes}`, { timeoutMs: 1_800_000 });
  let liveBytes = 0;
  let peak = 0;
  const watch = {
    ...workspace.surroundings().watch,
    gateOutput: (_: string, text: string) => {
      liveBytes += Buffer.byteLength(text);
    },
  };
  // Everything is loaded and has run once before the memory is looked at.
  await workspace.runOne(runGate('warm', 'yes warm | head -c 1000000'), { watch });
  const before = process.memoryUsage.rss();
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const result = await workspace.runOne(gate, { watch });
  clearInterval(sampling);
  peak = Math.max(peak, process.memoryUsage.rss());
  const report: FloodReport = {
    outcome: result.outcome,
    message: result.message,
    printedBytes: bytes,
    logBytes: result.log === null ? 0 : statSync(result.log).size,
    liveBytes,
    rssBeforeBytes: before,
    rssGrowthBytes: peak - before,
    durationMs: result.durationMs,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  rmSync(workspace.root, { recursive: true, force: true });
}
