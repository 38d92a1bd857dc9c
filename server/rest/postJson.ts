/** Sends JSON to another server, for whoever asks models: the one place from which this program speaks HTTP by itself. */

/** Bytes of an answer; some thousand vectors are not more. */
const longestBytes = 128 << 20;

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly signal: AbortSignal;
}

/**
 * No redirect is followed: a key and texts go to the address that a person named, and to no other.
 *
 * @throws TypeError when no whole answer came; RangeError when it is too long; whatever the signal was aborted with
 */
export async function postJson({ url, headers, body, signal }: Sent): Promise<{
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal,
  });
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of reply.body ?? []) {
    const bytes = piece as Uint8Array;
    length += bytes.length;
    if (length > longestBytes) throw new RangeError(`it answers more than ${longestBytes >> 20} MB`);
    pieces.push(bytes);
  }
  return {
    status: reply.status,
    retryAfter: reply.headers.get('retry-after'),
    text: Buffer.concat(pieces).toString('utf8'),
  };
}
