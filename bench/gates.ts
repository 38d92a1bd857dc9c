/** Measures what a gate costs beyond its command, beside a plain shell and lefthook, and the memory of a gate that floods. */
import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import * as z from 'zod';
import { RunWorkspace } from '../test/unit/phases/runWorkspace.ts';
import { measureInTurn } from './measure.ts';
import { formatMs, printTable, type BenchRow } from './table.ts';

const runs = 15;
const few = 1;
const many = 21;
/** What every gate, every plain shell and every command of lefthook runs. */
const command = 'exit 0';
const ordinaryCommand = 'sleep 0.25';
const ordinaryGates = 8;
const ordinaryRuns = 5;
const mostOverheadMs = 15;
const mostGrowthMb = 100;
const floodMb = 1024;

const root = path.join(import.meta.dirname, '..');

/** Prints the figures of gates, and of lefthook and plain shells with the same commands in the same run. */
export async function benchGates(): Promise<void> {
  printTable(
    `A gate that runs "${command}"; slopes between ${few} and ${many} gates one after the other, medians of ${runs} runs`,
    await overhead(),
  );
  printTable(
    `${ordinaryGates} gates of "${ordinaryCommand}", the whole program; medians of ${ordinaryRuns} runs`,
    await ordinary(),
  );
  printTable(`A gate that prints ${floodMb} MB`, await flood());
}

async function overhead(): Promise<BenchRow[]> {
  const small = await openWorkspace(few);
  const large = await openWorkspace(many);
  try {
    const gate = (workspace: RunWorkspace) => async (): Promise<void> => {
      const run = await workspace.run({ phase: '1', verb: 'verify' });
      if (run.outcome !== 'passed') throw new Error(run.message);
    };
    const lefthook = (hook: string) => () => finish(lefthookProgram(), ['run', hook], large.root);
    const plain = (count: number) => async (): Promise<void> => {
      for (let index = 0; index < count; index++) await finish('/bin/sh', ['-c', command], large.root);
    };
    const times = await measureInTurn(runs, [
      plain(few),
      plain(many),
      gate(small),
      gate(large),
      () => terminal(small),
      () => terminal(large),
      lefthook('few'),
      lefthook('many'),
      () => finish(process.execPath, [path.join(root, 'dist', 'cli.js'), '--version'], small.root),
      () => finish(process.execPath, ['-e', '0'], small.root),
    ]);
    const median = (index: number): number => times[index]?.medianMs ?? NaN;
    const slope = (first: number): number => (median(first + 1) - median(first)) / (many - few);
    const [plainMs, gateMs, terminalMs, lefthookMs] = [slope(0), slope(2), slope(4), slope(6)];
    const over = (name: string, ownMs: number): BenchRow => ({
      name,
      value: formatMs(ownMs),
      peer: formatMs(plainMs),
      ratio: `+${formatMs(ownMs - plainMs)}`,
      goal: `≤ +${mostOverheadMs} ms`,
      isMet: ownMs - plainMs <= mostOverheadMs,
    });
    const beside = (name: string, ownMs: number): BenchRow => ({
      name,
      value: formatMs(ownMs),
      peer: formatMs(lefthookMs),
      ratio: `${(ownMs / lefthookMs).toFixed(2)}×`,
      goal: '≤ 1×',
      isMet: ownMs <= lefthookMs,
    });
    return [
      over('a gate, in the server; peer: sh -c', gateMs),
      over('a gate, in the terminal; peer: sh -c', terminalMs),
      beside('a gate, in the server; peer: lefthook', gateMs),
      beside('a gate, in the terminal; peer: lefthook', terminalMs),
      {
        name: 'starting: phasegate --version; peer: node -e 0',
        value: formatMs(median(8)),
        peer: formatMs(median(9)),
        ratio: `${(median(8) / median(9)).toFixed(2)}×`,
      },
      {
        name: `the whole program with ${few}; peer: lefthook`,
        value: formatMs(median(4)),
        peer: formatMs(median(6)),
        ratio: `${(median(4) / median(6)).toFixed(2)}×`,
      },
      {
        name: `the whole program with ${many}; peer: lefthook`,
        value: formatMs(median(5)),
        peer: formatMs(median(7)),
        ratio: `${(median(5) / median(7)).toFixed(2)}×`,
      },
    ];
  } finally {
    await small.dispose();
    await large.dispose();
  }
}

/**
 * Commands that take as long as a quick check does, where a fixed cost counts for little. lefthook runs them one after
 * the other or all at once; for two at a time xargs stands in.
 */
async function ordinary(): Promise<BenchRow[]> {
  const workspaces = await Promise.all(
    [1, 2, ordinaryGates].map((parallel) => openWorkspace(ordinaryGates, ordinaryCommand, parallel)),
  );
  try {
    const [sequential, paired, together] = workspaces;
    if (sequential === undefined || paired === undefined || together === undefined) return [];
    const many = Array.from({ length: ordinaryGates }, () => ordinaryCommand).join('\n');
    const times = await measureInTurn(ordinaryRuns, [
      () => terminal(sequential),
      () => finish(lefthookProgram(), ['run', 'many'], sequential.root),
      () => terminal(paired),
      () => finish('/bin/sh', ['-c', 'printf "%s\\n" "$0" | xargs -P 2 -I {} sh -c {}', many], paired.root),
      () => terminal(together),
      () => finish(lefthookProgram(), ['run', 'together'], together.root),
    ]);
    const row = (name: string, first: number, isGoal: boolean): BenchRow => {
      const [ownMs, peerMs] = [times[first]?.medianMs ?? NaN, times[first + 1]?.medianMs ?? NaN];
      const goal = isGoal ? { goal: '≤ 1×', isMet: ownMs <= peerMs } : {};
      return {
        name,
        value: formatMs(ownMs),
        peer: formatMs(peerMs),
        ratio: `${(ownMs / peerMs).toFixed(2)}×`,
        ...goal,
      };
    };
    return [
      row('one after the other; peer: lefthook', 0, true),
      row('two at a time; peer: xargs -P 2', 2, false),
      row('all at once; peer: lefthook, parallel', 4, true),
    ];
  } finally {
    for (const workspace of workspaces) await workspace.dispose();
  }
}

/** With the shell that the peers use, and a data directory that no server has open. */
async function terminal(workspace: RunWorkspace): Promise<void> {
  await finish(process.execPath, [path.join(root, 'dist', 'cli.js'), 'verify', '1', '--quiet'], workspace.root, {
    ...process.env,
    SHELL: '/bin/sh',
    PHASEGATE_HOME: path.join(workspace.surroundings.dataDirectory, 'terminal'),
  });
}

/** The flood runs in a process of its own, so that its memory is its own. */
async function flood(): Promise<BenchRow[]> {
  const output = execFileSync(process.execPath, [path.join(import.meta.dirname, 'floodedRun.ts'), String(floodMb)], {
    encoding: 'utf8',
  });
  const { growthMb, seconds } = z.object({ growthMb: z.number(), seconds: z.number() }).parse(JSON.parse(output));
  return [
    {
      name: 'growth of the memory',
      value: `${growthMb.toFixed(0)} MB`,
      goal: `≤ ${mostGrowthMb} MB`,
      isMet: growthMb <= mostGrowthMb,
    },
    { name: 'output read, cleaned and logged', value: `${(floodMb / seconds).toFixed(0)} MB/s` },
  ];
}

/** A workspace whose phase 1 is done, with so many gates; also a repository with the same commands for lefthook. */
async function openWorkspace(gates: number, run = command, parallel = 1): Promise<RunWorkspace> {
  const names = Array.from({ length: gates }, (_, index) => `gate-${index}`);
  const lefthookCommands = (count: number): string =>
    names
      .slice(0, count)
      .map((name) => `    ${name}: { run: "${run}" }\n`)
      .join('');
  const workspace = await RunWorkspace.open(
    {
      'ROADMAP.md': '## Phase 1: Bench\n**Status:** DONE\n**Spec:** spec.md\n**Goal:** Measure\n',
      'spec.md': `---\ngates:\n${names.map((name) => `  - { name: ${name}, run: "${run}" }\n`).join('')}---\n`,
      'phasegate.yaml': `parallel: ${parallel}\n`,
      'lefthook.yml': `few:\n  commands:\n${lefthookCommands(few)}many:\n  commands:\n${lefthookCommands(many)}together:\n  parallel: true\n  commands:\n${lefthookCommands(many)}`,
    },
    'workspace',
    path.join(root, '.build'),
  );
  execFileSync('git', ['init', '-q'], { cwd: workspace.root });
  return workspace;
}

function lefthookProgram(): string {
  return path.join(root, 'node_modules', `lefthook-${process.platform}-${process.arch}`, 'bin', 'lefthook');
}

async function finish(program: string, args: readonly string[], cwd: string, env = process.env): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', (exitCode) => {
      if (exitCode === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} ended with ${exitCode}`));
    });
  });
}
