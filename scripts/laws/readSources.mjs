// Reads every TypeScript source of the project once, parsed, for the laws that look inside files.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import ts from 'typescript';

/** Folders that the laws govern. */
export const governedFolders = ['protocol', 'client', 'server', 'webview', 'test', 'bench', 'scripts'];

/**
 * @typedef {object} Source
 * @property {string} file path relative to the root, with forward slashes
 * @property {string} text
 * @property {import('typescript').SourceFile} tree with parent links
 */

/** @returns {Source[]} sorted by path; `test/fixtures` belongs to the tests and is not governed */
export function readSources(root) {
  const files = globSync(
    governedFolders.map((folder) => `${folder}/**/*.ts`),
    { cwd: root, ignore: ['**/node_modules/**', 'test/fixtures/**', '**/*.d.ts'] },
  );
  return files.sort().map((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return { file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) };
  });
}

/** Calls `visit` for a node and everything below it. */
export function walk(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Whether a declaration carries the `export` keyword. */
export function isExported(node) {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
}

/** One breach of a law at a node of a source. */
export function breachAt(law, source, node, message) {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree));
  return { law, file: source.file, line: line + 1, message };
}
