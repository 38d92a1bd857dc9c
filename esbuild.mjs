// Bundles the extension, the language server and the terminal program into dist/, with the one native addon beside them.
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

const root = import.meta.dirname;
const target = process.env.PHASEGATE_TARGET ?? `${process.platform}-${process.arch}`;

/**
 * better-sqlite3 carries one prebuilt addon a platform; only the one of the target goes into the bundle. hnswlib-node is
 * built where it is installed, so it goes into bundles for that platform; elsewhere vectors are compared exactly.
 */
const nativeAddons = {
  name: 'native-addons',
  setup(context) {
    context.onResolve({ filter: /^better-sqlite3$/ }, (args) =>
      context.resolve(`better-sqlite3/${target}`, { kind: args.kind, resolveDir: args.resolveDir }),
    );
    const built = path.join(root, 'node_modules', 'hnswlib-node', 'build', 'Release', 'addon.node');
    const isBuilt = existsSync(built) && target === `${process.platform}-${process.arch}`;
    context.onResolve({ filter: /^hnswlib-node$/ }, () =>
      isBuilt ? { path: built } : { path: 'hnswlib-node', external: true },
    );
  },
};

/** zod carries its own wordings in some 50 languages besides English, which nobody asks for; they load at each start. */
const noWordings = {
  name: 'no-wordings',
  setup(context) {
    context.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

/** Each file that imports the editor's interface as a namespace would copy its hundreds of members when it loads. */
const editorOnce = {
  name: 'editor-once',
  setup(context) {
    context.onLoad({ filter: /[\\/]client[\\/].*\.ts$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      return {
        contents: source.replace("import * as vscode from 'vscode';", "const vscode = require('vscode');"),
        loader: 'ts',
      };
    });
  },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  sourcemap: 'linked',
  loader: { '.node': 'copy' },
  assetNames: '[name]',
  plugins: [nativeAddons, noWordings],
  logLevel: 'warning',
  // Written below, once everything is built: a build that fails leaves the last good one in place.
  write: false,
};

const launcherPlace = { 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' };

const editorTests = path.join('test', 'editor', 'suite');
const editorTestFiles = (await readdir(path.join(root, editorTests))).filter((name) => name.endsWith('.test.ts'));

const results = await Promise.all([
  build({
    ...shared,
    format: 'cjs',
    entryPoints: { extension: 'client/extension.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
    plugins: [...shared.plugins, editorOnce],
    // As below.
    minifySyntax: true,
    minifyWhitespace: true,
  }),
  // No `external: ['vscode']` here: a value import of vscode must fail the server's bundle.
  build({
    ...shared,
    format: 'cjs',
    entryPoints: {
      languageServer: 'server/main.ts',
      terminal: 'server/cli.ts',
      regulationWorker: 'server/regulations/regulationWorker.ts',
      graphScript: 'server/regulations/graphScript.ts',
      transformersScript: 'server/regulations/models/transformersScript.ts',
    },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    // Names stay, for stack traces; half the bytes are read and looked up in the compile cache at each start.
    minifySyntax: true,
    minifyWhitespace: true,
    // Packages written as modules ask where they are; esbuild leaves that empty in CommonJS.
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  }),
  build({
    ...shared,
    format: 'cjs',
    entryPoints: { cli: 'server/cli/launch.ts' },
    outdir: 'dist',
    define: launcherPlace,
    banner: { js: '#!/usr/bin/env node' },
  }),
  build({
    ...shared,
    format: 'cjs',
    entryPoints: { server: 'server/lsp/launch.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    define: launcherPlace,
  }),
  // Pages of webviews: each folder beside `shared` is one, with its styles.
  build({
    ...shared,
    platform: 'browser',
    format: 'esm',
    target: 'es2023',
    entryPoints: [
      { in: 'webview/chat/main.ts', out: 'chat' },
      { in: 'webview/chat/chat.css', out: 'chat' },
    ],
    outdir: 'dist/webview',
    sourcemap: false,
    minify: true,
    plugins: [noWordings],
  }),
  // The editor's tests run in its extension host, one bundle a file, so that a failure names the file it is in.
  build({
    ...shared,
    format: 'cjs',
    entryPoints: {
      index: 'test/editor/runner.ts',
      ...Object.fromEntries(
        editorTestFiles.map((name) => [`suite/${name.slice(0, -'.ts'.length)}`, path.join(editorTests, name)]),
      ),
    },
    outdir: 'dist-test',
    outExtension: { '.js': '.cjs' },
    external: ['vscode', 'mocha'],
  }),
  // esbuild has said what is wrong, and where.
]).catch(() => process.exit(1));
const outputs = new Map(
  results.flatMap(({ outputFiles }) => outputFiles).map(({ path: file, contents }) => [file, contents]),
);
// The name of the terminal program is fixed, and the package is of type module; Node.js starts faster without modules.
outputs.set(path.join(root, 'dist', 'package.json'), Buffer.from('{ "type": "commonjs" }\n'));
for (const folder of ['dist', 'dist-test']) {
  const names = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  await Promise.all(files.filter((file) => !outputs.has(file)).map((file) => rm(file, { force: true })));
}
for (const [file, contents] of outputs) {
  const present = await readFile(file).catch(() => undefined);
  if (present?.equals(contents)) continue;
  await mkdir(path.dirname(file), { recursive: true });
  // Renamed into place: a process that has the old addon loaded would crash if its file were written over.
  const fresh = `${file}.${process.pid}.new`;
  await writeFile(fresh, contents);
  await rename(fresh, file);
}
await chmod(path.join(root, 'dist', 'cli.js'), 0o755);

// npm links a package's own program only for its dependents; this makes `npx phasegate` run the build of the checkout.
const bin = path.join(root, 'node_modules', '.bin');
await rm(path.join(bin, 'phasegate'), { force: true });
if (process.platform === 'win32') {
  await writeFile(path.join(bin, 'phasegate.cmd'), '@node "%~dp0\\..\\..\\dist\\cli.js" %*\r\n');
} else {
  await symlink(path.join('..', '..', 'dist', 'cli.js'), path.join(bin, 'phasegate'));
}
