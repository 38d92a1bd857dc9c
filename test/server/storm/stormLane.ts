/** One folder in the storm: its documents are changed and asked about, round after round. */
import assert from 'node:assert/strict';
import path from 'node:path';
import {
  CancellationTokenSource,
  LSPErrorCodes,
  ResponseError,
  type Diagnostic,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { sampleFiles } from '../../unit/language/samplePlan.ts';
import { TerminalWorkspace } from '../terminal.ts';
import { AnswerPlaces } from './answerPlaces.ts';
import { anyChanges, anyPosition, fuzzedText, stormDocuments, type StormDocumentName } from './fuzzedText.ts';
import { ModelText } from './modelText.ts';
import { questionsAbout, type KnownTokens, type Question } from './questions.ts';
import type { SeededRandom } from './seededRandom.ts';
import type { StormServer } from './stormServer.ts';

/** How many earlier texts of a document an answer to another folder's question may still be about. */
const keptTexts = 24;

interface StormDocument {
  readonly name: StormDocumentName;
  readonly uri: string;
  text: ModelText;
  /** The texts before, newest first. */
  past: readonly ModelText[];
  readonly tokens: KnownTokens;
}

/** How often which request was answered, and how often the answer told something. */
export type Tally = Map<string, { asked: number; told: number; refused: number }>;

export class StormLane {
  readonly workspace: TerminalWorkspace;
  readonly documents: readonly StormDocument[];
  readonly #server: StormServer;
  readonly #lanes: () => readonly StormLane[];
  readonly #tally: Tally;
  /** What was sent last, for whoever has to repeat it. */
  #journal: object[] = [];

  /** @param lanes all of them, whose documents answers may name as well */
  constructor(server: StormServer, lanes: () => readonly StormLane[], tally: Tally) {
    this.#server = server;
    this.#lanes = lanes;
    this.#tally = tally;
    this.workspace = new TerminalWorkspace({
      ...sampleFiles,
      'stages/phase-00-ground.md': `\uFEFF${(sampleFiles['stages/phase-00-ground.md'] ?? '').replaceAll('\n', '\r\n')}`,
      'package.json': '{ "scripts": { "types": "tsc", "test": "mocha" } }',
      'server/tsconfig.json': '{}',
    });
    this.documents = stormDocuments.map((name) => ({
      name,
      uri: URI.file(path.join(this.workspace.root, name)).toString(),
      text: new ModelText(sampleFiles[name] ?? '', 1),
      past: [],
      tokens: { resultId: undefined, data: [] },
    }));
  }

  get folder(): string {
    return URI.file(this.workspace.root).toString();
  }

  openAll(server = this.#server): void {
    for (const { name, uri, text } of this.documents) open(server, name, uri, text);
  }

  uri(name: StormDocumentName): string {
    return this.#document(name).uri;
  }

  /** Puts another text into a document, whole. */
  retype(name: StormDocumentName, text: string): void {
    const document = this.#document(name);
    this.#send(document, new ModelText(text, document.text.version + 1), [{ text }]);
  }

  text(name: StormDocumentName): string {
    return this.#document(name).text.text;
  }

  /** @returns how many documents were made and asked about */
  async round(random: SeededRandom): Promise<number> {
    this.#journal = [];
    let made = 0;
    for (const document of this.documents) {
      if (random.chance(0.15)) continue;
      made++;
      if (random.chance(0.03)) this.#reopen(document, random);
      else this.#change(document, random);
    }
    const before = this.#texts();
    const questions = this.documents.flatMap((document) => this.#questions(document, random));
    // Now and then somebody types before the answers are there.
    const interrupted = random.chance(0.1) ? random.below(questions.length) : null;
    const sent = questions.slice(0, interrupted ?? questions.length).map((question) => this.#ask(question, random));
    if (interrupted !== null) {
      const document = random.pick(this.documents);
      assert.ok(document);
      this.#change(document, random);
      sent.push(...questions.slice(interrupted).map((question) => this.#ask(question, random)));
    }
    const candidates = interrupted === null ? [before] : [this.#texts(), before];
    const answered = await Promise.all(sent);
    const following = answered.flatMap(({ question, answer }) => (answer == null ? [] : question.next(answer)));
    answered.push(...(await Promise.all(following.map((question) => this.#ask(question, random)))));
    for (const { question, answer } of answered) this.#check(question, answer, candidates);
    return made;
  }

  /** Checks places in what was published, which may be about any of the latest texts. */
  published({ uri, diagnostics, version }: PublishDiagnosticsParams): void {
    const document = this.documents.find((one) => one.uri === uri);
    const texts = document === undefined ? null : [document.text, ...document.past];
    if (version !== undefined && texts !== null) {
      assert.ok(
        texts.some((text) => text.version === version),
        `diagnostics of version ${version} of ${uri}`,
      );
    }
    // About the newest text, which is most likely meant.
    let first: unknown = null;
    for (const text of texts ?? [null]) {
      if (text !== null && version !== undefined && version !== text.version) continue;
      try {
        const places = new AnswerPlaces(text === null ? new Map() : new Map([[uri, text]]));
        for (const { range } of diagnostics) places.range(uri, range);
        return;
      } catch (error) {
        first ??= error;
        if (text === null || text === texts?.at(-1)) throw first;
      }
    }
  }

  /** The texts that a document had lately, the newest first. */
  latest(uri: string): readonly ModelText[] {
    const document = this.documents.find((one) => one.uri === uri);
    return document === undefined ? [] : [document.text, ...document.past];
  }

  #document(name: StormDocumentName): StormDocument {
    const document = this.documents.find((one) => one.name === name);
    assert.ok(document);
    return document;
  }

  #texts(): ReadonlyMap<string, ModelText> {
    return new Map(this.documents.map(({ uri, text }) => [uri, text]));
  }

  #change(document: StormDocument, random: SeededRandom): void {
    const { after, changes } = anyChanges(document.name, document.text, random);
    this.#send(document, after, changes);
  }

  #send(document: StormDocument, after: ModelText, contentChanges: readonly object[]): void {
    const { uri } = document;
    this.#journal.push({ text: document.text.text, uri, contentChanges });
    this.#keep(document, after);
    this.#server.tell('textDocument/didChange', { textDocument: { uri, version: after.version }, contentChanges });
  }

  #reopen(document: StormDocument, random: SeededRandom): void {
    const { uri, name } = document;
    this.#server.tell('textDocument/didClose', { textDocument: { uri } });
    const text = new ModelText(fuzzedText(name, random), document.text.version + 1);
    this.#journal.push({ reopened: uri, text: text.text });
    this.#keep(document, text);
    Object.assign(document.tokens, { resultId: undefined, data: [] });
    open(this.#server, name, uri, text);
  }

  #keep(document: StormDocument, text: ModelText): void {
    document.past = [document.text, ...document.past].slice(0, keptTexts);
    document.text = text;
  }

  #questions(document: StormDocument, random: SeededRandom): readonly Question[] {
    const { uri, tokens } = document;
    const position = () => anyPosition(document.text, random);
    const diagnostics: readonly Diagnostic[] = this.#server.diagnostics.get(uri) ?? [];
    const range = () => {
      const [a, b] = [position(), position()];
      const isOrdered = a.line < b.line || (a.line === b.line && a.character <= b.character);
      return isOrdered ? { start: a, end: b } : { start: b, end: a };
    };
    const subject = {
      uri,
      position,
      range,
      pick: <T>(choices: readonly [T, ...T[]]) => random.pick(choices),
      diagnostics,
      tokens,
      folder: this.folder,
    };
    return questionsAbout(subject, this.#server.capabilities);
  }

  async #ask(question: Question, random: SeededRandom): Promise<{ question: Question; answer: unknown }> {
    const source = new CancellationTokenSource();
    const isCancelled = random.chance(0.02);
    const asked = this.#server.ask(question.method, question.params, source.token);
    if (isCancelled) source.cancel();
    const tally = this.#tallyOf(question);
    tally.asked++;
    try {
      const answer = await this.#server.within(asked, () => this.#describe(question, undefined));
      if (answer != null) question.keep(answer);
      return { question, answer };
    } catch (error) {
      const code = error instanceof ResponseError ? error.code : null;
      const isInternal = error instanceof ResponseError && JSON.stringify(error.data ?? null).includes('"internal"');
      const isFine =
        (isCancelled && code === LSPErrorCodes.RequestCancelled) ||
        code === LSPErrorCodes.ContentModified ||
        // On a busy machine the specs take longer than anybody is kept waiting.
        (code === LSPErrorCodes.RequestFailed && /specs of this roadmap are still being read/.test(String(error))) ||
        (question.mayBeRefused && !isInternal && code === LSPErrorCodes.RequestFailed && /\S \S/u.test(String(error)));
      if (!isFine) throw new Error(this.#describe(question, undefined), { cause: error });
      tally.refused++;
      return { question, answer: null };
    }
  }

  /** The answer has to be right for one of the texts that the documents had while it was made. */
  #check(question: Question, answer: unknown, candidates: readonly ReadonlyMap<string, ModelText>[]): void {
    if (answer == null) return;
    const elsewhere = (uri: string) => this.#lanes().flatMap((lane) => lane.latest(uri));
    const errors: unknown[] = [];
    for (const texts of candidates) {
      const places = new AnswerPlaces(texts, elsewhere, question.asked, candidates.length === 1);
      try {
        if (question.check(answer, places)) this.#tallyOf(question).told++;
        return;
      } catch (error) {
        errors.push(error);
      }
    }
    throw new Error(this.#describe(question, answer), { cause: errors[0] });
  }

  #tallyOf({ method }: Question) {
    const tally = this.#tally.get(method) ?? { asked: 0, told: 0, refused: 0 };
    this.#tally.set(method, tally);
    return tally;
  }

  #describe({ method, params }: Question, answer: unknown): string {
    const texts = Object.fromEntries(this.documents.map(({ name, text }) => [name, text.text]));
    return JSON.stringify({ method, params, answer, texts, sentBefore: this.#journal }, null, 1);
  }
}

function open(server: StormServer, name: StormDocumentName, uri: string, text: ModelText): void {
  const languageId = name.endsWith('.md') ? 'markdown' : 'yaml';
  server.tell('textDocument/didOpen', { textDocument: { uri, languageId, version: text.version, text: text.text } });
}
