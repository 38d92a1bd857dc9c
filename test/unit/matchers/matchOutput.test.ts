/** Finds problems in the output of the usual tools, whatever the chunks it comes in, and within a limit of time. */
import assert from 'node:assert/strict';
import { builtInMatchers } from '../../../server/phases/matchers/builtInMatchers.ts';
import { longestMatchedLine } from '../../../server/phases/matchers/lineMatcher.ts';
import { OutputMatching } from '../../../server/phases/matchers/matchOutput.ts';
import type { ProblemMatcher } from '../../../server/phases/matchers/problemMatcher.ts';

function match(matcher: ProblemMatcher | string, ...lines: readonly string[]): readonly string[] {
  const definition = typeof matcher === 'string' ? builtInMatchers[matcher] : matcher;
  assert.ok(definition);
  const matching = new OutputMatching(definition);
  for (const line of lines) matching.write(Buffer.from(`${line}\n`), 'stdout');
  return matching.end().problems.map(({ severity, code, message, place }) => {
    const at =
      place === null
        ? '-'
        : [place.file, place.line, place.column, place.endLine, place.endColumn].join(':').replace(/:+$/, '');
    return `${at} ${severity} ${code ?? '-'} ${message}`;
  });
}

const pattern = { kind: 'location', loop: false } as const;
const custom = (regexp: string, more: object = {}): ProblemMatcher => ({
  severity: 'error',
  base: null,
  patterns: [{ ...pattern, regexp, file: 1, line: 2, message: 3, ...more }],
});

describe('built-in problem matchers', () => {
  it('$tsc reads plain and pretty output', () => {
    assert.deepEqual(
      match(
        'tsc',
        "src/house.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
        '  The expected type comes from property x.',
        "app/(town)/door.tsx:12:1 - warning TS6133: 'x' is declared but never used.",
        "12 const x = 'src/house.ts(1,1)';",
        'error TS18003: No inputs were found.',
        'Found 2 errors.',
      ),
      [
        "src/house.ts:3:7 error TS2322 Type 'string' is not assignable to type 'number'.",
        "app/(town)/door.tsx:12:1 warning TS6133 'x' is declared but never used.",
        '- error TS18003 No inputs were found.',
      ],
    );
  });

  it('$eslint-stylish reads the file and the lines below it', () => {
    assert.deepEqual(
      match(
        'eslint-stylish',
        '',
        '/project/src/house.js',
        "   3:7   error    'x' is not defined              no-undef",
        '  12:1   warning  Unexpected  double  spaces here  no-multi-spaces',
        '  13:2   error    Parsing error: Unexpected token',
        '',
        'C:\\work\\door.js',
        '  1:1  error  Strings must use singlequote  @stylistic/quotes',
        '',
        '✖ 4 problems (3 errors, 1 warning)',
        '  1 error and 0 warnings potentially fixable with the `--fix` option.',
      ),
      [
        "/project/src/house.js:3:7 error no-undef 'x' is not defined",
        '/project/src/house.js:12:1 warning no-multi-spaces Unexpected  double  spaces here',
        '/project/src/house.js:13:2 error - Parsing error: Unexpected token',
        'C:\\work\\door.js:1:1 error @stylistic/quotes Strings must use singlequote',
      ],
    );
  });

  it('$eslint-compact, $go and $gcc read a line a problem', () => {
    assert.deepEqual(
      match(
        'eslint-compact',
        "/project/house.js: line 3, col 7, Error - 'x' is not defined. (no-undef)",
        '/project/house.js: line 4, col 1, Warning - Odd (really odd).',
        '2 problems',
      ),
      ["/project/house.js:3:7 error no-undef 'x' is not defined.", '/project/house.js:4:1 warning - Odd (really odd).'],
    );
    assert.deepEqual(
      match(
        'go',
        '# example.com/town/house',
        './house.go:3:7: undefined: x',
        'vet: house/door.go:5:2: unreachable code',
        '    house_test.go:12: got open',
        'ok  example.com/town 0.1s',
      ),
      [
        './house.go:3:7 error - undefined: x',
        'house/door.go:5:2 error - unreachable code',
        'house_test.go:12 error - got open',
      ],
    );
    assert.deepEqual(
      match(
        'gcc',
        "house.c: In function 'main':",
        "house.c:3:7: warning: unused variable 'x' [-Wunused-variable]",
        '    3 |   int x;',
        'src/house.c:9: error: expected ;',
        'house.c:1:10: fatal error: door.h: No such file or directory',
        'house.c:4:1: note: declared here',
      ),
      [
        "house.c:3:7 warning -Wunused-variable unused variable 'x'",
        'src/house.c:9 error - expected ;',
        'house.c:1:10 error - door.h: No such file or directory',
        'house.c:4:1 information - declared here',
      ],
    );
  });

  it('take no long time on any line that is looked at', () => {
    for (const [name, matcher] of Object.entries(builtInMatchers)) {
      const matching = new OutputMatching(matcher, 8_000);
      for (const unit of [' ', 'a', 'a ', '(1', ':1', 'a:1:', ': line 1', '  1:1  error  a', '[-W', 'x  ', '\t'])
        matching.write(Buffer.from(`${unit.repeat(longestMatchedLine / unit.length)}\n`), 'stdout');
      assert.ok(matching.end().isComplete, name);
    }
  });
});

describe('OutputMatching', () => {
  it('puts lines that follow each other together, and begins anew when one does not fit', () => {
    const rust: ProblemMatcher = {
      severity: 'warning',
      base: null,
      patterns: [
        { ...pattern, regexp: String.raw`^(warning|error)(?:\[(\w+)\])?: (.+)$`, severity: 1, code: 2, message: 3 },
        { ...pattern, regexp: String.raw`^ +--> (.+):(\d+):(\d+)$`, file: 1, line: 2, column: 3 },
      ],
    };
    assert.deepEqual(
      match(
        rust,
        'error: aborting',
        'warning: unused',
        'error[E0425]: no x',
        '  --> src/main.rs:3:7',
        '  --> src/main.rs:4:1',
      ),
      ['src/main.rs:3:7 error E0425 no x'],
    );
  });

  it('reads places in one group, files as a whole, and severities in other words', () => {
    assert.deepEqual(
      match(custom(String.raw`^(\S+)\(([\d,]+)\): (.*)$`, { line: undefined, location: 2 }), 'a.js(3,7,4,1): odd'),
      ['a.js:3:7:4:1 error - odd'],
    );
    assert.deepEqual(
      match(custom(String.raw`^(\S+)\(([\d,]+)\): (.*)$`, { line: undefined, location: 2 }), 'a.js(3): odd'),
      ['a.js:3 error - odd'],
    );
    assert.deepEqual(
      match(custom(String.raw`^(\S+) (\w) (.*)$`, { kind: 'file', line: undefined, severity: 2 }), 'a.js W odd'),
      ['a.js warning - odd'],
    );
    assert.deepEqual(match(custom(String.raw`^(\S+) (\S+) (.*)$`), 'a.js here odd', 'a.js 99999999999 odd'), [
      'a.js error - odd',
      'a.js error - odd',
    ]);
  });

  it('keeps the two streams apart', () => {
    const definition = builtInMatchers['eslint-stylish'];
    assert.ok(definition);
    const matching = new OutputMatching(definition);
    matching.write(Buffer.from('a.js\n'), 'stdout');
    matching.write(Buffer.from('a warning of the runtime\n'), 'stderr');
    matching.write(Buffer.from('  1:1  error  odd  rule\n'), 'stdout');
    assert.deepEqual(
      matching.end().problems.map(({ place }) => place?.file),
      ['a.js'],
    );
  });

  it('gives up on an expression that takes for ever, keeps what it found, and says so', () => {
    const matching = new OutputMatching(custom(String.raw`^(\S+):(\d+): ((?:\w+)+)$`), 200);
    matching.write(Buffer.from('a.js:1: odd\n'), 'stdout');
    matching.write(Buffer.from(`a.js:2: ${'a'.repeat(60)}!\n`), 'stdout');
    const began = performance.now();
    const { problems, isComplete } = matching.end();
    assert.ok(performance.now() - began < 5_000);
    assert.deepEqual([problems.map(({ message }) => message), isComplete], [['odd'], false]);
    matching.write(Buffer.from('a.js:3: more\n'), 'stdout');
    assert.equal(matching.end().problems.length, 1);
  });

  it('leaves long lines alone, keeps errors first when there are too many, and counts the rest', () => {
    const matcher = custom(String.raw`^(\S+):(\d+): (?:(error|warning) )?(.*)$`, { message: 4, severity: 3 });
    const long = `a.js:1: ${'x'.repeat(longestMatchedLine)}`;
    const lines = Array.from({ length: 1_500 }, (_, at) => `a.js:${at}: ${at === 1_400 ? 'error' : 'warning'} p`);
    const matching = new OutputMatching(matcher);
    matching.write(Buffer.from(`${[long, ...lines].join('\n')}\n`), 'stdout');
    const { problems, leftOut } = matching.end();
    assert.deepEqual([problems.length, leftOut, problems.at(-1)?.place?.line], [1_000, 500, 1_400]);
  });
});
