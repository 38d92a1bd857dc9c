// The few lint rules of this project: promises, exhaustive switches, no `any`; taste is left to prettier, imports to the laws.
import tseslint from 'typescript-eslint';

/** Rules that need no types, for every file. */
const everywhere = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-constant-binary-expression': 'error',
  'no-debugger': 'error',
  // The object `z` holds all of zod, which then is loaded at each start; of a namespace only what is used is bundled.
  'no-restricted-syntax': [
    'error',
    { selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier", message: "Write: import * as z from 'zod'" },
  ],
  'no-self-compare': 'error',
  'no-unreachable-loop': 'error',
  'no-unsafe-finally': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
};

/** Rules that ask the type checker, for every TypeScript file. */
const typeChecked = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/ban-ts-comment': [
    'error',
    { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': 'allow-with-description' },
  ],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-base-to-string': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-implied-eval': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/no-unsafe-argument': 'error',
  '@typescript-eslint/no-unsafe-assignment': 'error',
  '@typescript-eslint/no-unsafe-call': 'error',
  '@typescript-eslint/no-unsafe-member-access': 'error',
  '@typescript-eslint/no-unsafe-return': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/prefer-promise-reject-errors': 'error',
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
  ],
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'dist-test/',
      '.build/',
      '.vscode-test/',
      'coverage/',
      'test/fixtures/',
      'starter/',
      '**/*.d.ts',
    ],
  },
  {
    // A comment cannot switch a rule off: a rule that is wrong here is changed here.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    rules: everywhere,
  },
  {
    files: ['{client,server,protocol,webview,test,bench,scripts}/**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: typeChecked,
  },
  {
    // Standard output belongs to the language protocol in the server and to `--json` in the terminal.
    files: ['{server,protocol,client,webview}/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    // Scripts are plain JavaScript: names must exist and be used, the rest is the reader's judgement.
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'AbortController',
          'AbortSignal',
          'Buffer',
          'URL',
          'clearInterval',
          'clearTimeout',
          'console',
          'fetch',
          'performance',
          'process',
          'setImmediate',
          'setInterval',
          'setTimeout',
          'structuredClone',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: {
      'no-undef': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
);
