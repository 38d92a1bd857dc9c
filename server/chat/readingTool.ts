/** Something that a language model may do while it answers; there are only tools that read. */
import type { CitablePassage } from './passageSource.ts';

export interface ToolAnswer {
  readonly text: string;
  /** What it found that an answer may cite; stands beside the text, not in it. */
  readonly passages: readonly CitablePassage[];
  /** Whether it went wrong, which the text explains to the model. */
  readonly isError: boolean;
}

export interface ReadingTool {
  readonly name: string;
  /** For the model. */
  readonly description: string;
  /** JSON Schema of an object. */
  readonly inputSchema: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, unknown>>;
    readonly required?: readonly string[];
  };
  /** Never throws for a wrong input: the model is told and may try again. @throws Failure `cancelled` */
  use(input: unknown, signal: AbortSignal): Promise<ToolAnswer>;
}
