/** Keeps docs/ci.md true: its YAML is valid, its commands exist, and `verify` ends with the codes that it says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { checkFormats, readCommandLine } from '../../server/cli/commandLine.ts';
import { documents, TerminalWorkspace, workspaceFiles } from './terminal.ts';

const text = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'ci.md'), 'utf8');
const snippets = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml = '']) => yaml);

const step = z.union([
  z.strictObject({
    name: z.string().optional(),
    if: z.string().optional(),
    uses: z.string().regex(/^[\w-]+\/[\w-]+(?:\/[\w-]+)*@v\d+$/),
    with: z.record(z.string(), z.unknown()).optional(),
  }),
  z.strictObject({ name: z.string().optional(), run: z.string(), env: z.record(z.string(), z.string()).optional() }),
]);
const workflow = z.object({
  jobs: z.record(z.string(), z.strictObject({ 'runs-on': z.string(), steps: z.array(step) })),
});
const pipeline = z.record(z.string(), z.object({ script: z.array(z.string()) }));

function commandsOf(yaml: string): readonly string[] {
  const document: unknown = parse(yaml);
  const jobs = workflow.safeParse(document);
  if (jobs.success)
    return Object.values(jobs.data.jobs).flatMap(({ steps }) =>
      steps.flatMap((one) => ('run' in one ? [one.run] : [])),
    );
  return Object.values(pipeline.parse(document)).flatMap(({ script }) => script);
}

describe('docs/ci.md', () => {
  it('holds two workflows of GitHub and a pipeline of GitLab', () => {
    assert.equal(snippets.length, 3);
    assert.deepEqual(
      snippets.map((yaml) => workflow.safeParse(parse(yaml)).success),
      [true, true, false],
    );
  });

  it('runs commands that exist, and calls both check and verify in each', () => {
    for (const yaml of snippets) {
      const commands = commandsOf(yaml);
      assert.ok(
        commands.every((command) => /^(?:npm ci|npx phasegate)\b/.test(command)),
        commands.join('\n'),
      );
      const verbs = commands.filter((command) => command.startsWith('npx phasegate ')).map(verbOf);
      assert.deepEqual(verbs, ['check', 'verify']);
    }
  });

  it('names in its sentences commands and formats that exist', () => {
    const inline = [...text.matchAll(/`(?:npx )?(phasegate [a-z][^`]*)`/g)].map(([, command = '']) => `npx ${command}`);
    assert.ok(inline.length >= 5);
    for (const command of inline) verbOf(command);
    for (const [, format = ''] of text.matchAll(/--format (\w+)/g))
      assert.ok((checkFormats as readonly string[]).includes(format), format);
  });

  describe('verify', () => {
    let workspace: TerminalWorkspace;
    afterEach(() => workspace.dispose());
    const verify = async (gates: string, ...args: readonly string[]) => {
      workspace = new TerminalWorkspace(workspaceFiles(['DONE'], gates));
      const before = workspace.read('ROADMAP.md');
      const { exitCode, document } = await workspace.json(documents.verify, 'verify', ...args);
      assert.equal(workspace.read('ROADMAP.md'), before);
      return [exitCode, document.regressions.length];
    };

    it('ends with 2 and 3 where configuration or plan are faulty', async () => {
      const files = workspaceFiles(['DONE'], '  - { name: ok, run: "true" }\n');
      for (const [file, content, expected] of [
        ['phasegate.yaml', 'paralel: 2\n', 2],
        ['stages/1.md', '---\nphase: 9\n---\n', 3],
      ] as const) {
        workspace = new TerminalWorkspace({ ...files, [file]: content });
        assert.equal((await workspace.run('verify')).exitCode, expected, file);
        assert.equal((await workspace.run('check')).exitCode, expected, file);
        workspace.dispose();
      }
    });

    it('ends with 0, 1 and 4 as the table says, on a machine that has no history', async () => {
      const cases: readonly (readonly [
        gates: string,
        args: readonly string[],
        exitCode: number,
        regressions: number,
      ])[] = [
        ['  - { name: ok, run: "true" }\n', [], 0, 0],
        ['  - { name: no, run: "exit 3" }\n', [], 1, 1],
        ['  - { name: no, run: "exit 3", severity: warning }\n', [], 0, 0],
        ['  - { name: slow, run: sleep 60, timeout: 200ms }\n', [], 1, 1],
        ['  - { name: gone, run: [no-such-program] }\n', [], 1, 1],
        ['  - { name: yes, approve: A person accepts }\n', [], 4, 0],
        ['  - { name: yes, approve: A person accepts }\n', ['--approve', 'release team'], 0, 0],
      ];
      for (const [gates, args, exitCode, regressions] of cases) {
        assert.deepEqual(await verify(gates, ...args), [exitCode, regressions], gates);
        workspace.dispose();
      }
    });
  });
});

/** The verb of a command line that the terminal program accepts. @throws Failure when it does not */
function verbOf(command: string): string {
  const [line = ''] = command.replace(/^npx phasegate /, '').split(' > ');
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  return readCommandLine(words, '/').verb;
}
