/** Makes documents of JSON records: passages that name their document, or whole documents with sections. */
import { headingsByReference } from '../referenceParts.ts';
import type { ReadDocument } from '../document.ts';
import type { ReadPassage } from '../passage.ts';
import { LineIndex } from '../../base/lineIndex.ts';
import type { JsonRecord, JsonText, JsonValue } from './jsonTree.ts';
import { SourceFault } from './sourceFault.ts';
import type { SourceFile } from './sourceFile.ts';

interface GatheredDocument extends Omit<ReadDocument, 'passages'> {
  readonly passages: ReadPassage[];
  readonly hasSections: boolean;
}

/** Gathers records in the order of the file; passages of one document need not stand together. */
export class JsonRecords {
  readonly #file: SourceFile;
  readonly #lines: LineIndex;
  readonly #documents = new Map<string, GatheredDocument>();

  constructor(file: SourceFile) {
    this.#file = file;
    this.#lines = new LineIndex(file.text);
  }

  /**
   * @param shift what is added to offsets, where the value was read from a part of the file
   * @throws SourceFault
   */
  add(value: JsonValue, shift = 0): void {
    if (value.kind !== 'object') throw new SourceFault('an object is expected here', value.start + shift);
    const { members } = value;
    if (members.has('sections')) this.#addDocument(value, shift);
    else this.#addPassage(value, shift);
  }

  /** @throws SourceFault when there is none */
  documents(): readonly ReadDocument[] {
    if (this.#documents.size === 0) throw new SourceFault('the file holds no passage', null);
    return [...this.#documents.values()].map(({ hasSections, ...document }) =>
      hasSections ? document : { ...document, passages: headingsByReference(document.passages) },
    );
  }

  #addPassage(record: JsonRecord, shift: number): void {
    const { members } = record;
    if (!['Passage', 'PassageID', 'DocumentID'].some((name) => members.has(name))) {
      throw new SourceFault(
        'neither a passage (`DocumentID`, `PassageID`, `Passage`) nor a document (`sections`)',
        record.start + shift,
      );
    }
    const need = (name: string): JsonValue => {
      const value = members.get(name);
      if (value === undefined) throw new SourceFault(`a passage needs a \`${name}\``, record.start + shift);
      return value;
    };
    const id = labelOf(need('DocumentID'), 'DocumentID', shift);
    const reference = labelOf(need('PassageID'), 'PassageID', shift);
    const passage = need('Passage');
    if (passage.kind !== 'string') throw new SourceFault('`Passage` is not a text in quotes', passage.start + shift);
    let document = this.#documents.get(id);
    if (document === undefined) {
      document = { ...this.#describe(record, id, shift), passages: [], hasSections: false };
      this.#documents.set(id, document);
    }
    const sourceId = members.get('ID');
    document.passages.push({
      reference,
      sourceId: sourceId === undefined || sourceId.kind === 'null' ? null : labelOf(sourceId, 'ID', shift),
      text: passage.value,
      headings: [],
      range: this.#rangeOf(passage, shift),
    });
  }

  #addDocument(record: JsonRecord, shift: number): void {
    const idValue = record.members.get('id');
    if (idValue === undefined) throw new SourceFault('a document needs an `id`', record.start + shift);
    const id = labelOf(idValue, 'id', shift);
    if (this.#documents.has(id))
      throw new SourceFault(`the document "${id}" stands twice in this file`, idValue.start + shift);
    const passages: ReadPassage[] = [];
    this.#addSections(record.members.get('sections'), [], passages, shift);
    if (passages.length === 0)
      throw new SourceFault(`the document "${id}" has no section with text`, record.start + shift);
    this.#documents.set(id, { ...this.#describe(record, id, shift), passages, hasSections: true });
  }

  /** Depth is bounded by the reader of JSON. */
  #addSections(sections: JsonValue | undefined, headings: readonly string[], into: ReadPassage[], shift: number): void {
    if (sections === undefined || sections.kind === 'null') return;
    if (sections.kind !== 'array') throw new SourceFault('`sections` is not a list', sections.start + shift);
    for (const section of sections.items) {
      if (section.kind !== 'object') throw new SourceFault('a section is not an object', section.start + shift);
      const refValue = section.members.get('ref');
      if (refValue === undefined) throw new SourceFault('a section needs a `ref`', section.start + shift);
      const reference = labelOf(refValue, 'ref', shift);
      const heading = optionalText(section.members.get('heading'), 'heading', shift);
      const below = heading === null ? headings : [...headings, heading.value];
      const text = optionalText(section.members.get('text'), 'text', shift);
      const quoted = text ?? heading;
      if (quoted !== null) {
        const path = text === null ? headings : below;
        into.push({
          reference,
          sourceId: null,
          text: quoted.value,
          headings: path,
          range: this.#rangeOf(quoted, shift),
        });
      }
      this.#addSections(section.members.get('sections'), below, into, shift);
    }
  }

  #describe(record: JsonRecord, id: string, shift: number): Omit<ReadDocument, 'passages'> {
    const told = (...names: readonly string[]): string | null => {
      for (const name of names) {
        const value = record.members.get(name);
        if (value !== undefined && value.kind !== 'null') return labelOf(value, name, shift);
      }
      return null;
    };
    return {
      id,
      title: told('title', 'DocumentTitle') ?? this.#file.name,
      version: told('version', 'DocumentVersion'),
      effectiveFrom: told('effective', 'effectiveFrom'),
      source: told('source', 'url'),
    };
  }

  /** Without the quotes. */
  #rangeOf(text: JsonText, shift: number): ReadPassage['range'] {
    const start = text.start + shift + 1;
    return { start, end: text.end + shift - 1, line: this.#lines.positionAt(start).line };
  }
}

function labelOf(value: JsonValue, name: string, shift: number): string {
  if (value.kind === 'string' || value.kind === 'number') {
    const label = value.value.trim();
    if (label !== '') return label;
  }
  throw new SourceFault(`\`${name}\` is neither a text nor a number`, value.start + shift);
}

function optionalText(value: JsonValue | undefined, name: string, shift: number): JsonText | null {
  if (value === undefined || value.kind === 'null') return null;
  if (value.kind !== 'string') throw new SourceFault(`\`${name}\` is not a text in quotes`, value.start + shift);
  return value.value.trim() === '' ? null : value;
}
