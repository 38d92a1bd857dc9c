/** The workbench opens with the extension in it, and what it says can be read; everything else in this folder needs that. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openWorkbench } from './workbench.ts';
import type { OpenWorkbench } from './workbench.ts';

const starter = path.join(import.meta.dirname, '..', '..', 'starter');

describe('the workbench', () => {
  let scratch: string;
  let workbench: OpenWorkbench;

  before(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), 'phasegate-smoke-'));
    await cp(starter, scratch, { recursive: true });
    workbench = await openWorkbench({ folder: scratch });
  });

  after(async () => {
    await workbench.close();
    await rm(scratch, { recursive: true, force: true });
  });

  it('shows a file of the folder', async () => {
    await workbench.window.openFile('ROADMAP.md');
    assert.match(await workbench.window.editorText(), /^# .*Roadmap/);
  });

  it('has the extension installed', async () => {
    const { window } = workbench;
    await window.openView(/^Extensions/);
    await window.see(
      window.page
        .locator('.extensions-viewlet')
        .getByRole('listitem', { name: /^Phasegate,/ })
        .first(),
    );
  });
});
