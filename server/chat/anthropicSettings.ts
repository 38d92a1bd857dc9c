/** What is needed to ask a model of Anthropic. */
import type { Clock } from '../base/clock.ts';

export interface AnthropicSettings {
  /** Read for each request; null for none. */
  readonly key: () => string | null;
  /** Read for each request; null for that of Anthropic. */
  readonly baseUrl: () => string | null;
  readonly clock: Clock;
  /** Milliseconds until a request is given up that nothing comes of, at its beginning or in its middle. Default 60,000. */
  readonly silenceMs?: number;
  /** How often a request is sent again that was refused for now; the provider says how long to wait. Default 2. */
  readonly retries?: number;
}
