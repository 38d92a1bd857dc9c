/** What may and what must be in a packed extension. */

import { regulationProblemCodes } from '../server/regulations/linkProblems.ts';
import { roadmapProblemCodes } from '../server/roadmap/roadmap.ts';
import { specProblemCodes } from '../server/phases/phaseSpec.ts';

export const needed = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/package.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.cjs',
  'extension/dist/server.cjs',
  'extension/dist/languageServer.cjs',
  'extension/dist/terminal.cjs',
  'extension/dist/regulationWorker.cjs',
  'extension/dist/graphScript.cjs',
  'extension/dist/transformersScript.cjs',
  'extension/dist/cli.js',
  'extension/dist/package.json',
  'extension/dist/webview/chat.js',
  'extension/dist/webview/chat.css',
  'extension/media/phasegate.svg',
  'extension/docs/problems.md',
  'extension/docs/failures.md',
  'extension/docs/data.md',
  'extension/docs/regulations.md',
  'extension/docs/embedders.md',
  // A diagnostic links to the page of its code.
  ...[...roadmapProblemCodes, ...specProblemCodes, ...regulationProblemCodes].map(
    (code) => `extension/docs/problems/${code}.md`,
  ),
  'extension/schemas/phasegate.schema.json',
  'extension/schemas/spec-front-matter.schema.json',
];

/** What may be in it besides. A new kind of file is added here knowingly, or it is a leak. */
const allowed = [
  /^extension\/media\/[\w-]+(\/[\w-]+)*\.(svg|png|md)$/,
  // The addon of the graph of vectors, where it was built for the target; without it vectors are compared exactly.
  /^extension\/dist\/addon\.node$/,
];

/** The database's addon, one in each package. */
export function addonName(target: string): string {
  return `extension/dist/${target}.node`;
}

/** A sentence for each file that is not on the list and for each that is missing. */
export function findContentFaults(names: readonly string[], target: string): string[] {
  const wanted = [...needed, addonName(target)];
  const unlisted = names.filter((name) => !wanted.includes(name) && !allowed.some((pattern) => pattern.test(name)));
  return [
    ...unlisted.map((name) => `${name} is in the package, but not on the list in scripts/packageContents.ts.`),
    ...wanted.filter((name) => !names.includes(name)).map((name) => `${name} is missing from the package.`),
  ];
}
