/** Runs a module inside the extension host of a workbench window, as the editor runs extension tests. */
import path from 'node:path';
import { format } from 'node:util';
import { launchBrowser } from './launchBrowser.ts';
import { downloadsFolder } from './obtainWorkbench.ts';
import { testOutputMark } from './testOutputMark.ts';

const runLimitMs = 10 * 60_000;

export interface ExtensionHostRun {
  /** Absolute path of the folder that the window opens. */
  readonly folder: string;
  /** The extension that the editor takes to be under development; only such a window runs a module. */
  readonly development: string;
  /** Absolute path of a module that exports `run`. */
  readonly module: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Told each line that the module logs with `testOutputMark` in front, without it. */
  readonly onLine: (line: string) => void;
  /** Prints what the workbench itself says as well. Default only when the run fails. */
  readonly showEverything?: boolean;
}

/** Resolves with the exit code with which the run ends. */
export async function runInExtensionHost(url: string, browserPath: string, run: ExtensionHostRun): Promise<number> {
  const browser = await launchBrowser(browserPath);
  const page = await browser.newPage();
  // What the workbench itself says is only worth reading when something went wrong.
  const workbenchLog: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let onExit: (code: number) => void = () => {};
  try {
    const ended = new Promise<number>((resolve, reject) => {
      page.once('crash', () => reject(new Error('The page of the workbench crashed.')));
      browser.once('disconnected', () => reject(new Error('The browser ended before the run did.')));
      timer = setTimeout(
        () => reject(new Error(`The run in the editor did not end within ${runLimitMs / 60_000} minutes.`)),
        runLimitMs,
      );
      onExit = resolve;
    });
    await page.exposeFunction('codeAutomationExit', (code: number) => onExit(code));
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      const line = format(...args);
      if (line.startsWith(testOutputMark)) run.onLine(line.slice(testOutputMark.length));
      else if (run.showEverything === true) console.log(`${type}: ${line}`);
      else workbenchLog.push(`${type}: ${line}`);
    });
    const payload = [
      ['extensionDevelopmentPath', `vscode-remote://${run.development}`],
      ['extensionTestsPath', `vscode-remote://${run.module}`],
      ['extensionEnvironment', JSON.stringify(run.environment)],
    ];
    await page.goto(`${url}/?${new URLSearchParams({ folder: run.folder, payload: JSON.stringify(payload) })}`);
    return await ended;
  } catch (error) {
    console.error(`The workbench said:\n${workbenchLog.slice(-40).join('\n').slice(-8_000)}`);
    await page.screenshot({ path: path.join(downloadsFolder, 'screenshots', 'editor-tests.png') }).catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
    await browser.close();
  }
}
