/** What an editor shows of links to passages of regulations in Markdown: completion, hover, definition and link. */
import {
  CompletionItemKind,
  MarkupKind,
  type Command,
  type CompletionList,
  type Definition,
  type DocumentLink,
  type Hover,
  type LocationLink,
  type Position,
  type Range,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { hoverMarkdown, hoverPlainText, type HoverPart } from '../language/hoverText.ts';
import { regulationLinks, typedAddress, type RegulationLink } from '../language/regulationLinks.ts';
import { completeAddress, type AddressProposal } from '../regulations/completeAddress.ts';
import { readAddress } from '../regulations/passageAddress.ts';
import { placeInSource, rangeInSource } from '../regulations/placeInSource.ts';
import type { Regulations } from '../regulations/regulations.ts';
import { resolveAddress, type Resolution } from '../regulations/resolveAddress.ts';
import { fileAddress } from './fileAddress.ts';

type Found = Extract<Resolution, { kind: 'found' }>;

const kinds: Readonly<Record<AddressProposal['kind'], CompletionItemKind>> = {
  scheme: CompletionItemKind.Keyword,
  dataset: CompletionItemKind.Folder,
  document: CompletionItemKind.File,
  passage: CompletionItemKind.Reference,
};

export class RegulationReferences {
  readonly #regulations: () => Promise<Regulations>;

  /** @param regulations opens them on first use, which is only where a link of this kind is met */
  constructor(regulations: () => Promise<Regulations>) {
    this.#regulations = regulations;
  }

  /** Null where no such link is under the pointer, or it leads nowhere. */
  async hover(document: TextDocument | undefined, position: Position, showsMarkdown: boolean): Promise<Hover | null> {
    const link = linkAt(document, position);
    const found = link === null ? null : await this.#resolve(link.destination);
    if (document === undefined || link === null || found === null) return null;
    const content = describePassage(found);
    return {
      contents: showsMarkdown
        ? { kind: MarkupKind.Markdown, value: hoverMarkdown(content) }
        : { kind: MarkupKind.PlainText, value: hoverPlainText(content) },
      range: rangeOf(document, link),
    };
  }

  async definition(
    document: TextDocument | undefined,
    position: Position,
    asLinks: boolean,
  ): Promise<Definition | LocationLink[] | null> {
    const link = linkAt(document, position);
    const found = link === null ? null : await this.#resolve(link.destination);
    if (document === undefined || link === null || found === null) return null;
    const range = await placeOf(found);
    if (range === null) return null;
    const targetUri = fileAddress(found.passage.file);
    if (!asLinks) return { uri: targetUri, range };
    return [
      { originSelectionRange: rangeOf(document, link), targetUri, targetRange: range, targetSelectionRange: range },
    ];
  }

  /** Where they lead is found when one is followed. */
  links(document: TextDocument | undefined): readonly DocumentLink[] {
    return regulationLinksOf(document).map((link) => ({
      range: rangeOf(document, link),
      tooltip: 'Open the passage',
      data: { address: link.destination },
    }));
  }

  async resolveLink(link: DocumentLink): Promise<DocumentLink> {
    const data: unknown = link.data;
    const address = typeof data === 'object' && data !== null && 'address' in data ? data.address : null;
    const found = typeof address === 'string' ? await this.#resolve(address) : null;
    const range = found === null ? null : await placeOf(found);
    if (found === null || range === null) return link;
    const { line, character } = range.start;
    return { ...link, target: `${fileAddress(found.passage.file)}#L${line + 1},${character + 1}` };
  }

  /** Null where no such address is being typed. */
  async complete(
    document: TextDocument,
    position: Position,
    lineBefore: string,
    askAgain: Command | null,
  ): Promise<CompletionList | null> {
    const typed = isMarkdown(document) ? typedAddress(lineBefore) : null;
    if (typed === null) return null;
    const { catalogue } = await this.#regulations();
    const { proposals, isCut } = await completeAddress(typed, catalogue);
    const range = { start: { ...position, character: position.character - typed.length }, end: position };
    const width = String(proposals.length).length;
    return {
      // Each part of an address is asked for when it is begun.
      isIncomplete: isCut || proposals.some(({ kind }) => kind !== 'passage'),
      items: proposals.map(({ kind, address, mark, label, about }, at) => ({
        label,
        kind: kinds[kind],
        detail: about,
        filterText: `${address} ${about}`,
        sortText: String(at).padStart(width, '0'),
        textEdit: { range, newText: mark === null ? address : `${address} "${mark}"` },
        ...(kind === 'passage' || askAgain === null ? {} : { command: askAgain }),
      })),
    };
  }

  async #resolve(destination: string): Promise<Found | null> {
    const address = readAddress(destination);
    if (address === null) return null;
    const resolution = await resolveAddress(address, await this.#regulations());
    return resolution.kind === 'found' ? resolution : null;
  }
}

function describePassage({ passage: { document, reference, headings, text } }: Found): readonly HoverPart[] {
  const version = document.version === null ? '' : `, version ${document.version}`;
  return [
    { kind: 'title', text: `${document.title} ${reference}`.trim(), about: [...headings].join(' › ') + version },
    { kind: 'text', text },
  ];
}

/** Null when the file is gone. */
async function placeOf({ passage, fileHash }: Found): Promise<Range | null> {
  const place = await placeInSource(passage, fileHash);
  return place.state === 'gone' ? null : rangeInSource(place);
}

export function isMarkdown({ languageId, uri }: TextDocument): boolean {
  return languageId === 'markdown' || /\.(?:md|markdown)$/i.test(uri);
}

function regulationLinksOf(document: TextDocument | undefined): readonly RegulationLink[] {
  return document !== undefined && isMarkdown(document) ? regulationLinks(document.getText()) : [];
}

function linkAt(document: TextDocument | undefined, position: Position): RegulationLink | null {
  if (document === undefined) return null;
  const offset = document.offsetAt(position);
  return regulationLinksOf(document).find(({ range }) => offset >= range.start && offset <= range.end) ?? null;
}

function rangeOf(document: TextDocument | undefined, { range }: RegulationLink): Range {
  const none = { line: 0, character: 0 };
  return document === undefined
    ? { start: none, end: none }
    : { start: document.positionAt(range.start), end: document.positionAt(range.end) };
}
