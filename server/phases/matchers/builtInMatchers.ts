/** The problem matchers that need no definition, for the output of the usual compilers and linters. */
import type { ProblemMatcher } from './problemMatcher.ts';

const one = { kind: 'location', loop: false } as const;

/** By name, without the `$`. None of the expressions takes more than quadratic time on a line. */
export const builtInMatchers: Readonly<Record<string, ProblemMatcher>> = {
  // `src/house.ts(3,7): error TS2322: …` and, with `--pretty`, `src/house.ts:3:7 - error TS2322: …`.
  tsc: {
    severity: 'error',
    base: null,
    patterns: [
      {
        ...one,
        regexp: String.raw`^(?:(\S.*?)[(:](\d+)[,:](\d+)(?:\):| -) )?(error|warning|message) (TS\d+): (.*)$`,
        file: 1,
        line: 2,
        column: 3,
        severity: 4,
        code: 5,
        message: 6,
      },
    ],
  },
  // The file on a line of its own, then one line a problem.
  'eslint-stylish': {
    severity: 'warning',
    base: null,
    patterns: [
      { ...one, regexp: String.raw`^((?:[A-Za-z]:)?[^\s:].*)$`, file: 1 },
      {
        kind: 'location',
        loop: true,
        regexp: String.raw`^ +(\d+):(\d+) +(error|warning) +(\S.*?)(?: {2,}(\S+))?$`,
        line: 1,
        column: 2,
        severity: 3,
        message: 4,
        code: 5,
      },
    ],
  },
  // `/project/house.js: line 3, col 7, Error - 'x' is not defined. (no-undef)`
  'eslint-compact': {
    severity: 'warning',
    base: null,
    patterns: [
      {
        ...one,
        regexp: String.raw`^(.+): line (\d+), col (\d+), (Error|Warning|Info) - (.+?)(?: \(([^()\s]+)\))?$`,
        file: 1,
        line: 2,
        column: 3,
        severity: 4,
        message: 5,
        code: 6,
      },
    ],
  },
  // `./house.go:3:7: undefined: x`, of the compiler and of vet; tests print `    house_test.go:3: …`.
  go: {
    severity: 'error',
    base: null,
    patterns: [
      {
        ...one,
        regexp: String.raw`^\s*(?:vet: )?((?:[A-Za-z]:)?[^\s:]+\.go):(\d+)(?::(\d+))?: (.+)$`,
        file: 1,
        line: 2,
        column: 3,
        message: 4,
      },
    ],
  },
  // `house.c:3:7: warning: unused variable 'x' [-Wunused-variable]`, of gcc, clang and what prints like them.
  gcc: {
    severity: 'error',
    base: null,
    patterns: [
      {
        ...one,
        regexp: String.raw`^((?:[A-Za-z]:)?[^\s:][^:]*):(\d+)(?::(\d+))?: +(?:fatal )?(error|warning|note): +(.+?)(?: +\[(-W[^\]]+)\])?$`,
        file: 1,
        line: 2,
        column: 3,
        severity: 4,
        message: 5,
        code: 6,
      },
    ],
  },
};
