/** Entry of the terminal program: starts it on a JavaScript runtime that can load the database driver. */
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import path from 'node:path';

// better-sqlite3 needs Node-API 10 and kills an older runtime while it loads, so this file imports nothing of ours.
const neededNapi = 10;

if (Number(process.versions.napi) >= neededNapi) {
  // Compiling the bundle would be most of the time that a short verb takes; Node.js keeps the result in its own cache.
  modules.enableCompileCache();
  // Required, not imported: Node.js parses a CommonJS file twice when a module imports it.
  modules.createRequire(import.meta.filename)('./terminal.cjs');
} else {
  const carried = path.join(import.meta.dirname, '..', 'node_modules', '.bin', 'node');
  if (existsSync(carried)) {
    void startAgain(carried);
  } else {
    process.stderr.write(
      `phasegate needs Node.js 22 or newer; this is ${process.version}. Install it and run the same command again.\n`,
    );
    process.exitCode = 2;
  }
}

async function startAgain(runtime: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const child = spawn(runtime, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}
