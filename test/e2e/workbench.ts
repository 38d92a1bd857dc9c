/** Opens the real workbench in a browser with the extension installed, for tests that use it as a person does. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { installVsix } from '../../scripts/editor/installVsix.ts';
import { launchBrowser } from '../../scripts/editor/launchBrowser.ts';
import { linkExtension } from '../../scripts/editor/linkExtension.ts';
import { obtainBrowser } from '../../scripts/editor/obtainBrowser.ts';
import { obtainWorkbench } from '../../scripts/editor/obtainWorkbench.ts';
import { startWorkbenchServer } from '../../scripts/editor/startWorkbenchServer.ts';
import { WorkbenchPage } from './workbenchPage.ts';

export interface WorkbenchOptions {
  /** The folder that the window opens. It is used as it is: hand in a copy. */
  readonly folder: string;
  /** The source tree, or a package to install. Default: the package named by PHASEGATE_VSIX, else the source tree. */
  readonly extension?: 'source' | { readonly vsix: string };
  /** User settings on top of the quiet ones. Default none. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False opens the folder in restricted mode. Default true. */
  readonly trusted?: boolean;
  /** Variables for the extension host and what it starts. Default none. */
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
  /** The data directory of Phasegate. Default: a fresh one that goes with the window. */
  readonly phasegateHome?: string;
}

export interface OpenWorkbench {
  readonly window: WorkbenchPage;
  readonly page: Page;
  /** The PHASEGATE_HOME that the extension works with. */
  readonly phasegateHome: string;
  /** Saves what the window shows as `.vscode-test/screenshots/<name>.png` and returns that path. */
  screenshot(name: string): Promise<string>;
  /** Opens a second window on another folder, or on the same, beside the first; it closes with it. */
  openWindow(folder?: string): Promise<WorkbenchPage>;
  /** Ends browser and server and removes their data. Call it in `after` or `finally`. */
  close(): Promise<void>;
}

/** @throws Error when no browser can be had, or when the window is not usable within a minute. */
export async function openWorkbench(options: WorkbenchOptions): Promise<OpenWorkbench> {
  const say = (line: string): void => console.log(line);
  const workbench = await obtainWorkbench(say);
  const found = await obtainBrowser(say);
  if (found.kind === 'missing') throw new Error(`The workbench cannot be opened: ${found.reason}.`);

  const scratch = await mkdtemp(path.join(tmpdir(), 'phasegate-e2e-'));
  const dataFolder = path.join(scratch, 'data');
  const extensionsFolder = path.join(scratch, 'extensions');
  const phasegateHome = options.phasegateHome ?? path.join(scratch, 'phasegate');
  const undo: (() => Promise<void>)[] = [() => rm(scratch, { recursive: true, force: true, maxRetries: 5 })];
  const close = async (): Promise<void> => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  };
  try {
    const extension = options.extension ?? chosenExtension();
    if (extension === 'source') await linkExtension(extensionsFolder);
    else await installVsix({ workbench, vsix: extension.vsix, dataFolder, extensionsFolder });
    const server = await startWorkbenchServer({
      workbench,
      dataFolder,
      extensionsFolder,
      // Otherwise a terminal is drawn on a canvas, where nobody can read its text.
      settings: { 'terminal.integrated.gpuAcceleration': 'off', ...options.settings },
      trust: options.trusted === false ? 'none' : 'all',
      environment: { PHASEGATE_HOME: phasegateHome, ...options.environment },
    });
    undo.push(() => server.stop());
    const browser = await launchBrowser(found.path);
    undo.push(() => browser.close());
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });

    const openWindow = async (folder = options.folder): Promise<WorkbenchPage> => {
      const window = new WorkbenchPage(await context.newPage(), folder, () => server.output(), dataFolder);
      await window.open(`${server.url}/?${new URLSearchParams({ folder })}`);
      return window;
    };
    const window = await openWindow();
    return {
      window,
      page: window.page,
      phasegateHome,
      screenshot: (name) => window.screenshot(name),
      openWindow,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function chosenExtension(): 'source' | { readonly vsix: string } {
  const vsix = process.env.PHASEGATE_VSIX;
  return vsix === undefined || vsix === '' ? 'source' : { vsix };
}
