/** What tokens of Anthropic's models cost. */

/** US dollars for a million tokens, which is millionths of a dollar for one. */
interface ModelPrice {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  /** Of the cache that lasts five minutes. */
  readonly cacheWrite: number;
}

/** What a request counted. */
export interface TokenCounts {
  /** Without those of the cache. */
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

const price = (input: number, output: number, cacheRead: number): ModelPrice => ({
  input,
  output,
  cacheRead,
  cacheWrite: input * 1.25,
});

/** As published at https://platform.claude.com/docs/en/about-claude/pricing, autumn of 2026. */
const prices: Readonly<Record<string, ModelPrice>> = {
  'claude-opus-5-5': price(4, 20, 0.2),
  'claude-sonnet-5-5': price(2, 10, 0.1),
  'claude-haiku-5-5': price(0.1, 0.5, 0.01),
  'claude-opus-5': price(5, 25, 0.5),
  'claude-sonnet-5': price(2, 10, 0.2),
};
/** A request of this model costs more when its prompt is long. */
const longPrompt = { model: 'claude-haiku-5-5', from: 100_000, price: price(0.5, 2.5, 0.05) } as const;

/** @returns millionths of a US dollar, rounded; null for a model whose price is not known here */
export function costMicros(model: string, counts: TokenCounts): number | null {
  const { input, output, cacheRead, cacheWrite } = counts;
  const isLong = model === longPrompt.model && input + cacheRead + cacheWrite > longPrompt.from;
  const known = isLong ? longPrompt.price : prices[model];
  if (known === undefined) return null;
  return Math.round(
    input * known.input + output * known.output + cacheRead * known.cacheRead + cacheWrite * known.cacheWrite,
  );
}
