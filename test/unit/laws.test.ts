/** Plants one breach of every law in a small project and expects the law check to name each of them, and nothing else. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

const repository = path.join(import.meta.dirname, '..', '..');

/** What `scripts/checkLaws.mjs --json` prints. */
const report = z.object({
  laws: z.array(z.string()),
  files: z.number(),
  breaches: z.array(z.object({ law: z.string(), file: z.string(), line: z.number(), message: z.string() })),
});

/** The laws that are checked of the project as a whole and so are planted in tests of their own. */
const lawsOfTheWhole = ['contributions-match', 'laws-documented', 'nothing-unused'];

/** A project that keeps every law; each breach is planted beside it. */
const lawful: Readonly<Record<string, string>> = {
  'protocol/failure.ts': `export const codes = ['usage'] as const;`,
  'protocol/message.ts': `import * as z from 'zod';\nexport const request = (method: string, answeredBy: string) => ({ method, answeredBy, shape: z.object({}) });`,
  'protocol/phases.ts': `import { request } from './message.ts';\n/** Client asks the server to run a phase. */\nexport const runPhase = request('phases/run', 'server');`,
  'client/extension.ts': `import * as vscode from 'vscode';\nimport { runPhase } from '../protocol/phases.ts';\nexport const wired = new Map<string, unknown>();\nwired.set(runPhase.method, vscode.commands);`,
  'client/commands/start.ts': `import type { Uri } from 'vscode';\nexport const start = (uri: Uri) => uri;`,
  'webview/shared/bridge.ts': `export const send = (api: { postMessage(m: unknown): void }) => api.postMessage({});`,
  'webview/chat/main.ts': `import { send } from '../shared/bridge.ts';\nexport const page = send;`,
  'server/base/clock.ts': `export interface Clock { nowMs(): number }\nexport const systemClock: Clock = { nowMs: () => Date.now() };\nexport const stoppedClock: Clock = { nowMs: () => 0 };`,
  'server/base/failure.ts': `import type { codes } from '../../protocol/failure.ts';\nexport type Code = typeof codes;`,
  'server/base/processes/runProcess.ts': `import start from 'cross-spawn';\nimport { spawn } from 'node:child_process';\nexport const run = [start, spawn];`,
  'server/database/openDatabase.ts': `import { Kysely } from 'kysely';\nimport { systemClock } from '../base/clock.ts';\nexport const open = () => [Kysely, systemClock];`,
  'server/roadmap/roadmap.ts': `import type { Code } from '../base/failure.ts';\nexport interface Roadmap { readonly code: Code; readonly timeoutMs: number }\nexport const words = new Set(['TODO']);\nexport const none: readonly string[] = [];`,
  'server/phases/runPhase.ts': `import type { Roadmap } from '../roadmap/roadmap.ts';\nexport const runIt = (roadmap: Roadmap) => roadmap;`,
  'server/phases/phaseRunStore.ts': `import { sql } from 'kysely';\nexport const select = () => sql;`,
  'server/language/hover.ts': `import type { Hover } from 'vscode-languageserver';\nimport { words } from '../roadmap/roadmap.ts';\nimport type { runIt } from '../phases/runPhase.ts';\nexport const hover = (run: typeof runIt): Hover | null => (words.has(String(run)) ? null : null);`,
  'server/lsp/phasesHandlers.ts': `import { runPhase } from '../../protocol/phases.ts';\nimport { runIt } from '../phases/runPhase.ts';\nexport const handle = () => [runPhase, runIt];`,
  'server/rest/routes.ts': `import { createServer } from 'node:http';\nexport const listen = () => [createServer, fetch('http://127.0.0.1')];`,
  'server/cli/launch.ts': `import { spawn } from 'node:child_process';\nexport const child = spawn;`,
  'server/cli/status.ts': `import { runIt } from '../phases/runPhase.ts';\nexport const status = runIt;`,
  'server/main.ts': `import { createConnection } from 'vscode-languageserver/node';\nimport { handle } from './lsp/phasesHandlers.ts';\nlet connection = createConnection;\nexport const started = [connection, handle];`,
  'server/cli.ts': `import { status } from './cli/status.ts';\nexport const verbs = [status];`,
  'test/unit/clock.test.ts': `import { systemClock } from '../../server/base/clock.ts';\nvoid systemClock;`,
  'test/editor/suite.test.ts': `import * as vscode from 'vscode';\nvoid vscode;`,
};

/** Breaches by law: file → text. A file stands here once, so that each report is for one reason. */
const planted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'protocol-stands-alone': {
    'protocol/reads.ts': `import { readFile } from 'node:fs/promises';\nexport const reads = readFile;`,
    'protocol/knowsServer.ts': `import type { Roadmap } from '../server/roadmap/roadmap.ts';\nexport type Known = Roadmap;`,
    'protocol/knowsYaml.ts': `import { parse } from 'yaml';\nexport const known = parse;`,
  },
  'sides-know-only-protocol': {
    'client/knowsServer.ts': `import type { Roadmap } from '../server/roadmap/roadmap.ts';\nexport type Known = Roadmap;`,
    'webview/chat/knowsClient.ts': `import { start } from '../../client/commands/start.ts';\nexport const known = start;`,
    'server/roadmap/knowsWebview.ts': `import { page } from '../../webview/chat/main.ts';\nexport const known = page;`,
  },
  'vscode-only-in-client': {
    'server/lsp/knowsEditor.ts': `import type { Uri } from 'vscode';\nexport type Known = Uri;`,
    'test/unit/knowsEditor.test.ts': `import * as vscode from 'vscode';\nvoid vscode;`,
  },
  'imports-point-left': {
    'server/base/knowsDatabase.ts': `import { open } from '../database/openDatabase.ts';\nexport const known = open;`,
    'server/base/knowsProtocol.ts': `import type { codes } from '../../protocol/failure.ts';\nexport type Known = typeof codes;`,
    'server/database/knowsFeature.ts': `import type { Roadmap } from '../roadmap/roadmap.ts';\nexport type Known = Roadmap;`,
    'server/roadmap/knowsHandlers.ts': `import { handle } from '../lsp/phasesHandlers.ts';\nexport const known = handle;`,
    'server/rest/knowsHandlers.ts': `import { handle } from '../lsp/phasesHandlers.ts';\nexport const known = handle;`,
    'server/cli/knowsRoot.ts': `import { verbs } from '../cli.ts';\nexport const known = verbs;`,
  },
  'features-are-islands': {
    'server/roadmap/knowsPhases.ts': `import type { runIt } from '../phases/runPhase.ts';\nexport type Known = typeof runIt;`,
    'server/chat/knowsRoadmap.ts': `import type { Roadmap } from '../roadmap/roadmap.ts';\nexport type Known = Roadmap;`,
    'server/phases/knowsLanguage.ts': `import { hover } from '../language/hover.ts';\nexport const known = hover;`,
    'server/language/runsPhases.ts': `import { runIt } from '../phases/runPhase.ts';\nexport const known = runIt;`,
  },
  'features-do-not-import-protocol': {
    'server/roadmap/knowsProtocol.ts': `import type { codes } from '../../protocol/failure.ts';\nexport type Known = typeof codes;`,
    'server/database/knowsProtocol.ts': `import { runPhase } from '../../protocol/phases.ts';\nexport const known = runPhase;`,
  },
  'sql-only-in-stores': {
    'server/phases/selects.ts': `import type { Kysely } from 'kysely';\nexport type Known = Kysely<unknown>;`,
    'server/cli/opens.ts': `import Database from 'better-sqlite3';\nexport const known = Database;`,
    'server/base/opensBuiltIn.ts': `import { DatabaseSync } from 'node:sqlite';\nexport const known = DatabaseSync;`,
  },
  'http-only-in-rest': {
    'server/phases/serves.ts': `import { createServer } from 'node:http';\nexport const known = createServer;`,
    'server/roadmap/fetches.ts': `export const load = () => fetch('http://127.0.0.1');`,
    'server/chat/fetchesToo.ts': `export const load = () => fetch('http://127.0.0.1');`,
  },
  'lsp-only-at-the-edge': {
    'server/roadmap/knowsLsp.ts': `import type { Position } from 'vscode-languageserver-textdocument';\nexport type Known = Position;`,
    'server/cli/knowsLsp.ts': `import { createConnection } from 'vscode-languageserver/node';\nexport const known = createConnection;`,
  },
  'processes-only-in-base': {
    'server/phases/spawns.ts': `import { spawn } from 'node:child_process';\nexport const known = spawn;`,
    'server/base/spawnsToo.ts': `import start from 'cross-spawn';\nexport const known = start;`,
    'client/spawns.ts': `export const load = () => import('node:child_process');`,
    'server/roadmap/spawnsBuiltIn.ts': `export const known = process.getBuiltinModule('node:child_process');`,
  },
  'pages-share-only-shared': {
    'webview/crm/knowsChat.ts': `import { page } from '../chat/main.ts';\nexport const known = page;`,
    'webview/shared/knowsChat.ts': `import { page } from '../chat/main.ts';\nexport const known = page;`,
  },
  'no-cycles': {
    'server/roadmap/egg.ts': `import type { Hen } from './hen.ts';\nexport type Egg = Hen | null;`,
    'server/roadmap/hen.ts': `import type { Egg } from './egg.ts';\nexport type Hen = Egg | null;`,
  },
  'no-singletons': {
    'server/roadmap/cached.ts': `export const cache = new Map<string, string>();`,
    'server/roadmap/counted.ts': `let count = 0;\nexport const next = () => count++;`,
    'client/remembered.ts': `export const seen: string[] = [];`,
    'server/phases/shared.ts': `export class Shared { static instance: Shared | null = null; }`,
  },
  'ports-have-two-implementations': {
    'server/phases/lonely.ts': `export interface Lonely { speak(): void }\nexport const alone: Lonely = { speak: () => {} };`,
  },
  'one-transport': {
    'webview/chat/fetches.ts': `export const load = () => fetch('/');`,
    'webview/chat/acquires.ts': `declare function acquireVsCodeApi(): unknown;\nexport const api = () => acquireVsCodeApi();`,
    'client/views/relays.ts': `export const relay = (panel: { webview: { postMessage(m: unknown): void } }) => panel.webview.postMessage({});`,
  },
  'launcher-stands-alone': {},
  'production-stands-alone': {
    'server/roadmap/knowsTests.ts': `import '../../test/unit/clock.test.ts';`,
    'server/roadmap/knowsTools.ts': `import { build } from 'esbuild';\nexport const known = build;`,
  },
  'imports-resolve': { 'server/roadmap/lost.ts': `import type { Gone } from './gone.ts';\nexport type Known = Gone;` },
  'opening-sentence': {
    'server/roadmap/silent.ts': `export const silent = 1;`,
    'server/roadmap/chatty.ts': `/** One thing. And another. */\nexport const chatty = 1;`,
  },
  'plain-names': {
    'server/roadmap/utils.ts': `export const trim = 1;`,
    'server/common/trim.ts': `export const trim = 1;`,
    'server/roadmap/Upper.ts': `export const upper = 1;`,
    'server/roadmap/managed.ts': `export class RoadmapManager {}`,
    'server/roadmap/prefixed.ts': `export interface IRoadmap { readonly id: string }`,
  },
  'units-in-names': { 'server/roadmap/waits.ts': `export interface Waits { readonly timeout: number }` },
  'no-default-export': { 'server/roadmap/nameless.ts': `export default function () {}` },
  'no-barrel': { 'server/roadmap/index.ts': `export * from './roadmap.ts';` },
  'files-stay-short': { 'server/roadmap/endless.ts': `export const endless = 1;\n${'// line\n'.repeat(400)}` },
  'no-escape-hatches': {
    'server/roadmap/blind.ts': `// @ts-${'ignore'}\nexport const blind: number = 'x';`,
    'server/roadmap/muted.ts': `// eslint-${'disable'}-next-line\nexport const muted = 1;`,
  },
  'messages-documented': {
    'protocol/silent.ts': `import { request } from './message.ts';\nexport const silentMessage = request('phases/silent', 'server');`,
    'protocol/turned.ts': `import { request } from './message.ts';\n/** Server asks the client. */\nexport const turned = request('phases/turned', 'server');`,
    'protocol/badMethod.ts': `import { request } from './message.ts';\n/** Client asks the server. */\nexport const badMethod = request('bad', 'server');`,
  },
  'messages-handled': {
    'protocol/unheard.ts': `import { request } from './message.ts';\n/** Client asks the server. */\nexport const unheard = request('phases/unheard', 'server');`,
    'protocol/unsent.ts': `import { request } from './message.ts';\n/** Client asks the server. */\nexport const unsent = request('phases/unsent', 'server');`,
  },
};

/** Both ends of the planted messages, so that each of them has one thing wrong. */
const messageEnds: Readonly<Record<string, string>> = {
  'server/lsp/plantedHandlers.ts': `import { silentMessage } from '../../protocol/silent.ts';\nimport { badMethod } from '../../protocol/badMethod.ts';\nimport { unsent } from '../../protocol/unsent.ts';\nimport { turned } from '../../protocol/turned.ts';\nexport const ends = () => [silentMessage, badMethod, unsent, turned];`,
  'client/commands/plantedCommands.ts': `import { silentMessage } from '../../protocol/silent.ts';\nimport { badMethod } from '../../protocol/badMethod.ts';\nimport { unheard } from '../../protocol/unheard.ts';\nimport { turned } from '../../protocol/turned.ts';\nexport const ends = () => [silentMessage, badMethod, unheard, turned];`,
};

/** Opens a file as the law wants it, unless the opening is what is planted. */
function withOpening(law: string, file: string, text: string): string {
  if (law === 'opening-sentence') return text;
  const opening =
    law === 'ports-have-two-implementations' ? 'The port to a voice.' : `Planted as ${path.basename(file)}.`;
  return `/** ${opening} */\n${text}\n`;
}

async function checkLaws(
  files: Readonly<Record<string, string>>,
  ...options: string[]
): Promise<z.infer<typeof report>> {
  const build = path.join(repository, '.build');
  await mkdir(build, { recursive: true });
  // Inside the repository, so that packages resolve as they do for its own sources.
  const root = await mkdtemp(path.join(build, 'laws-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), text);
    }
    const script = path.join(repository, 'scripts', 'checkLaws.mjs');
    const child = spawn(process.execPath, [script, '--root', root, '--json', ...options]);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    assert.ok(stdout.startsWith('{'), stderr);
    const checked = report.parse(JSON.parse(stdout));
    assert.equal(exitCode, checked.breaches.length === 0 ? 0 : 1);
    return checked;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** `file law`, sorted, each once. */
function said(breaches: readonly { law: string; file: string }[]): string[] {
  return [...new Set(breaches.map(({ law, file }) => `${file} ${law}`))].sort();
}

const opened = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [file, withOpening('', file, text)]));
const manifest = (text: object): string => JSON.stringify({ name: 'planted', type: 'module', ...text });
/** Packages that the lawful files use. */
const dependencies = { zod: '*', kysely: '*', 'cross-spawn': '*', 'vscode-languageserver': '*' };
const lawsDocument = (names: readonly string[]): string => names.map((name) => `### \`${name}\`\n`).join('');

describe('the laws', () => {
  let laws: readonly string[] = [];

  it('find nothing in a project that keeps them, but the document that is missing', async () => {
    const checked = await checkLaws({ ...opened(lawful), 'package.json': manifest({ dependencies }) }, '--skip-unused');
    laws = checked.laws;
    assert.equal(checked.files, Object.keys(lawful).length);
    assert.deepEqual(said(checked.breaches), ['ARCHITECTURE.md laws-documented']);
  });

  it('are each broken by what is planted here', async () => {
    const files: Record<string, string> = { ...opened(lawful), ...opened(messageEnds) };
    const expected: { law: string; file: string }[] = [];
    for (const [law, breaches] of Object.entries(planted)) {
      for (const [file, text] of Object.entries(breaches)) {
        assert.ok(!(file in files), `${file} is planted twice`);
        files[file] = withOpening(law, file, text);
        // A cycle is said once, at the first of its files.
        if (file !== 'server/roadmap/hen.ts') expected.push({ law, file });
      }
    }
    // The launcher is one file by name, so its breach replaces the lawful one.
    files['server/cli/launch.ts'] = withOpening(
      '',
      'launch.ts',
      `import { status } from './status.ts';\nexport const child = status;`,
    );
    expected.push({ law: 'launcher-stands-alone', file: 'server/cli/launch.ts' });
    files['package.json'] = manifest({
      dependencies: { ...dependencies, yaml: '*', 'better-sqlite3': '*', 'vscode-languageserver-textdocument': '*' },
      devDependencies: { esbuild: '*' },
    });
    files['ARCHITECTURE.md'] = lawsDocument(laws);
    const checked = await checkLaws(files, '--skip-unused');
    assert.deepEqual(said(checked.breaches), said(expected));
    assert.deepEqual([...checked.laws].sort(), [...Object.keys(planted), ...lawsOfTheWhole].sort());
  });

  it('notice a law without a reason and a reason without a law', async () => {
    const names = laws.filter((name) => name !== 'no-cycles').concat('no-mondays');
    const checked = await checkLaws(
      { ...opened(lawful), 'package.json': manifest({ dependencies }), 'ARCHITECTURE.md': lawsDocument(names) },
      '--skip-unused',
    );
    const messages = checked.breaches.map(({ message }) => message).join('\n');
    assert.match(messages, /"no-cycles" is checked but/);
    assert.match(messages, /No check knows the law "no-mondays"/);
    assert.equal(checked.breaches.length, 2);
  });

  it('notice ids that package.json and contributions.ts do not name alike', async () => {
    const contributes = {
      commands: [{ command: 'phasegate.both' }, { command: 'phasegate.onlyInManifest' }],
      views: { phasegate: [{ id: 'phasegate.phases', when: 'phasegate.present' }] },
      configuration: { properties: { 'phasegate.setting': {} } },
    };
    const typed = `export const commandIds = { both: 'phasegate.both', gone: 'phasegate.onlyInCode' } as const;\nexport const viewIds = { phases: 'phasegate.phases' } as const;\nexport const settingIds = { setting: 'phasegate.setting' } as const;\nexport const contextKeys = { present: 'phasegate.present', absent: 'phasegate.absent' } as const;`;
    const checked = await checkLaws(
      {
        ...opened({ ...lawful, 'client/contributions.ts': typed }),
        'package.json': manifest({ dependencies, contributes }),
        'ARCHITECTURE.md': lawsDocument(laws),
      },
      '--skip-unused',
    );
    assert.deepEqual(checked.breaches.map(({ message }) => /"(phasegate\.\w+)"/.exec(message)?.[1]).sort(), [
      'phasegate.absent',
      'phasegate.onlyInCode',
      'phasegate.onlyInManifest',
    ]);
  });

  it('notice a file and a package that nothing uses', async () => {
    const checked = await checkLaws({
      'package.json': manifest({ main: 'server/main.ts', dependencies: { yaml: '*' } }),
      'server/main.ts': '/** Starts. */\nexport const started = 1;\n',
      'server/roadmap/unused.ts': '/** Is not started. */\nexport const unused = 1;\n',
      'ARCHITECTURE.md': lawsDocument(laws),
    });
    assert.deepEqual(said(checked.breaches), ['knip.jsonc nothing-unused']);
    assert.match(checked.breaches[0]?.message ?? '', /server\/roadmap\/unused\.ts/);
    assert.match(checked.breaches[0]?.message ?? '', /yaml/);
  });
});
