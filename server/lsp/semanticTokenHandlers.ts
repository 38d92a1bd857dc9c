/** Answers requests for the tokens of roadmaps, specs and phasegate.yaml: all of them, a range of them, what changed. */
import { SemanticTokensBuilder, type Connection, type SemanticTokens } from 'vscode-languageserver/node';
import type { TextRange } from '../base/textRange.ts';
import {
  roadmapTokens,
  tokenModifiers,
  tokenTypes,
  yamlTokens,
  type SemanticToken,
} from '../language/semanticTokens.ts';
import { openPlanDocument, phasesOf, type OpenPlanDocument, type PlanParts } from './openPlanDocument.ts';

/** What the numbers in the answers mean. */
export const semanticTokensLegend = { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] };

export function answerSemanticTokenRequests(connection: Connection, parts: PlanParts): void {
  const builders = new Map<string, SemanticTokensBuilder>();
  parts.documents.onDidClose(({ document }) => builders.delete(document.uri));

  /** Its builder keeps what it built last, to tell what changed since. */
  const builderOf = (uri: string): SemanticTokensBuilder => {
    const builder = builders.get(uri) ?? new SemanticTokensBuilder();
    if (parts.documents.get(uri) !== undefined) builders.set(uri, builder);
    return builder;
  };

  connection.languages.semanticTokens.on(async ({ textDocument: { uri } }): Promise<SemanticTokens> => {
    const found = await openPlanDocument(parts, uri);
    if (found === null) return { data: [] };
    const builder = builderOf(uri);
    builder.previousResult('');
    push(builder, found, tokensOf(found, null));
    return builder.build();
  });

  connection.languages.semanticTokens.onDelta(async ({ textDocument: { uri }, previousResultId }) => {
    const found = await openPlanDocument(parts, uri);
    if (found === null) return { data: [] };
    const builder = builderOf(uri);
    builder.previousResult(previousResultId);
    push(builder, found, tokensOf(found, null));
    return builder.buildEdits();
  });

  connection.languages.semanticTokens.onRange(async ({ textDocument: { uri }, range }): Promise<SemanticTokens> => {
    const found = await openPlanDocument(parts, uri);
    if (found === null) return { data: [] };
    const { document } = found;
    const within = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const builder = new SemanticTokensBuilder();
    push(builder, found, tokensOf(found, within));
    return { data: builder.build().data };
  });
}

function tokensOf(found: OpenPlanDocument, within: TextRange | null): readonly SemanticToken[] {
  const { role, file, text } = found;
  if (role === 'roadmap') return roadmapTokens(phasesOf(found), within);
  const tokens = yamlTokens(
    role === 'spec' ? { kind: 'spec', file, text, phases: [] } : { kind: 'config', file, text },
  );
  return tokens.filter(({ range }) => within === null || (range.end >= within.start && range.start <= within.end));
}

function push(builder: SemanticTokensBuilder, { document }: OpenPlanDocument, tokens: readonly SemanticToken[]): void {
  for (const { range, type, modifiers } of tokens) {
    const { line, character } = document.positionAt(range.start);
    const bits = modifiers.reduce((all, modifier) => all | (1 << tokenModifiers.indexOf(modifier)), 0);
    builder.push(line, character, range.end - range.start, tokenTypes.indexOf(type), bits);
  }
}
