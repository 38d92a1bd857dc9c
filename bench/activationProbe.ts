/** Runs inside the extension host: measures how long extensions take to activate, in the order they are named. */
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import * as vscode from 'vscode';
import { testOutputMark } from '../scripts/editor/testOutputMark.ts';

/** Called by the editor as `extensionTestsPath`. */
export async function run(): Promise<void> {
  const times: Record<string, number> = {};
  for (const id of (process.env['PHASEGATE_BENCH_EXTENSIONS'] ?? '').split(',')) {
    const extension = vscode.extensions.getExtension(id);
    if (extension === undefined) throw new Error(`${id} is not installed`);
    if (extension.isActive) throw new Error(`${id} was active before it was measured`);
    const began = performance.now();
    await extension.activate();
    times[id] = performance.now() - began;
  }
  console.log(`${testOutputMark}${JSON.stringify(times)}`);
}
