/** Lets the language models of the editor look things up in Phasegate: regulations, and where the roadmap stands. */
import * as vscode from 'vscode';
import * as z from 'zod';
import type { RequestMessage } from '../protocol/message.ts';
import { roadmapForModel, roadmapInput, searchForModel, searchInput } from '../protocol/tools.ts';
import type { ServerConnection } from './serverConnection.ts';

type LookUp = RequestMessage<z.ZodType, z.ZodType<{ readonly text: string }>>;

/** Characters of a search that the editor shows while it is under way. */
const longestShown = 80;

/** @param editor one that knows no tools is left as it is. Default this one */
export function offerModelTools(
  server: ServerConnection,
  { lm }: { readonly lm?: Partial<typeof vscode.lm> } = vscode,
): vscode.Disposable {
  if (typeof lm?.registerTool !== 'function') return new vscode.Disposable(() => undefined);
  return vscode.Disposable.from(
    lm.registerTool(
      'phasegate_searchRegulations',
      toolOf(server, searchForModel, searchInput, ({ words }) => `Searching the regulations for “${shorten(words)}”`),
    ),
    lm.registerTool(
      'phasegate_roadmapState',
      toolOf(server, roadmapForModel, roadmapInput, () => 'Reading where the roadmap stands'),
    ),
  );
}

/** A wrong input is told to the model, which may try again. */
function toolOf<Shape extends z.ZodType>(
  server: ServerConnection,
  message: LookUp,
  shape: Shape,
  describe: (input: z.output<Shape>) => string,
): vscode.LanguageModelTool<unknown> {
  return {
    prepareInvocation({ input }) {
      const parsed = shape.safeParse(input);
      return { invocationMessage: parsed.success ? describe(parsed.data) : 'Looking something up in Phasegate' };
    },
    async invoke({ input }, token) {
      const parsed = shape.safeParse(input);
      if (!parsed.success) throw new Error(`The input is wrong: ${z.prettifyError(parsed.error)}`);
      const { text } = await server.ask(message, parsed.data, token);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
}

function shorten(words: string): string {
  return words.length > longestShown ? `${words.slice(0, longestShown)}…` : words;
}
