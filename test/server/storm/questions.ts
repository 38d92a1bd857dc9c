/** What is asked about a document for each capability that a server announces, and what has to hold of the answer. */
import assert from 'node:assert/strict';
import {
  CodeActionRequest,
  CodeLensRequest,
  CodeLensResolveRequest,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentLinkResolveRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  ExecuteCommandRequest,
  FoldingRangeRequest,
  HoverRequest,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  SelectionRangeRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  WorkspaceSymbolRequest,
  type Diagnostic,
  type Position,
  type ProtocolRequestType,
  type Range,
  type SemanticTokensLegend,
  type ServerCapabilities,
} from 'vscode-languageserver-protocol';
import type { AnswerPlaces } from './answerPlaces.ts';
import * as checks from './answerChecks.ts';
import { checkTokens, dataAfter, type DecodedToken } from './tokenChecks.ts';

/** The tokens that a client has of a document. */
export interface KnownTokens {
  resultId: string | undefined;
  data: readonly number[];
}

/** What the questions are about. */
export interface Subject {
  readonly uri: string;
  /** Any place of the text, also outside; another one each time. */
  readonly position: () => Position;
  readonly range: () => Range;
  /** One of the choices. */
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  /** What the server published of the document, the last time. */
  readonly diagnostics: readonly Diagnostic[];
  readonly tokens: KnownTokens;
  /** The folder's URI. */
  readonly folder: string;
}

/** One request, ready to be sent. */
export interface Question {
  readonly method: string;
  readonly params: object;
  readonly asked: readonly Position[];
  /** Whether it may be refused in words. */
  readonly mayBeRefused: boolean;
  /** @returns whether the answer told anything; an answer of null does not come here */
  readonly check: (answer: unknown, places: AnswerPlaces) => boolean;
  /** Called with each answer in the order of arrival, whatever was changed meanwhile. */
  readonly keep: (answer: unknown) => void;
  /** Requests about the parts of an answer. */
  readonly next: (answer: unknown) => readonly Question[];
}

interface Following<R> {
  readonly asked?: readonly Position[];
  readonly mayBeRefused?: boolean;
  readonly keep?: (answer: R) => void;
  readonly next?: (answer: R) => readonly Question[];
}

function question<P extends object, R, PR, E, O>(
  type: ProtocolRequestType<P, R | null, PR, E, O>,
  params: P,
  check: (answer: R, places: AnswerPlaces) => boolean,
  { asked = [], mayBeRefused = false, keep, next }: Following<R> = {},
): Question {
  return {
    method: type.method,
    params,
    asked,
    mayBeRefused,
    check: (answer, places) => check(answer as R, places),
    keep: (answer) => keep?.(answer as R),
    next: (answer) => next?.(answer as R) ?? [],
  };
}

/** What of a capability is known here; an announcement of more has to be asked here too. */
interface Asking {
  readonly options: readonly string[];
  readonly questions: (subject: Subject, announced: Readonly<Record<string, unknown>>) => readonly Question[];
}

const resolving = 3;

const askings: Readonly<Record<string, Asking>> = {
  completionProvider: {
    options: ['triggerCharacters', 'resolveProvider'],
    questions: (subject, { resolveProvider, triggerCharacters }) => {
      const position = subject.position();
      const textDocument = { uri: subject.uri };
      const trigger = Array.isArray(triggerCharacters) ? String(triggerCharacters[0]) : '';
      const context = subject.pick([
        { triggerKind: 1 as const },
        { triggerKind: 2 as const, triggerCharacter: trigger },
      ]);
      return [
        question(
          CompletionRequest.type,
          { textDocument, position, context },
          (answer, places) => checks.completion(answer, places, subject.uri, position),
          {
            asked: [position],
            next: (answer) =>
              resolveProvider !== true
                ? []
                : (Array.isArray(answer) ? answer : answer.items)
                    .slice(0, resolving)
                    .map((item) => question(CompletionResolveRequest.type, item, ({ label }) => label === item.label)),
          },
        ),
      ];
    },
  },
  hoverProvider: {
    options: [],
    questions: ({ uri, position: place }) => {
      const position = place();
      return [
        question(
          HoverRequest.type,
          { textDocument: { uri }, position },
          (hover, places) => checks.hover(hover, places, uri, position),
          { asked: [position] },
        ),
      ];
    },
  },
  definitionProvider: {
    options: [],
    questions: ({ uri, position: place }) => {
      const position = place();
      return [
        question(
          DefinitionRequest.type,
          { textDocument: { uri }, position },
          (answer, places) => {
            const targets = Array.isArray(answer) ? answer : [answer];
            for (const target of targets) places.target(target, uri);
            return targets.length > 0;
          },
          { asked: [position] },
        ),
      ];
    },
  },
  referencesProvider: {
    options: [],
    questions: ({ uri, position: place, pick }) => {
      const position = place();
      const context = { includeDeclaration: pick([true, false]) };
      return [question(ReferencesRequest.type, { textDocument: { uri }, position, context }, checks.references)];
    },
  },
  documentHighlightProvider: {
    options: [],
    questions: ({ uri, position: place }) => {
      const position = place();
      return [
        question(DocumentHighlightRequest.type, { textDocument: { uri }, position }, (highlights, places) => {
          places.apart(
            uri,
            highlights.map(({ range }) => range),
          );
          return highlights.length > 0;
        }),
      ];
    },
  },
  documentSymbolProvider: {
    options: ['label'],
    questions: ({ uri }) => [
      question(DocumentSymbolRequest.type, { textDocument: { uri } }, (symbols, places) =>
        checks.symbols(symbols, places, uri),
      ),
    ],
  },
  workspaceSymbolProvider: {
    options: ['resolveProvider'],
    questions: ({ pick }, { resolveProvider }) => {
      assert.notEqual(resolveProvider, true, 'symbols can be resolved, and nobody asks');
      const query = pick(['', 'p1', 'phase', 'ty', '🧱', '\ud83e', 'walls', '\u0130', '(']);
      return [
        question(WorkspaceSymbolRequest.type, { query }, (symbols, places) => {
          for (const symbol of symbols) places.symbol(symbol);
          return symbols.length > 0;
        }),
      ];
    },
  },
  documentLinkProvider: {
    options: ['resolveProvider'],
    questions: ({ uri }, { resolveProvider }) => [
      question(
        DocumentLinkRequest.type,
        { textDocument: { uri } },
        (links, places) => checks.links(links, places, uri, resolveProvider === true),
        {
          next: (links) =>
            links
              .filter(({ target }) => target === undefined)
              .slice(-resolving)
              .map((link) =>
                question(DocumentLinkResolveRequest.type, link, (resolved, places) => {
                  assert.deepEqual(resolved.range, link.range);
                  return checks.links([resolved], places, uri, true);
                }),
              ),
        },
      ),
    ],
  },
  foldingRangeProvider: {
    options: [],
    questions: ({ uri }) => [
      question(FoldingRangeRequest.type, { textDocument: { uri } }, (folds, places) =>
        checks.folds(folds, places, uri),
      ),
    ],
  },
  selectionRangeProvider: {
    options: [],
    questions: ({ uri, position }) => {
      const positions = [position(), position()];
      return [
        question(
          SelectionRangeRequest.type,
          { textDocument: { uri }, positions },
          (ranges, places) => checks.selections(ranges, places, uri, positions),
          { asked: positions },
        ),
      ];
    },
  },
  renameProvider: {
    options: ['prepareProvider'],
    questions: ({ uri, position: place, pick }, { prepareProvider }) => {
      const position = place();
      const newName = pick([
        '42',
        '17A',
        '1.2',
        'fresh-gate',
        'typecheck',
        '',
        ' ',
        '🧱',
        '\ud83e',
        'a\nb',
        '"x"',
        '#',
        '../x',
        '*a',
        '- x',
      ]);
      const textDocument = { uri };
      const prepare = question(
        PrepareRenameRequest.type,
        { textDocument, position },
        (answer, places) => checks.renameStart(answer, places, uri, position),
        { asked: [position], mayBeRefused: true },
      );
      const rename = question(
        RenameRequest.type,
        { textDocument, position, newName },
        (edit, places) => {
          places.workspaceEdit(edit);
          return true;
        },
        { mayBeRefused: true },
      );
      return prepareProvider === true ? [prepare, rename] : [rename];
    },
  },
  codeLensProvider: {
    options: ['resolveProvider'],
    questions: ({ uri }, { resolveProvider }) => [
      question(
        CodeLensRequest.type,
        { textDocument: { uri } },
        (lenses, places) => {
          for (const lens of lenses) {
            places.range(uri, lens.range);
            if (resolveProvider !== true || lens.command !== undefined) checks.resolvedLens(lens);
          }
          return lenses.length > 0;
        },
        {
          next: (lenses) =>
            resolveProvider !== true
              ? []
              : lenses
                  .filter(({ command }) => command === undefined)
                  .slice(-resolving)
                  .map((lens) =>
                    question(CodeLensResolveRequest.type, lens, (resolved) => {
                      assert.deepEqual(resolved.range, lens.range);
                      return checks.resolvedLens(resolved);
                    }),
                  ),
        },
      ),
    ],
  },
  codeActionProvider: {
    options: ['codeActionKinds', 'resolveProvider'],
    questions: (subject, { codeActionKinds, resolveProvider }) => {
      assert.notEqual(resolveProvider, true, 'code actions can be resolved, and nobody asks');
      const { uri, diagnostics, pick } = subject;
      const textDocument = { uri };
      const kinds = (Array.isArray(codeActionKinds) ? codeActionKinds : []).map(String);
      const check =
        (only: string | undefined) => (actions: Parameters<typeof checks.actions>[0], places: AnswerPlaces) =>
          checks.actions(actions, places, only);
      const on = diagnostics.length === 0 ? null : pick(diagnostics as [Diagnostic, ...Diagnostic[]]);
      const everywhere = { start: { line: 0, character: 0 }, end: { line: 2 ** 31 - 1, character: 0 } };
      return [
        question(
          CodeActionRequest.type,
          { textDocument, range: on?.range ?? subject.range(), context: { diagnostics: on === null ? [] : [on] } },
          check(undefined),
        ),
        ...[...kinds, 'source', 'refactor'].map((only) =>
          question(
            CodeActionRequest.type,
            {
              textDocument,
              range: pick([everywhere, subject.range()]),
              context: { diagnostics: [...diagnostics], only: [only] },
            },
            check(only),
          ),
        ),
      ];
    },
  },
  semanticTokensProvider: {
    options: ['legend', 'full', 'range'],
    questions: ({ uri, tokens, range: anyRange }, { legend: announced, full, range: hasRange }) => {
      const legend = announced as SemanticTokensLegend;
      const textDocument = { uri };
      let whole: readonly DecodedToken[] | null = null;
      const known = { ...tokens };
      const all = question(
        SemanticTokensRequest.type,
        { textDocument },
        ({ data }, places) => {
          const tokens = checkTokens(places, uri, data, legend);
          if (places.isSteady) whole = tokens;
          return data.length > 0;
        },
        { keep: ({ resultId, data }) => Object.assign(tokens, { resultId, data }) },
      );
      const questions = [all];
      if (hasRange === true) {
        const range = anyRange();
        questions.push(
          question(SemanticTokensRangeRequest.type, { textDocument, range }, ({ data }, places) => {
            checks.tokensOfRange(checkTokens(places, uri, data, legend), whole, places.text(uri), range);
            return data.length > 0;
          }),
        );
      }
      const hasDelta = typeof full === 'object' && full !== null && 'delta' in full && full.delta === true;
      if (hasDelta && known.resultId !== undefined) {
        questions.unshift(
          question(
            SemanticTokensDeltaRequest.type,
            { textDocument, previousResultId: known.resultId },
            (answer, places) => {
              checkTokens(places, uri, dataAfter(known.data, answer), legend);
              return 'edits' in answer && answer.edits.length > 0;
            },
            {
              keep: (answer) =>
                Object.assign(tokens, { resultId: answer.resultId, data: dataAfter(known.data, answer) }),
            },
          ),
        );
      }
      return questions;
    },
  },
  documentFormattingProvider: {
    options: [],
    questions: ({ uri, pick }) => {
      const options = { tabSize: pick([2, 8]), insertSpaces: pick([true, false]) };
      return [
        question(DocumentFormattingRequest.type, { textDocument: { uri }, options }, (edits, places) => {
          places.edits(uri, edits);
          return edits.length > 0;
        }),
      ];
    },
  },
  documentRangeFormattingProvider: {
    options: [],
    questions: ({ uri, range }) => [
      question(
        DocumentRangeFormattingRequest.type,
        { textDocument: { uri }, range: range(), options: { tabSize: 2, insertSpaces: true } },
        (edits, places) => {
          places.edits(uri, edits);
          return edits.length > 0;
        },
      ),
    ],
  },
  executeCommandProvider: {
    options: ['commands'],
    questions: ({ folder, pick }, { commands }) => {
      const names = (Array.isArray(commands) ? commands : []).map(String);
      // Showing documents asks the client back, which other tests do.
      const command = pick(['phasegate.none', ...names]);
      const target = pick<unknown>([
        undefined,
        null,
        {},
        { folderUri: 'file:///nowhere', phase: '1' },
        { folderUri: folder, phase: '\ud83e' },
      ]);
      const params = { command, ...(target === undefined ? {} : { arguments: [target] }) };
      return [question(ExecuteCommandRequest.type, params, () => true, { mayBeRefused: true })];
    },
  },
};

/** What says how documents travel, and nothing that can be asked. */
const nothingToAsk = new Set(['textDocumentSync', 'workspace', 'positionEncoding']);

/** All that can be asked about a document. @throws AssertionError for a capability of which nobody knows what to ask */
export function questionsAbout(subject: Subject, capabilities: ServerCapabilities): readonly Question[] {
  return Object.entries(capabilities).flatMap(([name, announced]: [string, unknown]) => {
    if (nothingToAsk.has(name) || announced === false || announced == null) return [];
    const asking = askings[name];
    assert.ok(asking, `The server announces ${name}: say in questions.ts what is asked of it.`);
    const options = typeof announced === 'object' ? { ...announced } : {};
    for (const option of Object.keys(options)) {
      assert.ok(asking.options.includes(option), `The server announces ${option} of ${name}: ask it in questions.ts.`);
    }
    return asking.questions(subject, options);
  });
}
