/** Finds the document of a plan behind a URI, and says its places the way the client does: by URI, line and character. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Connection, Location, Position, Range, TextDocuments } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { describeFailure, Failure } from '../base/failure.ts';
import { LineIndex } from '../base/lineIndex.ts';
import type { TextRange } from '../base/textRange.ts';
import { planDocument, type PlanDocument } from '../language/planDocument.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { openDocument } from './documentTextSource.ts';
import { fileAddress } from './fileAddress.ts';
import type { FolderPlans, TimelyPlan } from './folderPlans.ts';
import type { OpenFolder, WorkspaceFolders } from './workspaceFolders.ts';

export class PlanLookup {
  readonly #connection: Connection;
  readonly #folders: WorkspaceFolders;
  readonly #plans: FolderPlans;
  readonly #documents: TextDocuments<TextDocument>;

  constructor(
    connection: Connection,
    folders: WorkspaceFolders,
    plans: FolderPlans,
    documents: TextDocuments<TextDocument>,
  ) {
    this.#connection = connection;
    this.#folders = folders;
    this.#plans = plans;
    this.#documents = documents;
  }

  /** The document behind a URI; null when it belongs to no plan, or its plan cannot be read. */
  async find(uri: string): Promise<{ readonly places: PlanPlaces; readonly document: PlanDocument } | null> {
    const file = URI.parse(uri).fsPath;
    const folder = this.#folders.holding(file);
    const places = folder === undefined ? null : await this.#places(folder);
    const document = places?.document(file, this.#documents.get(uri)?.getText() ?? null) ?? null;
    return places === null || document === null ? null : { places, document };
  }

  /** The plans of all folders that have one. */
  async all(): Promise<readonly PlanPlaces[]> {
    const found = await Promise.all(this.#folders.all.map(async (folder) => this.#places(folder)));
    return found.filter((places) => places !== null);
  }

  async #places(folder: OpenFolder): Promise<PlanPlaces | null> {
    try {
      return new PlanPlaces(folder, await this.#plans.timely(folder), this.#documents);
    } catch (error) {
      // What is wrong with the plan is told by its view; a feature of the language has nothing to add.
      if (!(error instanceof Failure)) this.#connection.console.error(describeFailure(error).message);
      return null;
    }
  }
}

/** A plan as it was when a request came, and its places as the client says them. */
export class PlanPlaces {
  readonly plan: LoadedPlan;
  /** Whether every spec has been read; of a very large plan that was just opened some are missing for a while. */
  readonly isWhole: boolean;
  readonly #folder: OpenFolder;
  readonly #documents: TextDocuments<TextDocument>;
  readonly #indexes = new Map<string, LineIndex>();

  constructor(folder: OpenFolder, { plan, isWhole }: TimelyPlan, documents: TextDocuments<TextDocument>) {
    this.plan = plan;
    this.isWhole = isWhole;
    this.#folder = folder;
    this.#documents = documents;
  }

  /** @param text of the file when it is open */
  document(file: string, text: string | null): PlanDocument | null {
    const inPlan = this.#rebase(file, this.#folder.path, this.plan.root);
    return planDocument(this.plan, inPlan, text) ?? this.#linkedDocument(inPlan);
  }

  offsetAt({ file, text }: PlanDocument, { line, character }: Position): number {
    return this.#index(file, text).offsetAt({ line, character: character + this.#unseen(file, text, line) });
  }

  range(file: string, text: string, { start, end }: TextRange): Range {
    return { start: this.#position(file, text, start), end: this.#position(file, text, end) };
  }

  location(file: string, text: string, range: TextRange): Location {
    return { uri: this.uri(file), range: this.range(file, text, range) };
  }

  /** As the client spells it where the file is open. */
  uri(file: string): string {
    const seen = this.#rebase(file, this.plan.root, this.#folder.path);
    return this.openDocument(file)?.uri ?? fileAddress(seen);
  }

  openDocument(file: string): TextDocument | undefined {
    return openDocument(this.#documents, this.#rebase(file, this.plan.root, this.#folder.path));
  }

  #position(file: string, text: string, offset: number): Position {
    const { line, character } = this.#index(file, text).positionAt(offset);
    return { line, character: Math.max(0, character - this.#unseen(file, text, line)) };
  }

  /** A byte order mark is part of a file, and not of the document that an editor makes of it. */
  #unseen(file: string, text: string, line: number): number {
    return line === 0 && text.startsWith('\uFEFF') && this.openDocument(file) === undefined ? 1 : 0;
  }

  #index(file: string, text: string): LineIndex {
    const index = this.#indexes.get(file) ?? new LineIndex(text);
    this.#indexes.set(file, index);
    return index;
  }

  /** A plan knows files by their real paths; the client may have come by a link. */
  #rebase(file: string, from: string, to: string): string {
    if (from === to || (file !== from && !file.startsWith(from + path.sep))) return file;
    return to + file.slice(from.length);
  }

  #linkedDocument(file: string): PlanDocument | null {
    try {
      const real = realpathSync(file);
      return real === file ? null : planDocument(this.plan, real);
    } catch {
      return null;
    }
  }
}
