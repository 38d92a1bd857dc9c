/** One answer while it arrives: keeps it several times a second, and tells each view the whole of it so far. */
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import { joinParts } from './answerParts.ts';
import { messageLimitBytes, type AnswerEnd, type Message, type MessagePart } from './message.ts';
import type { MessageStore, NewAnswer } from './messageStore.ts';
import { writeParts } from './chatText.ts';

/** What has arrived up to a number. */
export interface AnswerSoFar {
  readonly message: string;
  /** Number of the last piece in it; 0 for none. A view adds the pieces with greater numbers and no others. */
  readonly upTo: number;
  readonly parts: readonly MessagePart[];
}

/** Gets each piece as it arrives; text goes on with the text before it. Must not throw. */
export type AnswerListener = (piece: MessagePart, number: number) => void;

/**
 * Milliseconds from the arrival of a piece to its writing. Twice a second is promised, and the write itself may have to
 * wait for another process.
 */
const keptAfterMs = 250;

/** Bytes of pieces that are not put off any longer, so that no single write takes long. */
const mostWaitingBytes = 64 * 1024;

/** A part without its text, as JSON and with the comma before it. */
const emptyTextBytes = Buffer.byteLength(',{"kind":"text","text":""}');

/**
 * The pieces since the last write go to the database as one further chunk; what is there already is not written again.
 * So a token costs the same at the end of a long answer as at its beginning, here and on the disk: an answer of 200 KB
 * that takes a minute would otherwise come to 24 MB of writes. All is joined once, when the answer ends. Memory is
 * bounded by what one message may have, since a piece beyond it is refused.
 */
export class StreamedAnswer {
  readonly message: Message;
  readonly #messages: MessageStore;
  readonly #clock: Clock;
  readonly #listeners = new Set<AnswerListener>();
  /** One entry or a few for each write, however many pieces it was made of. */
  readonly #kept: MessagePart[] = [];
  /** What is being written, or is to be written again because that failed. */
  #underWay: readonly MessagePart[] | null = null;
  #waiting: MessagePart[] = [];
  #waitingBytes = 0;
  /** As JSON, of which the brackets are there from the beginning. */
  #bytes = 2;
  #upTo = 0;
  #chunks = 0;
  #endsWithText = false;
  #cancelTimer: (() => void) | null = null;
  #keeping: Promise<void> | null = null;
  #ending: Promise<Message> | null = null;
  /** Why nothing more is taken. */
  #refusal: Failure | null = null;

  private constructor(message: Message, messages: MessageStore, clock: Clock) {
    this.message = message;
    this.#messages = messages;
    this.#clock = clock;
  }

  /**
   * Begins an answer; the place where it will stand is on the disk when this is fulfilled.
   * @throws Failure `unknown-conversation`, `unknown-message`, `answer-ended` (an id that is known has another answer)
   */
  static async begin(
    messages: MessageStore,
    clock: Clock,
    conversation: string,
    wanted: NewAnswer,
  ): Promise<StreamedAnswer> {
    const message = await messages.beginAnswer(conversation, wanted);
    const isNew = message.status === 'streaming' && message.parts.length === 0;
    if (!isNew) throw new Failure('answer-ended', 'This answer was given already. Ask again for another one.');
    return new StreamedAnswer(message, messages, clock);
  }

  /**
   * Takes the next piece: some text, which may be cut anywhere, or a whole part of another kind.
   * @returns its number, from 1
   * @throws Failure `message-too-large` (the piece is left out), `text-invalid`, `answer-ended`
   */
  add(piece: MessagePart): number {
    if (this.#refusal !== null) throw this.#refusal;
    const bytes = this.#bytesOf(piece);
    if (this.#bytes + bytes > messageLimitBytes) {
      throw new Failure('message-too-large', 'The answer is longer than 1 MB, the most that a message may have.');
    }
    this.#bytes += bytes;
    this.#waitingBytes += bytes;
    this.#waiting.push(piece);
    this.#endsWithText = piece.kind === 'text';
    const number = ++this.#upTo;
    for (const listener of this.#listeners) listener(piece, number);
    if (this.#waitingBytes >= mostWaitingBytes) this.#keepAfter(0);
    else if (this.#cancelTimer === null && this.#keeping === null) this.#keepAfter(keptAfterMs);
    return number;
  }

  /** The whole answer as it is now. Takes as long as the answer is. */
  soFar(): AnswerSoFar {
    const parts = joinParts([...this.#kept, ...(this.#underWay ?? []), ...this.#waiting]);
    return { message: this.message.id, upTo: this.#upTo, parts };
  }

  /** @returns what arrived before, without a gap to what the listener gets, and what ends the listening */
  follow(listener: AnswerListener): { readonly soFar: AnswerSoFar; readonly stop: () => void } {
    this.#listeners.add(listener);
    return { soFar: this.soFar(), stop: () => void this.#listeners.delete(listener) };
  }

  /**
   * Ends it and keeps all of it; the first end counts. When the database fails, the end may be repeated.
   * @throws Failure `answer-ended` when somebody else has ended it, as `recover` does with the answers of a process that
   *   was taken for dead
   */
  async end(end: Omit<AnswerEnd, 'parts'>): Promise<Message> {
    this.#refusal ??= new Failure('answer-ended', 'The answer has ended already, so nothing was added to it.');
    this.#ending ??= this.#end(end).catch((error: unknown) => {
      this.#ending = null;
      throw error;
    });
    return this.#ending;
  }

  async #end(end: Omit<AnswerEnd, 'parts'>): Promise<Message> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    await this.#keeping;
    return this.#messages.endAnswer(this.message.id, { ...end, parts: this.soFar().parts.map(wellFormed) });
  }

  #bytesOf(piece: MessagePart): number {
    if (piece.kind !== 'text') return Buffer.byteLength(writeParts([piece]));
    const textBytes = Buffer.byteLength(JSON.stringify(piece.text)) - 2;
    return this.#endsWithText ? textBytes : textBytes + emptyTextBytes;
  }

  #keepAfter(delayMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.after(delayMs, () => {
      this.#cancelTimer = null;
      const startedMs = this.#clock.nowMs();
      this.#keeping ??= this.#keep().finally(() => {
        this.#keeping = null;
        const isAnythingLeft = this.#underWay !== null || this.#waiting.length > 0;
        if (!isAnythingLeft || this.#refusal !== null || this.#cancelTimer !== null) return;
        // What arrived during the write has waited for as long as that took.
        this.#keepAfter(Math.max(1, startedMs + keptAfterMs - this.#clock.nowMs()));
      });
    });
  }

  /** Never throws: what could not be written is written with the next attempt or the end. */
  async #keep(): Promise<void> {
    const parts = this.#underWay ?? this.#takeWaiting();
    if (parts.length === 0) return;
    this.#underWay = parts;
    try {
      await this.#messages.extendAnswer(this.message.id, this.#chunks, parts);
    } catch (error) {
      const isOver = error instanceof Failure && ['answer-ended', 'unknown-message'].includes(error.code);
      if (isOver) this.#refusal = error;
      return;
    }
    this.#chunks++;
    this.#kept.push(...parts);
    this.#underWay = null;
  }

  /** All that waits, but for half a character at its end, whose other half is on its way. */
  #takeWaiting(): readonly MessagePart[] {
    const parts = joinParts(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    const last = parts.at(-1);
    if (last?.kind !== 'text' || !/[\ud800-\udbff]$/.test(last.text)) return parts.map(wellFormed);
    this.#waiting = [{ kind: 'text', text: last.text.slice(-1) }];
    const rest = last.text.slice(0, -1);
    return [...parts.slice(0, -1), ...(rest === '' ? [] : [{ kind: 'text', text: rest } as const])].map(wellFormed);
  }
}

/** Half a character becomes a replacement character, since no database keeps it. */
function wellFormed(part: MessagePart): MessagePart {
  return part.kind === 'text' ? { kind: 'text', text: part.text.replaceAll(/\p{Surrogate}/gu, '\u{FFFD}') } : part;
}
