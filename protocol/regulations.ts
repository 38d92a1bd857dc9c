/** Messages about regulations: what is loaded, loading and removing it, and finding passages. */
import * as z from 'zod';
import { notification, request } from './message.ts';

const name = z.string().min(1).max(2_000);

/** Zero-based; `character` in UTF-16 units. */
const position = z.object({ line: z.number().int(), character: z.number().int() });

/** A passage with the place that it stands at in its source. */
export const passageReport = z.object({
  dataset: z.string(),
  document: z.object({ id: z.string(), title: z.string(), version: z.string().nullable() }),
  /** Unique in its document. */
  id: z.string(),
  reference: z.string(),
  /** The headings above it, the outermost first. */
  headings: z.array(z.string()),
  /** Untrusted plain text, cut where it is longer than anybody reads in passing. */
  text: z.string(),
  /** What is written in Markdown to lead to it: `regulation:<dataset>/<document>#<reference>`. */
  address: z.string(),
  fileUri: z.string(),
  /** UTF-16 offsets into the text of the file: as it is now in an answer about one passage, else as it was when loaded. */
  start: z.number().int(),
  end: z.number().int(),
  /** Zero-based line of `start`. */
  line: z.number().int(),
});
export type PassageReport = z.infer<typeof passageReport>;

export const datasetReport = z.object({
  name: z.string(),
  documents: z.number().int(),
  passages: z.number().int(),
});
export type DatasetReport = z.infer<typeof datasetReport>;

/** Client asks the server which datasets there are, by name. */
export const listDatasets = request(
  'regulations/datasets',
  'server',
  z.object({}),
  z.object({ datasets: z.array(datasetReport) }),
);

export const documentReport = z.object({
  id: z.string(),
  title: z.string(),
  version: z.string().nullable(),
  passages: z.number().int(),
  fileUri: z.string(),
});
export type DocumentReport = z.infer<typeof documentReport>;

/** Client asks the server for a page of a dataset's documents, in the order in which people number them. */
export const listDocuments = request(
  'regulations/documents',
  'server',
  z.object({ dataset: name, from: z.number().int().min(0), limit: z.number().int().min(1).max(1_000) }),
  z.object({ documents: z.array(documentReport), total: z.number().int() }),
);

/** What stands below a document or a heading: passages, and headings with passages of their own. */
export const sectionEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('section'),
    heading: z.string(),
    /** Ordinals of its passages; `to` is behind the last. */
    from: z.number().int(),
    to: z.number().int(),
  }),
  z.object({
    kind: z.literal('passage'),
    ordinal: z.number().int(),
    id: z.string(),
    reference: z.string(),
    /** How it begins; untrusted plain text. */
    beginning: z.string(),
  }),
]);
export type SectionEntry = z.infer<typeof sectionEntry>;

/** Client asks the server for what stands below a document, or below a heading in it. */
export const listPassages = request(
  'regulations/passages',
  'server',
  z.object({
    dataset: name,
    document: name,
    /** The passages of a section; default all of the document. */
    range: z.object({ from: z.number().int(), to: z.number().int() }).optional(),
    /** So many headings are above what is asked for; 0 for a document. */
    depth: z.number().int().min(0),
    /** Of the entries: the first that is asked for. */
    from: z.number().int().min(0),
    limit: z.number().int().min(1).max(1_000),
  }),
  z.object({ entries: z.array(sectionEntry), total: z.number().int() }),
);

/** Client asks the server for a passage, by its id or its reference; null when there is none. */
export const readPassage = request(
  'regulations/passage',
  'server',
  z.object({ dataset: name, document: name, passage: z.string().max(2_000) }),
  z.object({
    passage: passageReport.nullable(),
    /** Where it stands, as editors count: they hide a byte order mark and make ends of lines alike. Null when it is gone. */
    range: z.object({ start: position, end: position }).nullable(),
    /** Whether its file still is what was loaded; `start` and `end` are certain only then. */
    source: z.enum(['same', 'changed', 'gone']),
  }),
);

/**
 * `trained`: the embedder that is trained on the passages, where another one that the person chose is the dense leg.
 * `rerank`: what looked at the first passages of all legs once more.
 */
export const legName = z.enum(['lexical', 'dense', 'trained', 'references', 'rerank']);

/** What became of a way of finding. */
export const legReport = z.discriminatedUnion('state', [
  z.object({
    /** Empty for a reranker, which looks at passages of all datasets. */
    dataset: z.string(),
    leg: legName,
    state: z.literal('answered'),
    found: z.number().int(),
    how: z.string(),
  }),
  z.object({ dataset: z.string(), leg: legName, state: z.literal('failed'), reason: z.string() }),
]);
export type LegReport = z.infer<typeof legReport>;

export const foundPassageReport = z.object({
  passage: passageReport,
  /** Of all legs together, from 0 to 1. */
  score: z.number(),
  /** From 1: its rank by that score, before a reranker looked. */
  fusedRank: z.number().int(),
  /** Ranks begin at 1; scores of different legs do not compare. */
  legs: z.array(z.object({ leg: legName, rank: z.number().int(), score: z.number() })),
});
export type FoundPassageReport = z.infer<typeof foundPassageReport>;

/** Client asks the server for the passages that answer a question best, as a page does. */
export const findPassages = request(
  'regulations/find',
  'server',
  z.object({
    query: z.string(),
    /** Default all. */
    dataset: name.optional(),
    limit: z.number().int().min(1).max(100),
  }),
  z.object({
    found: z.array(foundPassageReport),
    legs: z.array(legReport),
    /** Passages that an index named and that are not there any more. */
    vanished: z.number().int(),
  }),
);
export type FoundReport = z.infer<typeof findPassages.result>;

/** A file that could not be read; the documents that were read from it earlier stay. */
export const failedFile = z.object({
  fileUri: z.string(),
  /** From 1; null where the fault has no place. */
  line: z.number().int().nullable(),
  /** Names line and column, too. */
  message: z.string(),
});
export type FailedFileReport = z.infer<typeof failedFile>;

/**
 * Client tells the server to load files and folders, which it can cancel. Progress is told to the token of work-done
 * progress that it names; where it names none, the server makes one.
 */
export const ingestRegulations = request(
  'regulations/ingest',
  'server',
  z.object({
    dataset: name,
    fileUris: z.array(z.string()).min(1),
    workDoneToken: z.union([z.string(), z.number()]).optional(),
  }),
  z.object({
    dataset: datasetReport,
    added: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    removed: z.number().int(),
    failed: z.array(failedFile),
  }),
);
export type IngestOutcome = z.infer<typeof ingestRegulations.result>;

/** Client tells the server to remove a document, or a dataset as a whole. */
export const removeRegulations = request(
  'regulations/remove',
  'server',
  z.object({ dataset: name, document: name.optional() }),
  /** `undo` brings it back within a day. */
  z.object({ undo: z.string(), documents: z.number().int() }),
);

/** Client tells the server to bring back what was removed. Documents that were loaded again meanwhile stay as they are. */
export const restoreRegulations = request(
  'regulations/restore',
  'server',
  z.object({ undo: name }),
  z.object({ dataset: z.string(), documents: z.number().int() }),
);

/** What a person wrote of a model; empty for what was left out. */
const writtenModel = z.object({
  kind: z.string(),
  url: z.string(),
  model: z.string(),
  key: z.string(),
  library: z.string(),
  allowsHub: z.boolean(),
});

/**
 * Client tells the server which models the person has set for finding passages, with their keys, when the server has started
 * and after each change. The server keeps keys in memory alone.
 */
export const regulationModelsChanged = notification(
  'regulations/models',
  'server',
  z.object({
    embedder: writtenModel.extend({ queryPrefix: z.string(), passagePrefix: z.string() }),
    reranker: writtenModel,
  }),
);

/** Server tells the client that other regulations are loaded than before, here or elsewhere. */
export const regulationsChanged = notification('regulations/changed', 'client', z.object({}));
