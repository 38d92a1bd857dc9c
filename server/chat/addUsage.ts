/** Adds up what several requests cost. */
import type { MessageUsage } from './message.ts';

/** @returns null when nothing is known of either; a cost that is not known of one is not known of both */
export function addUsage(one: MessageUsage | null, other: MessageUsage | null): MessageUsage | null {
  if (one === null || other === null) return one ?? other;
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costMicros: one.costMicros === null || other.costMicros === null ? null : one.costMicros + other.costMicros,
  };
}
