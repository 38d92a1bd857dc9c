// Brings node_modules in step with package-lock.json, and says in plain words what is missing when that fails.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const root = path.join(import.meta.dirname, '..');
const modules = path.join(root, 'node_modules');

/** Runs `npm ci` where node_modules is missing or older than the lock. Resolves with whether it did. */
export async function ensureInstall() {
  if (isInstalled()) return false;
  console.log('Installing the dependencies (npm ci) …');
  const { code, output } = await npmCi();
  if (code === 0) return true;
  console.error(`\nThe dependencies could not be installed: npm ci ended with ${code ?? 'no exit code'}.`);
  console.error(advice(output));
  process.exit(1);
}

/** npm writes its own record into node_modules when an install has succeeded, and removes it when one has not. */
function isInstalled() {
  const record = path.join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  const present = readPackages(record);
  const required = Object.entries(wanted).filter(([name, entry]) => name !== '' && !entry.optional);
  return (
    required.every(([name, { version }]) => present[name]?.version === version) &&
    Object.entries(present).every(([name, { version }]) => wanted[name]?.version === version)
  );
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

function npmCi() {
  // A PATH without node_modules/.bin: npm must not stand on the Node that it is about to replace.
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const PATH = folders.filter((folder) => !folder.endsWith(path.join('node_modules', '.bin'))).join(path.delimiter);
  const headers = ownHeaders(PATH);
  const child = spawn('npm', ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], {
    cwd: root,
    env: { ...process.env, PATH, ...(headers === undefined ? {} : { npm_package_config_node_gyp_nodedir: headers }) },
    // npm is a .cmd file on Windows, which only a shell starts.
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of ['stdout', 'stderr']) {
    child[stream].on('data', (chunk) => {
      process[stream].write(chunk);
      output = (output + chunk).slice(-100_000);
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, output: String(error) }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** Where the installed Node keeps its C++ headers, if it brought them: then none are downloaded for compiling. */
function ownHeaders(PATH) {
  for (const folder of PATH.split(path.delimiter)) {
    const node = path.join(folder, 'node');
    if (!existsSync(node)) continue;
    const prefix = path.join(realpathSync(node), '..', '..');
    return existsSync(path.join(prefix, 'include', 'node', 'node.h')) ? prefix : undefined;
  }
  return undefined;
}

function advice(output) {
  if (/gyp ERR! .*python/i.test(output)) {
    return 'One dependency is compiled while it is installed, and Python 3 is missing. ' + compilerAdvice();
  }
  if (/gyp ERR!/.test(output)) {
    return (
      'One dependency is compiled while it is installed, and that failed: see "gyp ERR!" above. ' + compilerAdvice()
    );
  }
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET/.test(output)) {
    return 'The package registry could not be reached. Check the network and npm’s proxy settings, then run the same command again.';
  }
  if (/ENOENT/.test(output) && /spawn npm/.test(output)) return 'npm is not on the PATH. It comes with Node.js.';
  return 'Read npm’s own words above, then run the same command again.';
}

function compilerAdvice() {
  const how = {
    darwin: 'run `xcode-select --install`',
    win32: 'install the "Desktop development with C++" workload of the Visual Studio Build Tools, and Python 3',
  }[process.platform];
  const linux =
    'install a C++ compiler, make and Python 3 (Debian, Ubuntu: `apt-get install build-essential python3`; ' +
    'Fedora: `dnf install gcc-c++ make python3`; Alpine: `apk add build-base python3`)';
  return `To put it right, ${how ?? linux}, then run the same command again.`;
}
