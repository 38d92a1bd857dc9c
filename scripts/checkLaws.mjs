// Checks the laws of ARCHITECTURE.md; prints file, law and what to do for each breach, and exits with 1 if there is one.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { contributionLaws, findContributionBreaches } from './laws/findContributionBreaches.mjs';
import { documentLaws, findDocumentBreaches } from './laws/findDocumentBreaches.mjs';
import { findImportBreaches, importLaws } from './laws/findImportBreaches.mjs';
import { findMessageBreaches, messageLaws } from './laws/findMessageBreaches.mjs';
import { findSourceBreaches, sourceLaws } from './laws/findSourceBreaches.mjs';
import { readSources } from './laws/readSources.mjs';

const { values } = parseArgs({
  options: {
    /** Folder to check, by default this repository. */
    root: { type: 'string', default: path.join(import.meta.dirname, '..') },
    /** Print one JSON document instead of prose. */
    json: { type: 'boolean', default: false },
    /** Leave out knip, which needs installed packages. */
    'skip-unused': { type: 'boolean', default: false },
  },
});
const root = path.resolve(values.root);

/** knip finds files, exports and packages that nothing uses; its own report is the clearest. */
function findUnused() {
  const knip = path.join(import.meta.dirname, '..', 'node_modules', 'knip', 'bin', 'knip.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [knip, '--no-progress'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return [];
  const report = `${stdout}${stderr}`.trim();
  return [
    {
      law: 'nothing-unused',
      file: 'knip.jsonc',
      line: 0,
      message: `Remove what nothing uses, or name why it stays in knip.jsonc.\n${report}`,
    },
  ];
}

const checkedLaws = [
  ...new Set([...importLaws, ...sourceLaws, ...messageLaws, ...contributionLaws, ...documentLaws, 'nothing-unused']),
];
const sources = readSources(root);
const breaches = [
  ...(await findImportBreaches(root)),
  ...findSourceBreaches(sources),
  ...findMessageBreaches(sources),
  ...findContributionBreaches(root, sources),
  ...findDocumentBreaches(root, checkedLaws),
  ...(values['skip-unused'] ? [] : findUnused()),
].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);

if (values.json) {
  process.stdout.write(`${JSON.stringify({ laws: checkedLaws, files: sources.length, breaches })}\n`);
} else {
  for (const { file, line, law, message } of breaches)
    process.stdout.write(`${file}${line > 0 ? `:${line}` : ''}  ${law}\n  ${message.replaceAll('\n', '\n  ')}\n`);
  const summary =
    breaches.length === 0 ? 'no breach' : `${breaches.length} ${breaches.length === 1 ? 'breach' : 'breaches'}`;
  process.stdout.write(`${checkedLaws.length} laws, ${sources.length} files, ${summary}.\n`);
}
process.exitCode = breaches.length === 0 ? 0 : 1;
