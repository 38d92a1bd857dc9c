/** The messages of a branch that a page holds, by their depth; a long branch is never held as a whole. */
import type { ChatMessage } from '../../protocol/chat.ts';

/** Messages that are held at most; some screens of them. */
const mostMessages = 300;

export class MessageCache {
  readonly #byDepth = new Map<number, ChatMessage>();

  at(depth: number): ChatMessage | undefined {
    return this.#byDepth.get(depth);
  }

  put(messages: readonly ChatMessage[]): void {
    for (const message of messages) this.#byDepth.set(message.depth, message);
  }

  /** Forgets what stands at a depth and behind it, as when another branch is shown from there. */
  dropFrom(depth: number): void {
    for (const held of [...this.#byDepth.keys()]) if (held >= depth) this.#byDepth.delete(held);
  }

  /** The stretch of depths from the first to the last that is not held; null when all of it is. */
  missing(first: number, last: number): { readonly from: number; readonly count: number } | null {
    let from = first;
    while (from <= last && this.#byDepth.has(from)) from++;
    let to = last;
    while (to >= from && this.#byDepth.has(to)) to--;
    return to < from ? null : { from, count: to - from + 1 };
  }

  /** Forgets what is far away from the stretch that is shown, when too much is held. */
  keepNear(first: number, last: number): void {
    if (this.#byDepth.size <= mostMessages) return;
    const distance = (depth: number): number => Math.max(first - depth, depth - last, 0);
    const far = [...this.#byDepth.keys()].sort((one, other) => distance(other) - distance(one));
    for (const depth of far.slice(0, this.#byDepth.size - mostMessages)) this.#byDepth.delete(depth);
  }

  get size(): number {
    return this.#byDepth.size;
  }
}
