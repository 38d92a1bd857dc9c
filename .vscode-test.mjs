// Runs the editor tests in a downloaded VS Code: `npm run build`, then `npx vscode-test`.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { defineConfig } from '@vscode/test-cli';

const root = import.meta.dirname;
const scratch = mkdtempSync(path.join(tmpdir(), 'phasegate-vscode-test-'));
const workspaceFolder = path.join(scratch, 'workspace');
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
cpSync(path.join(root, 'starter'), workspaceFolder, { recursive: true });

export default defineConfig({
  files: 'dist-test/suite/*.test.cjs',
  extensionDevelopmentPath: root,
  workspaceFolder,
  // The oldest release that the extension promises to run in.
  version: process.env.PHASEGATE_VSCODE_VERSION ?? '1.101.0',
  env: { PHASEGATE_HOME: path.join(scratch, 'phasegate'), PHASEGATE_EXTENSION_UNDER_TEST: root },
  launchArgs: ['--disable-extensions', '--disable-workspace-trust', `--user-data-dir=${path.join(scratch, 'data')}`],
  mocha: { ui: 'bdd', timeout: 30_000, forbidOnly: process.env.CI !== undefined },
});
