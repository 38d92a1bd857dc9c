/** Proposes how the address of a passage goes on while it is typed: a dataset, a document, a reference. */
import type { CatalogueStore } from './catalogueStore.ts';
import { seenMark } from './linkProblems.ts';
import { addressScheme, encodePart, readAddress } from './passageAddress.ts';

export interface AddressProposal {
  readonly kind: 'scheme' | 'dataset' | 'document' | 'passage';
  /** What takes the place of all that was typed. */
  readonly address: string;
  /** The title that belongs behind the address of a passage; null for the others. */
  readonly mark: string | null;
  /** What a person sees; untrusted, as is `about`. */
  readonly label: string;
  readonly about: string;
}

export interface AddressProposals {
  readonly proposals: readonly AddressProposal[];
  /** Whether there are more than these. */
  readonly isCut: boolean;
}

/** More are of no use in a list. */
const mostProposals = 200;

/** @param typed the address from its beginning to the cursor */
export async function completeAddress(typed: string, catalogue: CatalogueStore): Promise<AddressProposals> {
  if (!typed.startsWith(addressScheme)) {
    const about = 'A passage of the regulations';
    return cut([{ kind: 'scheme', address: addressScheme, mark: null, label: addressScheme, about }]);
  }
  const slash = typed.indexOf('/');
  if (slash < 0) {
    const datasets = await catalogue.datasets();
    return cut(
      datasets.map(({ name, documents, passages }) => ({
        kind: 'dataset',
        address: `${addressScheme}${encodePart(name)}/`,
        mark: null,
        label: name,
        about: `${documents} documents, ${passages.toLocaleString('en')} passages`,
      })),
    );
  }
  const hash = typed.indexOf('#');
  const home = readAddress(hash < 0 ? `${typed.slice(0, slash)}/-` : typed);
  if (home === null) return cut([]);
  if (hash < 0) {
    const wanted = decodeURIComponentOr(typed.slice(slash + 1)).toLowerCase();
    const documents = (await catalogue.documents(home.dataset)).filter(
      ({ id, title }) => id.toLowerCase().includes(wanted) || title.toLowerCase().includes(wanted),
    );
    return cut(
      documents.map(({ id, title, version }) => ({
        kind: 'document',
        address: `${typed.slice(0, slash)}/${encodePart(id)}#`,
        mark: null,
        label: id,
        about: version === null ? title : `${title}, version ${version}`,
      })),
    );
  }
  const wanted = home.reference.toLowerCase();
  const passages = (await catalogue.outline(home.dataset, home.document)).filter(
    ({ reference, beginning }) =>
      reference !== '' && (reference.toLowerCase().includes(wanted) || beginning.toLowerCase().includes(wanted)),
  );
  // What begins with what is typed comes first; otherwise the order of the document stays.
  const first = passages.filter(({ reference }) => reference.toLowerCase().startsWith(wanted));
  const ordered = [...first, ...passages.filter((passage) => !first.includes(passage))];
  return cut(
    ordered.slice(0, mostProposals + 1).map(({ reference, beginning, hash: saying }) => ({
      kind: 'passage',
      address: `${typed.slice(0, hash)}#${encodePart(reference)}`,
      mark: seenMark(saying),
      label: reference,
      about: beginning.replaceAll(/\s+/g, ' ').trim(),
    })),
  );
}

function cut(proposals: readonly AddressProposal[]): AddressProposals {
  return { proposals: proposals.slice(0, mostProposals), isCut: proposals.length > mostProposals };
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
