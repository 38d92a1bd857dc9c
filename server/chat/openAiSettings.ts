/** What is needed to ask a model behind an endpoint that speaks the Chat Completions API of OpenAI. */
import type { Clock } from '../base/clock.ts';

export interface OpenAiSettings {
  /** Read for each request, as are the next three; null for none, which many local servers want. */
  readonly key: () => string | null;
  /** Such as `http://127.0.0.1:11434/v1`; null when there is no such endpoint. */
  readonly baseUrl: () => string | null;
  /** The name of the usual model there; null for the first that the endpoint lists. */
  readonly model: () => string | null;
  /** Tokens of a conversation that go along word by word; null for the default, 8,000. */
  readonly historyTokens: () => number | null;
  readonly clock: Clock;
  /**
   * Milliseconds until the first sign of an answer. Default 240,000: a local server loads the model first, and then reads
   * the prompt at the speed of a processor.
   */
  readonly firstSignMs?: number;
  /** Milliseconds of silence in the middle of an answer until it is given up. Default 60,000. */
  readonly silenceMs?: number;
  /** Milliseconds until the list of models is done without. Default 2,000. */
  readonly listMs?: number;
  /** How often a request is sent again that was refused for now; the server says how long to wait. Default 2. */
  readonly retries?: number;
}
