/** Tells pages what arrives of answers: some pieces at a time, each once, with numbers by which a gap is noticed. */
import type { Connection } from 'vscode-languageserver/node';
import { answerArrived } from '../../protocol/answers.ts';
import type { Clock } from '../base/clock.ts';
import type { AnswerUnderWay } from '../chat/answerQuestion.ts';
import { joinParts } from '../chat/answerParts.ts';
import type { MessagePart } from '../chat/message.ts';
import type { AnswerSoFar } from '../chat/streamedAnswer.ts';
import { tell } from './answer.ts';
import { reportPart } from './chatReports.ts';

/** Milliseconds that pieces are gathered for: two pictures of a screen. */
const gatheredMs = 33;

/** The cost of a piece does not depend on how much has arrived before it. */
export class AnswerNews {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #followed = new Map<string, Gathering>();

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** @returns what has arrived; everything behind it will be told, without a gap */
  follow({ streamed, ended }: AnswerUnderWay): AnswerSoFar {
    const { id } = streamed.message;
    const known = this.#followed.get(id);
    if (known !== undefined) {
      // What is gathered is in the answer to this question already; other pages still need it.
      this.#flush(id, known);
      return streamed.soFar();
    }
    const gathering: Gathering = { pieces: [], first: 0, last: 0, cancel: null };
    this.#followed.set(id, gathering);
    const { soFar, stop } = streamed.follow((piece, number) => {
      if (gathering.pieces.length === 0) gathering.first = number;
      gathering.pieces.push(piece);
      gathering.last = number;
      gathering.cancel ??= this.#clock.after(gatheredMs, () => this.#flush(id, gathering));
    });
    const end = (): void => {
      stop();
      this.#flush(id, gathering);
      this.#followed.delete(id);
    };
    ended.then(end, end);
    return soFar;
  }

  #flush(message: string, gathering: Gathering): void {
    gathering.cancel?.();
    gathering.cancel = null;
    if (gathering.pieces.length === 0) return;
    const { pieces, first: from, last: upTo } = gathering;
    gathering.pieces = [];
    tell(this.#connection, answerArrived, { message, from, upTo, parts: joinParts(pieces).map(reportPart) });
  }
}

interface Gathering {
  pieces: MessagePart[];
  first: number;
  last: number;
  cancel: (() => void) | null;
}
