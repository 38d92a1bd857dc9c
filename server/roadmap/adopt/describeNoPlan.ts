/** Says why a text holds no plan that could be adopted, with what it holds instead. */
import type { ReadPlan } from './planUnit.ts';
import { plainTitle } from './unitLabel.ts';

const otherFile = /[\w./-]*(?:road-?map|plan|milestone|todo|backlog)[\w./-]*\.(?:md|markdown|rst|txt)\b/i;
const picture = /!\[[^\]]*\]\([^)]*\)|<img\b/i;
const mostTitles = 4;
const longestTitle = 40;

/** Whole sentences: what was looked for, what is there instead, and what the person can do. */
export function describeNoPlan(plan: ReadPlan): string {
  const lookedFor =
    'It holds no plan that could be told apart: no headings, table rows or list items that stand for phases, milestones or versions.';
  return [lookedFor, described(plan), advised(plan)].filter((sentence) => sentence !== '').join(' ');
}

function described(plan: ReadPlan): string {
  const titles = plan.sections
    .filter(({ level, parent }) => level > 1 || parent !== null)
    .map(({ title }) => plainTitle(title))
    .filter((title) => title !== '');
  if (titles.length === 0) return 'It has no headings below its title.';
  const named = titles.slice(0, mostTitles).map((title) => `"${shortened(title)}"`);
  const more = titles.length > named.length ? ` and ${titles.length - named.length} more` : '';
  return `Its headings are ${named.join(', ')}${more}.`;
}

function advised(plan: ReadPlan): string {
  for (const { content } of plan.outline) {
    const file = otherFile.exec(content)?.[0];
    if (file !== undefined) return `It names ${file}; if the plan is there, adopt that file.`;
  }
  if (plan.outline.some(({ content }) => picture.test(content))) {
    return 'If the plan is in its picture, write it down as headings first.';
  }
  return 'Give each phase a heading such as "Phase 1: Its name" and adopt again.';
}

function shortened(title: string): string {
  return title.length <= longestTitle ? title : `${title.slice(0, longestTitle - 1).trimEnd()}…`;
}
