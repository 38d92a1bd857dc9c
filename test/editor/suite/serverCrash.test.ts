/** A server that is killed comes back by itself, four times, and knows the plan again each time. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import * as vscode from 'vscode';
import { statusOf, target, until, uriOf, writePlan } from '../openFolder.ts';

const kills = 4;

/** The process of the language server, found among the children of the extension host. */
function serverPid(): number | undefined {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  for (const line of table.split('\n')) {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === process.pid && command.includes('server.cjs')) return Number(pid);
  }
  return undefined;
}

describe('the server', () => {
  before(function () {
    // Windows has no `ps`, and ends processes in another way than this test means.
    if (process.platform === 'win32') this.skip();
  });

  it(`comes back after each of ${kills} crashes`, async () => {
    await writePlan([
      {
        id: '1',
        gates: 'gates:\n  - name: criteria\n    checklist: Acceptance criteria',
        body: '## Acceptance criteria\n- [x] yes\n',
      },
    ]);
    await vscode.window.showTextDocument(uriOf('ROADMAP.md'));
    for (let kill = 0; kill < kills; kill++) {
      const pid = await until('a server', serverPid);
      process.kill(pid, 'SIGKILL');
      await until('another server', () => {
        const next = serverPid();
        return next !== undefined && next !== pid;
      });
      await until('lenses from it', async () => {
        const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          uriOf('ROADMAP.md'),
          100,
        );
        return lenses.some(({ command }) => command?.command === 'phasegate.runPhase');
      });
    }
    assert.equal(await statusOf('1'), 'TODO');
    await vscode.commands.executeCommand('phasegate.runGates', target('1'));
    assert.equal(await statusOf('1'), 'DONE');
  }).timeout(90_000);
});
