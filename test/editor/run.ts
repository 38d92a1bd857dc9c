/** Runs the editor tests inside the extension host of the real workbench, on the source tree or on an installed VSIX. */
import { readFileSync, readdirSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { installVsix } from '../../scripts/editor/installVsix.ts';
import { obtainBrowser } from '../../scripts/editor/obtainBrowser.ts';
import { obtainWorkbench } from '../../scripts/editor/obtainWorkbench.ts';
import type { Workbench } from '../../scripts/editor/obtainWorkbench.ts';
import { runInExtensionHost } from '../../scripts/editor/runInExtensionHost.ts';
import { startWorkbenchServer } from '../../scripts/editor/startWorkbenchServer.ts';

const root = path.join(import.meta.dirname, '..', '..');

const { values: options } = parseArgs({
  options: {
    /** The package to install and test; without it the source tree is tested. */
    vsix: { type: 'string' },
    /** Runs only tests whose title matches. */
    grep: { type: 'string' },
    /** Where to write the counts. */
    results: { type: 'string' },
  },
});

const workbench = await obtainWorkbench(say);
const browser = await obtainBrowser(say);
if (browser.kind === 'missing') {
  console.error(`The editor tests were not run: ${browser.reason}.`);
  process.exitCode = 3;
} else {
  process.exitCode = await runTests(workbench, browser.path);
}

function say(line: string): void {
  console.log(line);
}

async function runTests(bench: Workbench, browserPath: string): Promise<number> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'phasegate-editor-'));
  const folder = path.join(scratch, 'workspace');
  const extensionsFolder = path.join(scratch, 'extensions');
  const dataFolder = path.join(scratch, 'data');
  try {
    await cp(path.join(root, 'starter'), folder, { recursive: true });
    const underTest =
      options.vsix === undefined
        ? root
        : await installVsix({ workbench: bench, vsix: options.vsix, dataFolder, extensionsFolder });
    const server = await startWorkbenchServer({
      workbench: bench,
      dataFolder,
      extensionsFolder,
      smokeTestDriver: true,
      // In a browser the editor saves by itself after a second; on a desktop it does not.
      settings: { 'files.autoSave': 'off' },
    });
    try {
      return await runInExtensionHost(server.url, browserPath, {
        folder,
        module: path.join(root, 'dist-test', 'index.cjs'),
        onLine: console.log,
        showEverything: process.env.PHASEGATE_EDITOR_LOG !== undefined,
        development: options.vsix === undefined ? root : path.join(import.meta.dirname, 'host'),
        environment: {
          PHASEGATE_HOME: path.join(scratch, 'phasegate'),
          PHASEGATE_EXTENSION_UNDER_TEST: underTest,
          PHASEGATE_TEST_REPORTER: path.join(root, 'scripts', 'resultReporter.cjs'),
          ...(options.results === undefined ? {} : { PHASEGATE_TEST_RESULTS: path.resolve(options.results) }),
          ...(options.grep === undefined ? {} : { PHASEGATE_TEST_GREP: options.grep }),
          ...(process.env.CI === undefined ? {} : { CI: process.env.CI }),
          ...(process.stdout.isTTY ? { PHASEGATE_TEST_COLOR: '1' } : {}),
        },
      });
    } catch (error) {
      console.error(`${error instanceof Error ? error.message : String(error)}\nThe server said:\n${server.output()}`);
      printExtensionHostLog(dataFolder);
      return 1;
    } finally {
      await server.stop();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

function printExtensionHostLog(dataFolder: string): void {
  const logs = path.join(dataFolder, 'logs');
  for (const name of readdirSync(logs, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('remoteexthost.log')) continue;
    console.error(`${name}:\n${readFileSync(path.join(logs, name), 'utf8').slice(-8_000)}`);
  }
}
