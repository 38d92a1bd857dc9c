// Takes a script from whatever Node a fresh machine has to one that runs TypeScript, installing what is missing first.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { ensureInstall } from './ensureInstall.mjs';

/** The first release that runs TypeScript as it is and whose Node-API the database driver can use. */
const needed = [22, 18];

const root = path.join(import.meta.dirname, '..');

/** Runs `scripts/<name>` with the arguments of this process, and ends with its exit code. */
export async function launch(name) {
  endWithNpm();
  const installed = await ensureInstall();
  const script = path.join(root, 'scripts', name);
  // After an install this process may stand on a Node that was removed under it.
  if (!installed && isNewEnough()) {
    await import(pathToFileURL(script).href);
    return;
  }
  const carried = path.join(root, 'node_modules', '.bin', 'node');
  const node = existsSync(carried) ? carried : isNewEnough() ? process.execPath : undefined;
  if (node === undefined) {
    console.error(
      `Phasegate needs Node.js ${needed.join('.')} or newer; this is ${process.version}. ` +
        'On Linux (x64, arm64) the install brings one along; here, please install it yourself.',
    );
    process.exit(1);
  }
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // The script cleans up after itself; this process only waits until it has.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

/** npm that is told to end tells only the shell between it and us, so a script that serves would stay for ever. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 1000);
  watch.unref();
}

function isNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}
