/** Makes messages that carry a text in every place where a page draws something of a conversation. */
import type { CitedPassage } from '../../protocol/answers.ts';
import type { ChatMessage } from '../../protocol/chat.ts';

/** @param number of the payload, by which its sources are found again */
export function messageWith(payload: string, number: number, conversation: string, depth: number): ChatMessage {
  const text = { wholeLength: payload.length };
  return {
    id: `message-${number}`,
    conversation,
    change: depth + 1,
    depth,
    role: number % 4 === 0 ? 'user' : 'assistant',
    status: number % 8 === 3 ? 'failed' : 'complete',
    parts: [
      { kind: 'retrieval', query: payload, passages: [found(payload)], failures: [payload] },
      { kind: 'text', text: payload, ...text },
      { kind: 'citation', number: 1, document: payload, passage: payload, quote: payload, isVerified: true },
      { kind: 'text', text: `${payload} and on`, ...text },
      { kind: 'citation', number: 2, document: payload, passage: payload, quote: payload, isVerified: false },
      { kind: 'tool-use', name: payload, input: payload },
      { kind: 'tool-result', text: payload, isError: true, ...text },
      { kind: 'attachment', name: payload, mediaType: payload, text: payload, ...text },
      { kind: 'attachment', name: payload, mediaType: payload, text: null, wholeLength: 0 },
      { kind: 'summary', text: payload, ...text },
      { kind: 'omission', reason: payload },
    ],
    failure: payload,
    model: payload,
    usage: { inputTokens: 1, outputTokens: 1, costMicros: 1 },
    createdAtMs: 1,
    endedAtMs: 2,
    alternatives: [`message-${number}`],
  };
}

export function sourcesWith(payload: string): readonly CitedPassage[] {
  return [1, 2].map((number) => ({
    number,
    state: 'changed',
    document: payload,
    version: payload,
    reference: payload,
    headings: [payload],
    text: payload,
    quoted: { start: 0, end: Math.min(5, payload.length) },
  }));
}

function found(payload: string) {
  const legs = [{ leg: payload, rank: 1, score: 1 }];
  return { dataset: payload, document: payload, passage: payload, score: 1, legs, isUsed: true };
}
