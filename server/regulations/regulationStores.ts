/** The stores of one database that regulations are kept in. */
import type { Clock } from '../base/clock.ts';
import type { Database } from '../database/database.ts';
import { CatalogueStore } from './catalogueStore.ts';
import { DocumentStore } from './documentStore.ts';
import { PassageStore } from './passageStore.ts';
import { TermSplitter } from './passageTerms.ts';
import { PassageWordStore } from './passageWordStore.ts';
import { RemovalStore } from './removalStore.ts';

export interface RegulationStores {
  readonly documents: DocumentStore;
  readonly passages: PassageStore;
  readonly words: PassageWordStore;
  readonly catalogue: CatalogueStore;
  readonly removals: RemovalStore;
}

export function buildRegulationStores({ queries, kind }: Database, clock: Clock): RegulationStores {
  const words = new PassageWordStore(queries, kind, new TermSplitter());
  return {
    documents: new DocumentStore(queries, words, clock),
    passages: new PassageStore(queries),
    words,
    catalogue: new CatalogueStore(queries),
    removals: new RemovalStore(queries, words, clock),
  };
}
