// Finds laws that are checked but not explained in ARCHITECTURE.md, or explained but not checked.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Names of the laws that this file checks. */
export const documentLaws = ['laws-documented'];

/** A law is documented by a heading of level 3 in ARCHITECTURE.md that holds its name in backticks. */
export function findDocumentBreaches(root, checkedLaws) {
  const file = 'ARCHITECTURE.md';
  const law = 'laws-documented';
  if (!existsSync(path.join(root, file)))
    return [{ law, file, line: 0, message: 'The file that explains the laws is missing.' }];
  const explained = new Map();
  readFileSync(path.join(root, file), 'utf8')
    .split('\n')
    .forEach((text, index) => {
      if (text.startsWith('### '))
        for (const match of text.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)) explained.set(match[1], index + 1);
    });
  const unexplained = checkedLaws
    .filter((name) => !explained.has(name))
    .map((name) => ({
      law,
      file,
      line: 0,
      message: `The law "${name}" is checked but has no heading "### … \`${name}\`". Give its reason.`,
    }));
  const unchecked = [...explained]
    .filter(([name]) => !checkedLaws.includes(name))
    .map(([name, line]) => ({
      law,
      file,
      line,
      message: `No check knows the law "${name}". Correct the name, or write the check.`,
    }));
  return [...unexplained, ...unchecked];
}
