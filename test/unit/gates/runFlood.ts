/** Runs a gate that floods in a process of its own, so that the memory measured is the gate's. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import * as z from 'zod';

const floodReport = z.object({
  outcome: z.string(),
  message: z.string(),
  logBytes: z.number(),
  liveBytes: z.number(),
  rssGrowthBytes: z.number(),
  durationMs: z.number(),
});

/** @param bytes how much the gate prints */
export async function runFlood(bytes: number): Promise<z.infer<typeof floodReport>> {
  const program = path.join(import.meta.dirname, '..', '..', 'long', 'drills', 'floodingGate.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(bytes)]);
  return floodReport.parse(JSON.parse(stdout));
}
