/** Runs a gate that prints so many megabytes, and prints how much the memory of this process grew. */
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { RunWorkspace } from '../test/unit/phases/runWorkspace.ts';

const megabytes = Number(process.argv[2]);
const line = 'src/pages/account.ts(12,34): error TS2345: an ordinary line of an ordinary compiler, over and over';
const workspace = await RunWorkspace.open({
  'ROADMAP.md': '## Phase 1: Flood\n**Status:** DONE\n**Spec:** spec.md\n**Goal:** Print\n',
  'spec.md': `---\ngates:\n  - name: flood\n    run: ${JSON.stringify(`yes '${line}' | head -c ${megabytes}M`)}\n---\n`,
});
try {
  // A small run first, so that what grows afterwards is the flood's.
  const spec = workspace.read('spec.md');
  workspace.write('spec.md', spec.replace(`${megabytes}M`, '1M'));
  await workspace.run({ phase: '1', verb: 'verify' });
  workspace.write('spec.md', spec);
  const before = process.memoryUsage().rss;
  let most = before;
  const sampler = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const began = performance.now();
  const run = await workspace.run({ phase: '1', verb: 'verify' });
  clearInterval(sampler);
  if (run.outcome !== 'passed') throw new Error(run.message);
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(JSON.stringify({ growthMb: (most - before) / 1024 / 1024, seconds }));
} finally {
  await workspace.dispose();
}
