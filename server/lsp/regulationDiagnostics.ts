/** Tells of links to regulations in open Markdown documents that lead nowhere, or to passages that changed. */
import type { Connection, Diagnostic, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { Clock } from '../base/clock.ts';
import { describeFailure } from '../base/failure.ts';
import { diagnoseFiles } from '../language/diagnostics.ts';
import { regulationLinks } from '../language/regulationLinks.ts';
import { linkProblem, seenIn } from '../regulations/linkProblems.ts';
import { readAddress } from '../regulations/passageAddress.ts';
import type { Regulations } from '../regulations/regulations.ts';
import { resolveAddress, type Resolution } from '../regulations/resolveAddress.ts';
import type { PublishedDiagnostics } from './publishedDiagnostics.ts';
import type { RegulationNews } from './regulationNews.ts';
import { isMarkdown } from './regulationReferences.ts';

export interface RegulationDiagnosticParts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly published: PublishedDiagnostics;
  readonly regulations: () => Promise<Regulations>;
  readonly news: RegulationNews;
  readonly clock: Clock;
  readonly pageOf: (code: string) => string | null;
}

/** Milliseconds of rest after which a text is looked at again. */
const restMs = 300;

export class RegulationDiagnostics {
  readonly #parts: RegulationDiagnosticParts;
  /** By the document's address: who publishes, and what is waiting. */
  readonly #followed = new Map<string, { readonly owner: object; cancel: () => void }>();

  constructor(parts: RegulationDiagnosticParts) {
    this.#parts = parts;
    const { documents, news } = parts;
    documents.onDidChangeContent(({ document }) => this.#changed(document));
    documents.onDidClose(({ document }) => this.#forget(document.uri));
    news.onChange(() => {
      for (const uri of this.#followed.keys()) this.#schedule(uri, 0);
    });
  }

  /** A document that never had such a link costs one search of its text. */
  #changed(document: TextDocument): void {
    const isKnown = this.#followed.has(document.uri);
    if (!isKnown && !(isMarkdown(document) && document.getText().includes('regulation:'))) return;
    this.#schedule(document.uri, restMs);
  }

  #schedule(uri: string, delayMs: number): void {
    const followed = this.#followed.get(uri) ?? { owner: {}, cancel: () => undefined };
    this.#followed.set(uri, followed);
    followed.cancel();
    followed.cancel = this.#parts.clock.after(delayMs, () => void this.#check(uri, followed.owner));
  }

  #forget(uri: string): void {
    const followed = this.#followed.get(uri);
    this.#followed.delete(uri);
    followed?.cancel();
    if (followed !== undefined) this.#parts.published.replace(followed.owner, new Map());
  }

  /** Never throws. */
  async #check(uri: string, owner: object): Promise<void> {
    const { documents, published, news, connection } = this.#parts;
    const document = documents.get(uri);
    if (document === undefined) return;
    try {
      const { version } = document;
      const file = URI.parse(uri).fsPath;
      const text = document.getText();
      const found = await this.#diagnose(file, text);
      // What was typed meanwhile is looked at next.
      const isCurrent = (): boolean => documents.get(uri)?.version === version;
      if (isCurrent()) published.replace(owner, found, isCurrent);
      news.want();
    } catch (error) {
      connection.console.info(describeFailure(error).message);
    }
  }

  async #diagnose(file: string, text: string): Promise<ReadonlyMap<string, readonly Diagnostic[]>> {
    const links = regulationLinks(text);
    if (links.length === 0) return new Map();
    const stores = await this.#parts.regulations();
    const known = new Map<string, Resolution | null>();
    const problems = [];
    for (const { destination, range, title } of links) {
      const address = readAddress(destination);
      const before = known.get(destination);
      const resolution = before ?? (address === null ? null : await resolveAddress(address, stores));
      known.set(destination, resolution);
      const problem = linkProblem({ range, address, seen: seenIn(title) }, resolution);
      if (problem !== null) problems.push({ ...problem, file, text });
    }
    return diagnoseFiles(problems, undefined, this.#parts.pageOf);
  }
}
