/** Finds any of many short texts in one pass over bytes, whatever the letter case: the cheap look before the dear one. */

/** Bytes fall into at most 64 kinds; those that no anchor holds, or that come after the 64th, are of kind 0. */
const kindBits = 6;
const kindCount = 1 << kindBits;

/** A text to find and the number to report for it; numbers may repeat. */
export interface Anchor {
  readonly bytes: Uint8Array;
  readonly id: number;
}

/**
 * The automaton of Aho and Corasick ("Efficient string matching", 1975), spelled out as a table so that each byte
 * costs two look-ups. It may find too much, never too little: letters are compared without regard to case, and all
 * control characters count as one (the byte 0x00), as do all second bytes of C1 controls (0x80).
 */
export class AnchorScan {
  readonly #kinds = new Uint8Array(256);
  /** Next state by state and kind. A state is the number of its row in this table, times the length of a row. */
  readonly #next: Int32Array;
  /** Ids of the anchors that end in a state, by row. */
  readonly #ids: readonly (readonly number[])[];
  /** States from here on are such in which an anchor ends. */
  readonly #firstFinal: number;

  constructor(anchors: readonly Anchor[]) {
    let used = 1;
    for (const { bytes } of anchors) {
      for (const byte of bytes) {
        const folded = fold(byte);
        if (this.#kinds[folded] === 0 && used < kindCount) this.#kinds[folded] = used++;
      }
    }
    for (let byte = 0; byte < 256; byte++) this.#kinds[byte] = this.#kinds[fold(byte)] ?? 0;
    const trie = growTrie(anchors, this.#kinds);
    const breadthFirst = linkFailures(trie);

    // Rows in which something is found come last, so that one comparison tells; the root stays first.
    const isFinal = (node: number) => trie.ids[node] !== undefined;
    const order = [...breadthFirst.filter((node) => !isFinal(node)), ...breadthFirst.filter(isFinal)];
    const rows = new Int32Array(trie.size);
    order.forEach((node, row) => (rows[node] = row));
    this.#next = new Int32Array(trie.size << kindBits);
    for (let node = 0; node < trie.size; node++) {
      const from = node << kindBits;
      const to = (rows[node] ?? 0) << kindBits;
      for (let kind = 0; kind < kindCount; kind++) {
        this.#next[to + kind] = (rows[trie.children[from + kind] ?? 0] ?? 0) << kindBits;
      }
    }
    this.#ids = order.map((node) => trie.ids[node] ?? []);
    this.#firstFinal = breadthFirst.filter((node) => !isFinal(node)).length << kindBits;
  }

  /** Position of the byte that ends the first anchor found; -1 when there is none. */
  firstEnd(bytes: Uint8Array, start: number, end: number): number {
    const kinds = this.#kinds;
    const next = this.#next;
    const firstFinal = this.#firstFinal;
    let state = 0;
    for (let at = start; at < end; at++) {
      state = next[state + (kinds[bytes[at] as number] as number)] as number;
      if (state >= firstFinal) return at;
    }
    return -1;
  }

  /** Ids of all anchors in a text; characters beyond ASCII match none. */
  idsIn(text: string): ReadonlySet<number> {
    const kinds = this.#kinds;
    const next = this.#next;
    const firstFinal = this.#firstFinal;
    const found = new Set<number>();
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      state = code < 128 ? (next[state + (kinds[code] as number)] as number) : 0;
      if (state >= firstFinal) for (const id of this.#ids[state >> kindBits] ?? []) found.add(id);
    }
    return found;
  }
}

interface Trie {
  /** Nodes in use; node 0 is the root. */
  size: number;
  /** Child by node and kind; 0 where there is none, as the root is nobody's child. */
  readonly children: Int32Array;
  /** Ids of the anchors that end in a node; undefined where none does. */
  readonly ids: (readonly number[] | undefined)[];
}

function growTrie(anchors: readonly Anchor[], kinds: Uint8Array): Trie {
  const most = anchors.reduce((sum, { bytes }) => sum + bytes.length, 1);
  const trie: Trie = { size: 1, children: new Int32Array(most << kindBits), ids: [] };
  for (const { bytes, id } of anchors) {
    let node = 0;
    for (const byte of bytes) {
      const at = (node << kindBits) + (kinds[byte] ?? 0);
      if (trie.children[at] === 0) trie.children[at] = trie.size++;
      node = trie.children[at] ?? 0;
    }
    trie.ids[node] = [...(trie.ids[node] ?? []), id];
  }
  return trie;
}

/**
 * Fills the missing children in: where a node has none for a kind, the longest proper suffix that is a node goes on.
 * @returns all nodes, the nearer to the root the earlier
 */
function linkFailures(trie: Trie): readonly number[] {
  const { children, ids } = trie;
  const failures = new Int32Array(trie.size);
  const queue = [0];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head] ?? 0;
    const failure = failures[node] ?? 0;
    const inherited = node === 0 ? undefined : ids[failure];
    if (inherited !== undefined) ids[node] = [...(ids[node] ?? []), ...inherited];
    for (let kind = 0; kind < kindCount; kind++) {
      const at = (node << kindBits) + kind;
      const fallback = node === 0 ? 0 : (children[(failure << kindBits) + kind] ?? 0);
      const child = children[at] ?? 0;
      if (child === 0) {
        children[at] = fallback;
      } else {
        failures[child] = fallback;
        queue.push(child);
      }
    }
  }
  return queue;
}

function fold(byte: number): number {
  if (byte >= 65 && byte <= 90) return byte + 32;
  if (byte >= 0x80 && byte <= 0x9f) return 0x80;
  const isControl = (byte < 32 && byte !== 9 && byte !== 10) || byte === 127;
  return isControl ? 0 : byte;
}
