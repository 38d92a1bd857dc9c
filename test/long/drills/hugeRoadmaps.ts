/** Roadmaps of any size that are made to keep a parser busy. */

const phaseHeading = '## Phase 1: One\n';

/** Texts of about `length` code units, each of which would take quadratic time in some careless parser. */
export function adversarialRoadmaps(length: number): ReadonlyMap<string, string> {
  const fill = (unit: string): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
  const grow = (piece: (count: number) => string): string => {
    const parts: string[] = [];
    let written = 0;
    for (let count = 1; written < length; count++) {
      const part = piece(count);
      written += part.length;
      parts.push(part);
    }
    return parts.join('');
  };
  const texts: Readonly<Record<string, string>> = {
    'line feeds': fill('\n'),
    'carriage returns': fill('\r'),
    spaces: fill(' '),
    hashes: fill('#'),
    'phases without anything': fill('## Phase 1:\n'),
    'malformed headings': fill('## Phase 1 - x\n'),
    'malformed headings before a fence': `${fill('##Phase 1: x\n')}\n\`\`\`\n`,
    'empty headings before a comment': `${fill('##\n')}<!--\n`,
    'indented headings': fill('  ## Section\n'),
    'DONE phases out of order': phaseHeading + fill('## Phase 2: y\n**Status:** DONE\n'),
    'one endless id': `## Phase ${fill('1.')}`,
    'one endless title': `## Phase 1: ${fill('# ')}`,
    'one endless value': `${phaseHeading}**Status:** a${fill(' ')}`,
    'fields without end': phaseHeading + fill('**a:** b\n'),
    'statuses without end': phaseHeading + fill('**Status:** b\n'),
    'notes without end': phaseHeading + fill('**Notes:** b\n'),
    'near misses': phaseHeading + fill('- status  \n'),
    'half bold': phaseHeading + fill('**a\n'),
    backticks: fill('`'),
    'backticks of many lengths': grow((count) => `${'`'.repeat(count)} <!-- `),
    'code with comments in one line': fill('`<!-- -->` '),
    'comment openers in one line': fill('<!--'),
    'comment openers in sentences': fill('x <!--\n'),
    'openers in one comment': `x${fill('<!--')}-->`,
    'closed comments': fill('x <!-- --> y\n'),
    'escaped openers': fill('\\<!--'),
    backslashes: `${fill('\\')}<!--`,
    'fences of both kinds': fill('```\n## Phase 1: x\n~~~\n'),
    'fences of many lengths': grow((count) => `${'`'.repeat(count + 2)}\n`),
    'fences in list items': fill('- ```\n'),
    'nested list items': fill('- '),
    'ever deeper list items': grow((count) => `${' '.repeat(2 * count)}- x\n`),
    'numbered items': fill('1. '),
    'surrogate halves': fill('\ud800'),
    emoji: fill('🚀'),
  };
  return new Map(Object.entries(texts).map(([name, text]) => [name, flat(text)]));
}

/** Joins the pieces of the string now, so that the parser is not charged for it. */
function flat(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
