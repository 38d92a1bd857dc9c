/** Answers the messages about regulations: what is loaded, loading and removing it, and finding passages. */
import type { Connection } from 'vscode-languageserver/node';
import * as protocol from '../../protocol/regulations.ts';
import { Failure } from '../base/failure.ts';
import { placeInSource, rangeInSource } from '../regulations/placeInSource.ts';
import type { Regulations } from '../regulations/regulations.ts';
import { resolveAddress } from '../regulations/resolveAddress.ts';
import { sectionsOf } from '../regulations/sections.ts';
import { answer } from './answer.ts';
import { fileAddress } from './fileAddress.ts';
import type { RegulationIngests } from './regulationIngests.ts';
import type { RegulationNews } from './regulationNews.ts';
import { reportFound, reportPassage } from './regulationReports.ts';

/** Who types waits no longer for an index that is being built. */
const patienceMs = 1_000;

export interface RegulationParts {
  readonly connection: Connection;
  /** Opens them on first use. */
  readonly regulations: () => Promise<Regulations>;
  readonly ingests: RegulationIngests;
  readonly news: RegulationNews;
  /** A workspace that is not trusted is only looked at, so nothing is loaded from it and nothing removed. */
  readonly isTrusted: () => boolean;
}

export function answerRegulationMessages({ connection, regulations, ingests, news, isTrusted }: RegulationParts): void {
  const requireTrust = (): void => {
    if (!isTrusted()) {
      throw new Failure(
        'not-trusted',
        'This workspace is not trusted, so no regulations are loaded or removed. Trust it first.',
      );
    }
  };

  answer(connection, protocol.listDatasets, async () => {
    news.wantToTell();
    const { catalogue } = await regulations();
    return { datasets: [...(await catalogue.datasets())] };
  });

  answer(connection, protocol.listDocuments, async ({ dataset, from, limit }) => {
    const { catalogue } = await regulations();
    const documents = await catalogue.documents(dataset);
    return {
      documents: documents
        .slice(from, from + limit)
        .map(({ file, ...one }) => ({ ...one, fileUri: fileAddress(file) })),
      total: documents.length,
    };
  });

  answer(connection, protocol.listPassages, async ({ dataset, document, range, depth, from, limit }) => {
    const { catalogue } = await regulations();
    const sections = sectionsOf(await catalogue.outline(dataset, document, range), depth);
    return {
      entries: sections.slice(from, from + limit).map((section): protocol.SectionEntry => {
        if (section.kind === 'section') return section;
        const { ordinal, id, reference, beginning } = section.passage;
        return { kind: 'passage', ordinal, id, reference, beginning };
      }),
      total: sections.length,
    };
  });

  answer(connection, protocol.readPassage, async ({ dataset, document, passage }) => {
    const resolution = await resolveAddress({ dataset, document, reference: passage }, await regulations());
    if (resolution.kind !== 'found') return { passage: null, range: null, source: 'gone' as const };
    const report = reportPassage(resolution.passage);
    const place = await placeInSource(resolution.passage, resolution.fileHash);
    if (place.state === 'gone') return { passage: report, range: null, source: place.state };
    const { start, end, state } = place;
    return { passage: { ...report, start, end }, range: rangeInSource(place), source: state };
  });

  answer(connection, protocol.findPassages, async ({ query, dataset, limit }, signal) => {
    if (query.trim() === '') return { found: [], legs: [], vanished: 0 };
    const { search } = await regulations();
    return reportFound(await search.find({ query, dataset: dataset ?? null, limit, patienceMs }, signal));
  });

  answer(connection, protocol.ingestRegulations, async ({ dataset, fileUris, workDoneToken }, signal) => {
    requireTrust();
    if (dataset.trim() === '') throw new Failure('usage', 'A dataset needs a name.');
    return ingests.ingest({ dataset: dataset.trim(), fileUris, workDoneToken: workDoneToken ?? null }, signal);
  });

  answer(connection, protocol.removeRegulations, async ({ dataset, document }) => {
    requireTrust();
    const { removals } = await regulations();
    const removed = await removals.remove(dataset, document ?? null);
    news.look();
    return removed;
  });

  answer(connection, protocol.restoreRegulations, async ({ undo }) => {
    requireTrust();
    const { removals } = await regulations();
    const restored = await removals.restore(undo);
    news.look();
    return restored;
  });
}
