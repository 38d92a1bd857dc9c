/** Finds what the address of a passage leads to, or says how far it leads. */
import type { PassageAddress } from './passageAddress.ts';
import type { StoredPassage } from './passageStore.ts';
import type { RegulationStores } from './regulationStores.ts';

export type Resolution =
  | { readonly kind: 'found'; readonly passage: StoredPassage; readonly fileHash: string }
  | { readonly kind: 'no-dataset'; readonly others: readonly string[] }
  | { readonly kind: 'no-document' }
  | { readonly kind: 'no-passage' };

export async function resolveAddress(
  { dataset, document, reference }: PassageAddress,
  { documents, catalogue, passages }: Pick<RegulationStores, 'documents' | 'catalogue' | 'passages'>,
): Promise<Resolution> {
  const id = await catalogue.passageId(dataset, document, reference);
  const [passage] = id === null ? [] : await passages.around({ dataset, document, passage: id }, 0);
  const fileHash = await documents.fileHash(dataset, document);
  if (passage !== undefined && fileHash !== null) return { kind: 'found', passage, fileHash };
  if (fileHash !== null) return { kind: 'no-passage' };
  const others = (await documents.datasets()).map(({ name }) => name);
  return others.includes(dataset) ? { kind: 'no-document' } : { kind: 'no-dataset', others };
}
