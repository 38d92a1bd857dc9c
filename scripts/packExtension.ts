/** Builds the extension and packs it for one platform, with nothing in it but what .vscodeignore lists. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { root, runScript } from './runProgram.ts';

const { values: options } = parseArgs({
  options: {
    /** Platform as the editor names it, such as linux-x64 or darwin-arm64. Default: this one. */
    target: { type: 'string', default: `${process.platform}-${process.arch}` },
    /** Where the package goes. Default: phasegate-<target>-<version>.vsix in the repository. */
    out: { type: 'string' },
  },
});

const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
const file = path.resolve(options.out ?? path.join(root, `phasegate-${options.target}-${version}.vsix`));
const built = await runScript(['esbuild.mjs'], { environment: { PHASEGATE_TARGET: options.target } });
if (built.code !== 0) process.exit(1);
const packed = await runScript([
  path.join('node_modules', '@vscode', 'vsce', 'vsce'),
  'package',
  ...['--target', options.target, '--out', file],
  // Everything is in the bundles; a Node for the scripts is among the dependencies and must stay out.
  '--no-dependencies',
  '--allow-missing-repository',
  '--no-rewrite-relative-links',
]);
process.exitCode = packed.code === 0 ? 0 : 1;
