// Finds commands, views, settings and context keys that package.json and client/contributions.ts do not name alike.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Names of the laws that this file checks. */
export const contributionLaws = ['contributions-match'];

const file = 'client/contributions.ts';

/** Which of the constants of contributions.ts name what, by a word in their own names. */
const kinds = [
  { kind: 'command', constant: /command/i },
  { kind: 'view', constant: /view/i },
  { kind: 'setting', constant: /setting/i },
  { kind: 'context key', constant: /contextKey/i },
];

/** Every `when` and `enablement` clause below a value. */
function whenClauses(value) {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    (key === 'when' || key === 'enablement') && typeof below === 'string' ? [below] : whenClauses(below),
  );
}

/** Ids of `contributes`, each with its kind; ids without a dot are the editor's own. */
function contributedIds(contributes) {
  const ids = new Map();
  const add = (kind, id) => ids.set(`${kind} ${id}`, { kind, id });
  for (const { command } of contributes.commands ?? []) add('command', command);
  for (const { id } of Object.values(contributes.views ?? {}).flat()) add('view', id);
  for (const { properties } of [contributes.configuration ?? []].flat())
    for (const id of Object.keys(properties ?? {})) add('setting', id);
  // A `when` clause names views after `view ==`; every other word of ours in it is a context key.
  const words = whenClauses(contributes)
    .map((clause) => clause.replaceAll(/\bview (==|!=) '?[\w.]+'?/g, ''))
    .flatMap((clause) => [...clause.matchAll(/\bphasegate\.[A-Za-z][\w.]*/g)]);
  for (const [id] of words) add('context key', id);
  return ids;
}

/** Ids of the exported objects of contributions.ts, each with its kind and line. */
function typedIds(source) {
  const ids = new Map();
  for (const statement of source.tree.statements.filter(ts.isVariableStatement))
    for (const declaration of statement.declarationList.declarations) {
      const kind = kinds.find(({ constant }) => constant.test(declaration.name.getText()))?.kind;
      const collect = (node) => {
        if (ts.isStringLiteral(node) && node.text.startsWith('phasegate.')) {
          const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart());
          ids.set(`${kind} ${node.text}`, { kind, id: node.text, line: line + 1 });
        }
        ts.forEachChild(node, collect);
      };
      if (kind && declaration.initializer) collect(declaration.initializer);
    }
  return ids;
}

/** Every id must stand in both files, as the same kind of thing. */
export function findContributionBreaches(root, sources) {
  const law = 'contributions-match';
  const manifest = path.join(root, 'package.json');
  const source = sources.find((candidate) => candidate.file === file);
  if (!existsSync(manifest)) return [];
  const contributed = contributedIds(JSON.parse(readFileSync(manifest, 'utf8')).contributes ?? {});
  const typed = source ? typedIds(source) : new Map();
  const untyped = [...contributed]
    .filter(([key]) => !typed.has(key))
    .map(([, { kind, id }]) => ({
      law,
      file: 'package.json',
      line: 0,
      message: `The ${kind} "${id}" is not in ${file}. Add it there.`,
    }));
  const uncontributed = [...typed]
    .filter(([key]) => !contributed.has(key))
    .map(([, { kind, id, line }]) => ({
      law,
      file,
      line,
      message: `package.json has no ${kind} "${id}". Contribute it there, or remove it here.`,
    }));
  return [...untyped, ...uncontributed];
}
