/** Says how passages were found for a query, in Markdown: the rank of each in each way of finding, what was dropped, what failed. */
import type { FoundPassageReport, FoundReport, LegReport } from '../protocol/regulations.ts';
import { escapeMarkdown } from './escapeMarkdown.ts';

const legs = ['lexical', 'dense', 'trained', 'references', 'rerank'] as const;
type Leg = (typeof legs)[number];

/**
 * @param shown so many of what was found are shown to who asked; the others were dropped
 * @param picked address of the passage that is looked at, of which nothing is cut
 */
export function describeRetrieval(query: string, report: FoundReport, shown: number, picked: string): string {
  const { found, vanished } = report;
  const lines = ['# How passages were found', '', `**${escapeMarkdown(query)}**`, ''];
  const at = found.findIndex(({ passage }) => passage.address === picked);
  const passage = found[at];
  if (passage !== undefined) lines.push(...describePicked(passage, at + 1), '');
  lines.push('## Ways of finding', '', '| dataset | leg | found | how |', '|---|---|---|---|');
  for (const leg of report.legs) lines.push(describeLeg(leg));
  // Without another embedder the trained one is the dense leg, and mostly nothing ranks again.
  const isOptional = (name: Leg): boolean => name === 'trained' || name === 'rerank';
  const columns = legs.filter((name) => !isOptional(name) || report.legs.some(({ leg }) => leg === name));
  lines.push('', '## Ranking', '', ...tableOf(found.slice(0, shown), 1, columns));
  if (found.length > shown) {
    lines.push('', '## Dropped', '', `Ranked behind the first ${shown}, so they are not shown:`, '');
    lines.push(...tableOf(found.slice(shown), shown + 1, columns));
  }
  if (vanished > 0) {
    lines.push('', `${vanished} of what the index named was removed meanwhile, and is left out.`);
  }
  lines.push('', 'Scores of different legs do not compare. The fused score is between 0 and 1.');
  return `${lines.join('\n')}\n`;
}

function describePicked(
  { passage, score, fusedRank, legs: places }: FoundPassageReport,
  rank: number,
): readonly string[] {
  const { document, reference, text } = passage;
  const by = places.flatMap(({ leg, rank: at }) => (leg === 'rerank' ? [] : [`${leg} leg at ${at}`])).join(', ');
  const isReranked = places.some(({ leg }) => leg === 'rerank');
  const place = isReranked ? `Rank ${rank} after ranking again, ${fusedRank} before it` : `Fused rank ${fusedRank}`;
  return [
    `## ${escapeMarkdown(`${document.title} ${reference}`)}`,
    '',
    `${place}, score ${score.toFixed(3)}. ${by === '' ? 'Found by its neighbours only.' : `Found by the ${by}.`}`,
    '',
    `> ${escapeMarkdown(text)}`,
  ];
}

function describeLeg(leg: LegReport): string {
  const what =
    leg.state === 'failed'
      ? `**failed** | ${escapeMarkdown(leg.reason)}`
      : `${leg.found} candidates | ${escapeMarkdown(leg.how)}`;
  return `| ${leg.dataset === '' ? 'all' : escapeMarkdown(leg.dataset)} | ${leg.leg} | ${what} |`;
}

function tableOf(found: readonly FoundPassageReport[], from: number, columns: readonly Leg[]): readonly string[] {
  const rows = found.map(({ passage, score, fusedRank, legs: places }, at) => {
    const cells = columns.map((name) => {
      const place = places.find(({ leg }) => leg === name);
      return place === undefined ? '–' : `${place.rank} (${place.score.toFixed(3)})`;
    });
    const what = escapeMarkdown(`${passage.document.title} ${passage.reference}`);
    return `| ${from + at} | ${fusedRank} (${score.toFixed(3)}) | ${cells.join(' | ')} | ${what} |`;
  });
  const head = ['rank', 'fused', ...columns, 'passage'];
  const rule = head.map((_, at) => (at === head.length - 1 ? '---' : '--:'));
  return [`| ${head.join(' | ')} |`, `|${rule.join('|')}|`, ...rows];
}
