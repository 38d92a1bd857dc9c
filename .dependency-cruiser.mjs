// The laws that show in the imports, as rules of dependency-cruiser; ARCHITECTURE.md gives the same names their reasons.

/** Patterns of packages, whether or not the resolver found them; `names` are patterns of whole package names. */
const packages = (...names) => [`^(${names.join('|')})(/|$)`, `(^|/)node_modules/(@types/)?(${names.join('|')})(/|$)`];

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const production = '^(protocol|client|server|webview)/';
/** The rooms of the server that are no feature; every other folder there is one. */
const feature = '^server/(?!base/|database/|lsp/|rest/|cli/)([^/]+)/';
const edge = '^server/(lsp|rest|cli)/';
const roots = '^server/(main|cli)\\.ts$';
const launcher = '^server/cli/launch\\.ts$';

export default {
  forbidden: [
    forbid(
      'protocol-stands-alone',
      'protocol/ imports only itself and zod. Move what needs more to the side that needs it.',
      { path: '^protocol/' },
      { pathNot: ['^protocol/', ...packages('zod')] },
    ),
    forbid(
      'sides-know-only-protocol',
      'client/, server/ and webview/ meet in protocol/ only. Declare a message there and ask the other side.',
      { path: '^(client|server|webview)/' },
      { path: production, pathNot: ['^$1/', '^protocol/'] },
    ),
    forbid(
      'vscode-only-in-client',
      'Only client/ (and what tests and benchmarks run inside the editor) may know the editor. Ask the client by a message.',
      {
        pathNot: [
          '^client/',
          '^test/editor/',
          '^bench/(bareExtension/client|activationProbe)\\.ts$',
          '(^|/)node_modules/',
        ],
      },
      { path: ['^vscode$', '(^|/)node_modules/(@types/)?vscode/'] },
    ),
    forbid(
      'imports-point-left',
      'base/ is the floor: it imports only itself (and the failure codes, from base/failure.ts).',
      { path: '^server/base/', pathNot: '^server/base/failure\\.ts$' },
      { path: production, pathNot: '^server/base/' },
    ),
    forbid(
      'imports-point-left',
      'base/failure.ts translates failure codes and so may know protocol/failure.ts, and nothing else.',
      { path: '^server/base/failure\\.ts$' },
      { path: production, pathNot: ['^server/base/', '^protocol/failure\\.ts$'] },
    ),
    forbid(
      'imports-point-left',
      'database/ imports only base/ and itself. What knows a table of a feature is the feature’s own *Store.ts.',
      { path: '^server/database/' },
      { path: production, pathNot: ['^server/(base|database)/', '^protocol/'] },
    ),
    forbid(
      'imports-point-left',
      'A feature does not know who calls it: no import of lsp/, rest/, cli/, main.ts or cli.ts.',
      { path: feature },
      { path: [edge, roots] },
    ),
    forbid(
      'imports-point-left',
      'lsp/, rest/ and cli/ stand side by side and below main.ts and cli.ts; what two of them need is a feature’s.',
      { path: '^server/(lsp|rest|cli)/' },
      { path: [edge, roots], pathNot: '^server/$1/' },
    ),
    forbid(
      'imports-point-left',
      'main.ts and cli.ts stand at the right end: nobody imports them, not even each other.',
      { path: production, pathNot: [launcher] },
      { path: roots },
    ),
    forbid(
      'features-are-islands',
      'A feature gets what it needs of another as a function from main.ts or cli.ts. The exceptions are in .dependency-cruiser.mjs.',
      { path: feature, pathNot: '^server/(phases|language)/' },
      { path: feature, pathNot: '^server/$1/' },
    ),
    forbid(
      'features-are-islands',
      'phases/ may import roadmap/, of which it is the runner, and no other feature.',
      { path: '^server/phases/' },
      { path: feature, pathNot: '^server/(phases|roadmap)/' },
    ),
    forbid(
      'features-are-islands',
      'language/ may import roadmap/ and the types of phases/, and no other feature.',
      { path: '^server/language/' },
      { path: feature, pathNot: '^server/(language|roadmap|phases)/' },
    ),
    forbid(
      'features-are-islands',
      'language/ may import from phases/ only types; take the function from main.ts.',
      { path: '^server/language/' },
      { path: '^server/phases/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'features-do-not-import-protocol',
      'Features speak their own types; the handlers of lsp/ and the routes of rest/ translate.',
      { path: [feature, '^server/database/'] },
      { path: '^protocol/' },
    ),
    forbid(
      'sql-only-in-stores',
      'Only database/ and files named *Store.ts may speak SQL. Give the store a method.',
      { path: production, pathNot: ['^server/database/', '^server/.+Store\\.ts$'] },
      { path: ['^(node:)?sqlite$', ...packages('kysely', 'better-sqlite3', 'pg', 'pg-cursor')] },
    ),
    forbid(
      'http-only-in-rest',
      'Only rest/ may serve or speak HTTP with Node’s own modules.',
      { path: production, pathNot: '^server/rest/' },
      { path: ['^(node:)?(http|https|http2)$', ...packages('hono', '@hono/[^/]+', 'express', 'fastify', 'ws')] },
    ),
    forbid(
      'lsp-only-at-the-edge',
      'In the server only lsp/, language/ and main.ts may know the language server protocol. Translate at the edge.',
      { path: production, pathNot: ['^server/(lsp|language)/', '^server/main\\.ts$', '^client/'] },
      {
        path: packages(
          'vscode-languageserver',
          'vscode-languageserver-[^/]+',
          'vscode-languageclient',
          'vscode-jsonrpc',
        ),
      },
    ),
    forbid(
      'processes-only-in-base',
      'Only base/processes/ starts processes, with the duties of timeouts, whole trees and clean output.',
      { path: production, pathNot: ['^server/base/processes/', launcher] },
      { path: ['^(node:)?(child_process|cluster)$', ...packages('execa', 'cross-spawn', 'node-pty')] },
    ),
    forbid(
      'pages-share-only-shared',
      'A page of webview/ imports itself, webview/shared and protocol/. Move what two pages need to webview/shared.',
      { path: '^webview/([^/]+)/', pathNot: '^webview/shared/' },
      { path: '^webview/', pathNot: ['^webview/$1/', '^webview/shared/'] },
    ),
    forbid(
      'pages-share-only-shared',
      'webview/shared knows no page.',
      { path: '^webview/shared/' },
      { path: '^webview/', pathNot: '^webview/shared/' },
    ),
    forbid(
      'no-cycles',
      'Two files that need each other are one file, or need a third. Type imports count.',
      {},
      { circular: true },
    ),
    forbid(
      'launcher-stands-alone',
      'server/cli/launch.ts runs on any runtime, so it imports nothing but Node’s own modules and the bundle it starts.',
      { path: launcher },
      { dependencyTypesNot: ['core'], pathNot: 'terminal\\.cjs$' },
    ),
    forbid(
      'production-stands-alone',
      'What is shipped imports neither tests, benchmarks and scripts nor packages that are installed for development only.',
      { path: production },
      { path: '^(test|bench|scripts|stages|docs|dist)/' },
    ),
    forbid(
      'production-stands-alone',
      'What is shipped imports only packages of "dependencies"; add the package there (types alone may be of devDependencies).',
      { path: production },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: '/@types/',
      },
    ),
    forbid(
      'imports-resolve',
      'The law check could not follow this import and so would not see what it breaks. Correct the path.',
      {},
      { couldNotResolve: true, pathNot: ['^vscode$', 'terminal\\.cjs$'] },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^(dist|dist-test|\\.build|\\.vscode-test)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
