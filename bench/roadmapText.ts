/** Writes roadmaps as large as one likes, in the manner of the project's own. */

/**
 * The text of a roadmap of `phases` phases: the first half is done, the next is in progress, the rest is to do. Every
 * fiftieth phase has some prose, a list and a table besides.
 */
export function roadmapText(phases: number): string {
  const half = Math.floor(phases / 2);
  const parts = ['# Development Roadmap\n\nPhases run in the order of this file.\n\n---\n\n'];
  for (let number = 0; number < phases; number++) {
    const id = String(number).padStart(2, '0');
    const status = number < half ? 'DONE' : number === half ? 'IN_PROGRESS' : 'TODO';
    parts.push(
      `## Phase ${id}: Conversation Persistence, Part ${id}\n`,
      `**Status:** ${status}\n**Spec:** stages/phase-${id}-conversation-persistence.md\n`,
      `**Goal:** Move part ${id} of the conversations from the frontend to the backend\n\n`,
    );
    if (number % 50 === 0) {
      parts.push(
        'What is left open stands in `docs/open.md`; see [the issue](https://example.org/issues/1).\n\n',
        '- first **this**\n- then _that_\n\n| Part | Owner |\n|------|-------|\n| one  | Ann   |\n\n',
      );
    }
    parts.push('---\n\n');
  }
  // The pieces become one string here, so that the first to read it is not charged for that.
  return Buffer.from(parts.join(''), 'utf8').toString('utf8');
}
