/** Reads problem matchers of phasegate.yaml as people copy them from VS Code, and says where one is wrong. */
import assert from 'node:assert/strict';
import { readPhaseSpec } from '../../../server/phases/readPhaseSpec.ts';
import { readWorkspaceConfig } from '../../../server/phases/readWorkspaceConfig.ts';

function read(...lines: readonly string[]) {
  const text = `matchers:\n${lines.map((line) => `  ${line}\n`).join('')}`;
  const { config, problems } = readWorkspaceConfig(text);
  return {
    matchers: config.matchers,
    problems: problems.map(
      ({ code, range, message }) =>
        `${code} at ${JSON.stringify(text.slice(range.start, range.end).trim())}: ${message}`,
    ),
  };
}

describe('matchers in phasegate.yaml', () => {
  it("are read in the shape of VS Code's, with its defaults", () => {
    const { matchers, problems } = read(
      'shellcheck:',
      '  owner: shellcheck',
      '  source: ShellCheck',
      '  severity: info',
      "  fileLocation: [relative, '${workspaceFolder}/scripts']",
      '  pattern:',
      "    regexp: '^(.+):(\\d+):(\\d+):\\s(warning|error|note):\\s(.*)\\s\\[(SC\\d+)\\]$'",
      '    severity: 4',
      '    message: 5',
      '    code: 6',
      'two:',
      '  pattern:',
      "    - { regexp: '^(\\S+)$', file: 1 }",
      "    - { regexp: '^ (\\d+) (.*)$', line: 1, message: 2, loop: true }",
      'named: { fileLocation: [autoDetect, build], severity: warning, pattern: $gcc }',
      "whole: { pattern: { regexp: '^(.*) is odd$', kind: file } }",
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(matchers['shellcheck'], {
      severity: 'information',
      base: 'scripts',
      patterns: [
        {
          regexp: '^(.+):(\\d+):(\\d+):\\s(warning|error|note):\\s(.*)\\s\\[(SC\\d+)\\]$',
          kind: 'location',
          loop: false,
          file: 1,
          line: 2,
          column: 3,
          severity: 4,
          message: 5,
          code: 6,
        },
      ],
    });
    assert.deepEqual(
      matchers['two']?.patterns.map(({ loop, file, line }) => [loop, file, line]),
      [
        [false, 1, undefined],
        [true, undefined, 1],
      ],
    );
    assert.deepEqual([matchers['named']?.base, matchers['named']?.severity], ['build', 'warning']);
    assert.deepEqual(matchers['whole']?.patterns, [
      { regexp: '^(.*) is odd$', kind: 'file', loop: false, file: 1, message: 0 },
    ]);
  });

  it('are refused where they are wrong, each at its place', () => {
    const one = (...lines: readonly string[]) => read('own:', ...lines.map((line) => `  ${line}`)).problems.join('\n');
    assert.match(
      one("pattern: { regexp: '(' }"),
      /^matcher-invalid at "'\('": This is no regular expression: .*Unterminated group/,
    );
    assert.match(
      one("pattern: { regexp: '^(.*)$', message: 2 }"),
      /^matcher-invalid at "2": The expression has 1 groups, so there is none for "message"/,
    );
    assert.match(
      one('pattern:', "  - { regexp: '(a)', file: 1, loop: true }", "  - { regexp: '(b)', message: 1 }"),
      /^matcher-invalid at "true": Only the last pattern of a list can loop/,
    );
    assert.match(
      one('pattern:', "  - { regexp: '(a)', file: 1 }", "  - { regexp: '(b)', line: 1 }"),
      /^matcher-invalid .*which group is the message/,
    );
    assert.match(one("pattern: { regexp: 'a' }"), /which group is the file/);
    assert.match(
      one('pattern: $nothing'),
      /^matcher-invalid at "\$nothing": "\$nothing" is no matcher that is built in: \$tsc, /,
    );
    assert.match(
      one("pattern: { regexp: 'a', file: one }"),
      /^matcher-invalid at "one": "file" must be the number of a group\.$/,
    );
    assert.match(one("pattern: { regexp: 'a', files: 1 }"), /^config-key-unknown at "files"/);
    assert.match(
      one('severity: loud', 'pattern: $tsc'),
      /^matcher-invalid at "loud": "severity" must be error, warning or info\.$/,
    );
    assert.match(
      one('fileLocation: [search, here]', 'pattern: $tsc'),
      /^matcher-invalid .*"fileLocation" must be relative, absolute or autoDetect/,
    );
    assert.match(one('severity: error'), /^matcher-invalid .*"pattern" must be a pattern/);
    assert.match(read('tsc: { pattern: $gcc }').problems.join(), /^matcher-invalid .*\$tsc is built in/);
    assert.match(read('"$own": { pattern: $gcc }').problems.join(), /^matcher-invalid .*with letters, digits/);
    assert.match(read('own: 7').problems.join(), /^matcher-invalid/);
  });

  it('are known to gates by $ and their name, and a gate that names another one is told so', () => {
    const gates = (name: string) => `---\ngates:\n  - name: types\n    run: tsc\n    problems: ${name}\n---\n`;
    const { config } = readWorkspaceConfig('matchers: { own: { pattern: $gcc }, faulty: { pattern: 7 } }\n');
    const codes = (name: string) =>
      readPhaseSpec('/spec.md', gates(name), '1', config).problems.map(({ code }) => code);
    for (const name of ['$tsc', '$eslint-stylish', '$eslint-compact', '$go', '$gcc', '$own', '$faulty'])
      assert.deepEqual(codes(name), [], name);
    for (const name of ['tsc', '$tcs', '$constructor', '$__proto__', 'own'])
      assert.deepEqual(codes(name), ['gate-matcher-unknown'], name);
    const { problems } = readWorkspaceConfig('gates: { types: { run: tsc, problems: $tcs } }\n');
    assert.match(problems[0]?.message ?? '', /names the matcher \$tcs, which does not exist\. There are \$tsc, /);
  });
});
