/** Measures how long the extension takes to activate, beside a bare client and server in the same editor. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import * as z from 'zod';
import { linkExtension } from '../scripts/editor/linkExtension.ts';
import { obtainBrowser } from '../scripts/editor/obtainBrowser.ts';
import { obtainWorkbench } from '../scripts/editor/obtainWorkbench.ts';
import { runInExtensionHost } from '../scripts/editor/runInExtensionHost.ts';
import { startWorkbenchServer } from '../scripts/editor/startWorkbenchServer.ts';
import { formatMs, printTable } from './table.ts';

/** Windows; each extension comes first in half of them, because what comes first pays for what both need. */
const windows = 12;
const mostTimes = 1.3;

const root = path.join(import.meta.dirname, '..');
const own = 'phasegate.phasegate';
const bare = 'phasegate.bare';
const timesShape = z.record(z.string(), z.number());

/** Prints the activation times of Phasegate and of the bare extension, measured in the same windows. */
export async function benchActivation(): Promise<void> {
  const say = (line: string): void => console.log(line);
  const workbench = await obtainWorkbench(say);
  const browser = await obtainBrowser(say);
  if (browser.kind === 'missing') {
    console.log(`\nThe activation was not measured: ${browser.reason}.`);
    return;
  }
  const buildFolder = path.join(root, '.build');
  await mkdir(buildFolder, { recursive: true });
  const scratch = await mkdtemp(path.join(buildFolder, 'bench-activation-'));
  try {
    const folder = path.join(scratch, 'folder');
    const extensionsFolder = path.join(scratch, 'extensions');
    await mkdir(folder);
    const bareFolder = await buildBareExtension(path.join(scratch, 'bare'));
    await linkExtension(extensionsFolder);
    await linkExtension(extensionsFolder, bareFolder);
    const server = await startWorkbenchServer({
      workbench,
      dataFolder: path.join(scratch, 'data'),
      extensionsFolder,
      smokeTestDriver: true,
    });
    const times = new Map<string, Record<string, number>[]>([own, bare].map((first) => [first, []]));
    try {
      for (let window = -2; window < windows; window++) {
        const order = window % 2 === 0 ? [own, bare] : [bare, own];
        const exitCode = await runInExtensionHost(server.url, browser.path, {
          folder,
          development: path.join(root, 'test', 'editor', 'host'),
          module: path.join(bareFolder, 'probe.cjs'),
          environment: {
            PHASEGATE_BENCH_EXTENSIONS: order.join(','),
            PHASEGATE_HOME: path.join(scratch, 'home'),
          },
          onLine: (line) => {
            // The first two windows fill the caches.
            if (window >= 0) times.get(order[0] ?? own)?.push(timesShape.parse(JSON.parse(line)));
          },
        });
        if (exitCode !== 0) throw new Error(`A window ended with ${exitCode}.`);
      }
    } finally {
      await server.stop();
    }
    const [ownMs, bareMs] = [typical(times, own), typical(times, bare)];
    printTable(
      `Activation in the extension host; ${windows} windows, medians of first and second place averaged; peer: a bare client and server`,
      [
        {
          name: 'activate',
          value: formatMs(ownMs),
          peer: formatMs(bareMs),
          ratio: `${(ownMs / bareMs).toFixed(2)}×`,
          goal: `≤ ${mostTimes}×`,
          isMet: ownMs / bareMs <= mostTimes,
        },
      ],
    );
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Bundles the bare extension and the probe the way Phasegate is bundled. @returns the folder of the extension */
async function buildBareExtension(folder: string): Promise<string> {
  const bundle = (name: string, source: string): Promise<unknown> =>
    build({
      entryPoints: { [name]: path.join(import.meta.dirname, source) },
      outdir: folder,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      external: ['vscode'],
      logLevel: 'warning',
    });
  await bundle('client', 'bareExtension/client.ts');
  await bundle('server', 'bareExtension/server.ts');
  await bundle('probe', 'activationProbe.ts');
  const manifest = {
    name: 'bare',
    publisher: 'phasegate',
    version: '0.0.0',
    engines: { vscode: '^1.101.0' },
    main: './client.cjs',
    activationEvents: [],
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

/** The mean of the medians in first and in second place: the times of the two differ too much for a median of all. */
function typical(times: ReadonlyMap<string, readonly Record<string, number>[]>, id: string): number {
  const medians = [...times.values()].map((windowTimes) => {
    const sorted = windowTimes.map((byId) => byId[id] ?? NaN).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? NaN;
  });
  return medians.reduce((sum, one) => sum + one, 0) / medians.length;
}
