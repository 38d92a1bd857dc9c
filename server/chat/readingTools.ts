/** The tools that a language model may use while it answers: it can look things up, and change nothing. */
import * as z from 'zod';
import type { MessageSearchStore } from './messageSearchStore.ts';
import type { CitablePassage, PassageSource } from './passageSource.ts';
import type { ReadingTool, ToolAnswer } from './readingTool.ts';

export interface ToolSurroundings {
  readonly passages: PassageSource;
  readonly search: MessageSearchStore;
  /** The plan of the folder in words; null where there is none to tell of. */
  readonly roadmapState: (() => Promise<string>) | null;
}

/** Passages or messages that one use brings. */
const mostFound = 8;
/** UTF-16 units that one use brings; a tool result has at most 64 KB. */
const longestText = 20_000;
const longestReach = 5;

const searchInput = z.object({
  query: z.string().min(1),
  dataset: z.string().optional(),
  count: z.number().int().min(1).max(20).optional(),
});
const passageInput = z.object({
  dataset: z.string(),
  document: z.string(),
  passage: z.string(),
  around: z.number().int().min(0).optional(),
});
const roadmapInput = z.object({});
const memoryInput = z.object({ words: z.string().min(1) });

export function readingTools({ passages, search, roadmapState }: ToolSurroundings): readonly ReadingTool[] {
  return [
    {
      name: 'search_regulations',
      description:
        'Finds passages of the regulations that speak of something. Use other words than before when the passages at hand do not answer the question.',
      inputSchema: {
        type: 'object',
        properties: {
          query: { type: 'string', description: 'What the passages should speak of, in the words of regulations' },
          dataset: { type: 'string', description: 'Only this dataset; leave it out for all' },
          count: { type: 'integer', description: `Passages at most, from 1 to 20; ${mostFound} when left out` },
        },
        required: ['query'],
      },
      use: (input, signal) =>
        withInput(searchInput, input, async ({ query, dataset, count }) => {
          const { results } = await passages.find(query, dataset ?? null, count ?? mostFound, signal);
          return found(results.map(({ passage }) => passage));
        }),
    },
    {
      name: 'read_passage',
      description: 'Reads a passage of the regulations with those before and behind it in its document.',
      inputSchema: {
        type: 'object',
        properties: {
          dataset: { type: 'string' },
          document: { type: 'string', description: 'The id of the document' },
          passage: { type: 'string', description: 'The id of the passage' },
          around: { type: 'integer', description: `Passages on each side, ${longestReach} at most` },
        },
        required: ['dataset', 'document', 'passage'],
      },
      use: (input) =>
        withInput(passageInput, input, async ({ around, ...name }) =>
          found(await passages.around(name, Math.min(around ?? 2, longestReach))),
        ),
    },
    {
      name: 'search_memory',
      description: 'Finds what was said in earlier conversations: messages that hold all of the words.',
      inputSchema: {
        type: 'object',
        properties: { words: { type: 'string', description: 'A few words that all stand in the message' } },
        required: ['words'],
      },
      use: (input) =>
        withInput(memoryInput, input, async ({ words }) => {
          const messages = await search.search(words, mostFound);
          const lines = messages.map(
            ({ message, conversationTitle, snippet }) =>
              `${new Date(message.createdAtMs).toISOString().slice(0, 10)}, ${message.role} in "${conversationTitle}": ${snippet.text}`,
          );
          return said(lines.length === 0 ? 'No message holds all of these words.' : lines.join('\n'));
        }),
    },
    ...(roadmapState === null
      ? []
      : [
          {
            name: 'roadmap_state',
            description: 'Reads where the project stands: the phases of its roadmap, their status, and the next one.',
            inputSchema: { type: 'object', properties: {} },
            use: (input: unknown) => withInput(roadmapInput, input, async () => said(await roadmapState())),
          } as const,
        ]),
  ];
}

/** A wrong input and what fails are told to the model. */
async function withInput<Shape extends z.ZodType>(
  shape: Shape,
  input: unknown,
  use: (input: z.output<Shape>) => Promise<ToolAnswer>,
): Promise<ToolAnswer> {
  const parsed = shape.safeParse(input);
  if (!parsed.success)
    return { text: `The input is wrong: ${z.prettifyError(parsed.error)}`, passages: [], isError: true };
  try {
    return await use(parsed.data);
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error), passages: [], isError: true };
  }
}

function found(passages: readonly CitablePassage[]): ToolAnswer {
  const names = passages.map(({ document, reference }) => `${document.title}, ${reference}`);
  return { text: names.length === 0 ? 'Nothing was found.' : names.join('\n'), passages, isError: false };
}

function said(text: string): ToolAnswer {
  return { text: text.slice(0, longestText), passages: [], isError: false };
}
