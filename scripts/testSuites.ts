/** The suites of `npm test`, in the order in which they run. */

/** A suite under mocha: every `*.test.ts` below its folder. */
interface MochaSuite {
  readonly kind: 'mocha';
  readonly name: string;
  readonly folder: string;
  /** Longest time for one test, unless it says otherwise itself. */
  readonly testLimitMs: number;
  /** Files that run side by side are in processes of their own. */
  readonly files: 'one by one' | 'two at a time';
  readonly limitMs: number;
  readonly needs: readonly Need[];
}

/** A suite inside the extension host of the editor. */
interface EditorSuite {
  readonly kind: 'editor';
  readonly name: string;
  readonly extension: 'source' | 'vsix';
  readonly folder: string;
  readonly limitMs: number;
  readonly needs: readonly Need[];
}

export type Need = 'build' | 'vsix' | 'browser';
export type Suite = MochaSuite | EditorSuite;

const minuteMs = 60_000;

export const suites: readonly Suite[] = [
  {
    kind: 'mocha',
    name: 'unit',
    folder: 'test/unit',
    testLimitMs: 30_000,
    files: 'two at a time',
    limitMs: 10 * minuteMs,
    needs: [],
  },
  {
    kind: 'mocha',
    name: 'server',
    folder: 'test/server',
    testLimitMs: 60_000,
    files: 'two at a time',
    limitMs: 10 * minuteMs,
    needs: ['build'],
  },
  {
    kind: 'editor',
    name: 'editor, source tree',
    folder: 'test/editor/suite',
    extension: 'source',
    limitMs: 12 * minuteMs,
    needs: ['build', 'browser'],
  },
  {
    kind: 'editor',
    name: 'editor, installed VSIX',
    folder: 'test/editor/suite',
    extension: 'vsix',
    limitMs: 12 * minuteMs,
    needs: ['build', 'browser', 'vsix'],
  },
  {
    kind: 'mocha',
    name: 'browser',
    folder: 'test/e2e',
    testLimitMs: 120_000,
    files: 'one by one',
    limitMs: 20 * minuteMs,
    needs: ['build', 'browser'],
  },
];

/** Runs with `--long` only. */
export const longSuite: Suite = {
  kind: 'mocha',
  name: 'long',
  folder: 'test/long',
  testLimitMs: 30 * minuteMs,
  files: 'one by one',
  limitMs: 120 * minuteMs,
  needs: ['build'],
};
