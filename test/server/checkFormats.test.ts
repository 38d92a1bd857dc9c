/** Tests the formats of `phasegate check` for CI: documents that their readers accept, at the right places. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { documents, TerminalWorkspace, workspaceFiles } from './terminal.ts';

const passing = '  - name: ok\n    run: "true"\n';
const text = z.strictObject({ text: z.string().min(1) });
const region = z.strictObject({
  startLine: z.int().min(1),
  startColumn: z.int().min(1),
  endLine: z.int().min(1),
  endColumn: z.int().min(1),
});
const location = z.strictObject({ uri: z.string().min(1), uriBaseId: z.literal('%SRCROOT%') });
const level = z.enum(['error', 'warning', 'note', 'none']);

/** The part of SARIF 2.1.0 that is written, with what the standard requires of it; nothing else may be there. */
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.literal('Phasegate'),
            version: z.string(),
            semanticVersion: z.string(),
            rules: z.array(
              z.strictObject({
                id: z.string(),
                shortDescription: text,
                fullDescription: text,
                defaultConfiguration: z.strictObject({ level }),
                helpUri: z.url(),
                help: z.strictObject({ text: z.string().min(1), markdown: z.string().min(1) }),
              }),
            ),
          }),
        }),
        columnKind: z.literal('utf16CodeUnits'),
        originalUriBaseIds: z
          .strictObject({ '%SRCROOT%': z.strictObject({ uri: z.string().regex(/^file:\/\/\/.*\/$/) }) })
          .optional(),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            level,
            message: text,
            locations: z
              .array(z.strictObject({ physicalLocation: z.strictObject({ artifactLocation: location, region }) }))
              .length(1),
            fixes: z
              .array(
                z.strictObject({
                  description: text,
                  artifactChanges: z
                    .array(
                      z.strictObject({
                        artifactLocation: location,
                        replacements: z
                          .array(z.strictObject({ deletedRegion: region, insertedContent: text.optional() }))
                          .min(1),
                      }),
                    )
                    .min(1),
                }),
              )
              .min(1)
              .optional(),
          }),
        ),
        invocations: z
          .array(
            z.strictObject({
              executionSuccessful: z.boolean(),
              toolExecutionNotifications: z
                .array(z.strictObject({ level, message: text, descriptor: z.strictObject({ id: z.string() }) }))
                .optional(),
            }),
          )
          .length(1),
      }),
    )
    .length(1),
});

describe('phasegate check --format', () => {
  let workspace: TerminalWorkspace;
  afterEach(() => workspace.dispose());

  /** A plan with a problem behind an emoji, one in a file with a blank in its name, and a misspelt key. */
  function faultyFiles(): Record<string, string> {
    const { 'stages/2.md': _, ...files } = workspaceFiles(['TODO', 'TODO', 'TODO'], passing);
    const roadmap = (files['ROADMAP.md'] ?? '').replace('stages/2.md', 'stages/two %, of.md');
    return {
      ...files,
      'ROADMAP.md': roadmap.replace('**Status:** TODO', '**Status:**\u2003🚀 wip 100%:,'),
      'stages/two %, of.md': '---\nphase: 2\ngates:\n  - { name: ok, run: x, tiemout: 5m }\n---\n',
    };
  }

  it('sarif: a log with rules, regions in UTF-16 columns and fixes; the prose goes to stderr', async () => {
    workspace = new TerminalWorkspace(faultyFiles());
    const { exitCode, stdout, stderr } = await workspace.run('check', '--format', 'sarif');
    assert.equal(exitCode, 3);
    assert.match(stderr, /2 errors, 0 warnings\./);
    const [run] = sarif.parse(JSON.parse(stdout)).runs;
    assert.ok(run);
    assert.equal(run.originalUriBaseIds?.['%SRCROOT%'].uri, `${new URL(`file://${workspace.root}`).href}/`);
    const [status, key] = run.results;
    assert.ok(status && key);
    const roadmap = workspace.read('ROADMAP.md').split('\n');
    const line = roadmap.findIndex((one) => one.includes('wip'));
    assert.deepEqual(status.locations[0]?.physicalLocation, {
      artifactLocation: { uri: 'ROADMAP.md', uriBaseId: '%SRCROOT%' },
      region: {
        startLine: line + 1,
        startColumn: (roadmap[line] ?? '').indexOf('🚀') + 1,
        endLine: line + 1,
        endColumn: (roadmap[line] ?? '').length + 1,
      },
    });
    assert.equal(key.locations[0]?.physicalLocation.artifactLocation.uri, 'stages/two%20%25%2C%20of.md');
    const [change] = key.fixes?.[0]?.artifactChanges ?? [];
    assert.deepEqual(change?.replacements, [
      { deletedRegion: key.locations[0].physicalLocation.region, insertedContent: { text: 'timeout' } },
    ]);
    const { rules } = run.tool.driver;
    assert.deepEqual(
      run.results.map(({ ruleId, ruleIndex }) => [ruleId, rules[ruleIndex]?.id]),
      [
        ['phase-status-unknown', 'phase-status-unknown'],
        ['config-key-unknown', 'config-key-unknown'],
      ],
    );
    for (const { helpUri, shortDescription } of rules) {
      assert.ok(existsSync(fileURLToPath(helpUri)), helpUri);
      assert.doesNotMatch(shortDescription.text, /^(?:Error|Warning),/);
    }
  });

  it('sarif: an empty log where nothing is wrong', async () => {
    workspace = new TerminalWorkspace(workspaceFiles(['TODO'], passing));
    const { exitCode, stdout } = await workspace.run('check', '--format=sarif');
    assert.equal(exitCode, 0);
    assert.deepEqual(sarif.parse(JSON.parse(stdout)).runs[0]?.results, []);
  });

  it('sarif and github: say why there is nothing to check', async () => {
    workspace = new TerminalWorkspace({});
    const log = await workspace.run('check', '--format', 'sarif');
    assert.equal(log.exitCode, 2);
    const [invocation] = sarif.parse(JSON.parse(log.stdout)).runs[0]?.invocations ?? [];
    assert.equal(invocation?.executionSuccessful, false);
    assert.equal(invocation.toolExecutionNotifications?.[0]?.descriptor.id, 'roadmap-missing');
    const commands = await workspace.run('check', '--format', 'github');
    assert.equal(commands.exitCode, 2);
    assert.match(commands.stdout, /^::error title=roadmap-missing::There is no ROADMAP\.md in /);
  });

  it('github: one annotation a problem, escaped as the runner takes it apart', async () => {
    workspace = new TerminalWorkspace(faultyFiles());
    const { exitCode, stdout } = await workspace.run('check', '--format', 'github');
    assert.equal(exitCode, 3);
    const commands = stdout.trimEnd().split('\n');
    assert.equal(commands.length, 2);
    const [status, key] = commands.map(readCommand);
    const { document } = await workspace.json(documents.check, 'check');
    assert.deepEqual(
      [status, key].map((command) => [
        command?.name,
        command?.properties.get('file'),
        Number(command?.properties.get('line')),
        Number(command?.properties.get('col')),
        command?.properties.get('title'),
        command?.message,
      ]),
      document.problems.map(({ severity, file, line, column, code, message }) => [
        severity,
        file,
        line,
        column,
        code,
        message,
      ]),
    );
    assert.ok(document.problems[0]?.message.includes('100%:,'));
  });

  it('github: names files as the checkout does, where the workspace is a folder of it', async () => {
    const nested = Object.fromEntries(Object.entries(faultyFiles()).map(([name, content]) => [`app/${name}`, content]));
    workspace = new TerminalWorkspace(nested);
    const { stdout } = await workspace.start(['check', '-C', 'app', '--format', 'github'], {
      GITHUB_WORKSPACE: workspace.root,
    }).ended;
    assert.equal(readCommand(stdout.split('\n')[0] ?? '').properties.get('file'), 'app/ROADMAP.md');
    const elsewhere = await workspace.start(['check', '-C', 'app', '--format', 'github'], {
      GITHUB_WORKSPACE: path.join(workspace.root, 'none'),
    }).ended;
    assert.equal(readCommand(elsewhere.stdout.split('\n')[0] ?? '').properties.get('file'), 'ROADMAP.md');
  });

  it('json: the document of --json, with fixes that only edit the file of their problem', async () => {
    workspace = new TerminalWorkspace(faultyFiles());
    const json = await workspace.run('check', '--json');
    const format = await workspace.run('check', '--format', 'json');
    assert.deepEqual([format.stdout, format.exitCode], [json.stdout, 3]);
    const { problems } = documents.check.parse(JSON.parse(json.stdout));
    const fix = z
      .object({ title: z.string(), certain: z.boolean(), edits: z.array(z.object({ newText: z.string() })).min(1) })
      .parse(problems[1]?.fix);
    assert.deepEqual([fix.certain, fix.edits[0]?.newText], [true, 'timeout']);
  });

  it('text: as without a format; anything else is refused', async () => {
    workspace = new TerminalWorkspace(faultyFiles());
    assert.deepEqual(await workspace.run('check', '--format', 'text'), await workspace.run('check'));
    for (const args of [
      ['check', '--format', 'xml'],
      ['check', '--json', '--format', 'sarif'],
      ['status', '--format', 'json'],
    ]) {
      const { exitCode, stderr } = await workspace.run(...args);
      assert.equal(exitCode, 2, args.join(' '));
      assert.match(stderr, /--format/);
    }
  });
});

/** A workflow command as the runner of GitHub Actions reads it. */
function readCommand(line: string) {
  const [, name, properties = '', message = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? assert.fail(line);
  const data = (escaped: string) => escaped.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const property = (escaped: string) => data(escaped.replaceAll('%3A', ':').replaceAll('%2C', ','));
  const entries = properties.split(',').map((one) => {
    const at = one.indexOf('=');
    return [one.slice(0, at), property(one.slice(at + 1))] as const;
  });
  return { name, properties: new Map(entries), message: data(message) };
}
