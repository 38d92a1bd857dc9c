// Finds the breaches of the laws that show in imports, by running dependency-cruiser with this repository's rules.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';
import config from '../../.dependency-cruiser.mjs';
import { governedFolders } from './readSources.mjs';

/** Names of the laws that this file checks. */
export const importLaws = [...new Set(config.forbidden.map((rule) => rule.name))];

/** @returns {Promise<{law: string, file: string, line: number, message: string}[]>} line 0: the import says where */
export async function findImportBreaches(root) {
  const folders = governedFolders.filter((folder) => existsSync(path.join(root, folder)));
  const { output } = await cruise(folders, {
    ...config.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: config.forbidden },
  });
  const cruised = output.modules.filter((module) => folders.some((folder) => module.source.startsWith(`${folder}/`)));
  if (cruised.length === 0) throw new Error(`The law check found no source file under ${root}.`);
  const advice = new Map(config.forbidden.map((rule) => [rule.name, rule.comment]));
  const breaches = new Map();
  for (const violation of output.summary.violations) {
    const { rule, from, to } = violation;
    const trail = violation.cycle ? [from, ...violation.cycle.map((step) => step.name)].join(' → ') : `imports ${to}`;
    const message = `${trail}. ${violation.comment ?? advice.get(rule.name)}`;
    // One import can break two clauses of one law; it is said once.
    breaches.set(`${rule.name} ${from} ${to}`, { law: rule.name, file: from, line: 0, message });
  }
  return [...breaches.values()];
}
