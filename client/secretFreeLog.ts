/** The log of the language client, without the secrets in what it traces of messages. */

const placeholder = '<secret>';

/** What of a channel is looked at here. */
interface TraceLog {
  trace(message: string, ...rest: unknown[]): void;
}

/**
 * A channel that is the given one but for its `trace`. What is traced are whole messages, so a key in one would stand in a
 * file of the editor's logs.
 * @param secrets read for each line
 */
export function secretFreeLog<Log extends TraceLog>(channel: Log, secrets: ReadonlySet<string>): Log {
  const trace = (message: string, ...rest: unknown[]): void => channel.trace(withoutSecrets(message, secrets), ...rest);
  // Its members may be fixed, so that a proxy of the channel itself could not give another one.
  return new Proxy({} as Log, {
    get: (_, name): unknown => (name === 'trace' ? trace : Reflect.get(channel, name, channel)),
  });
}

function withoutSecrets(text: string, secrets: ReadonlySet<string>): string {
  let safe = text;
  // Messages are traced as JSON, in which quotes and the like are escaped.
  for (const secret of secrets) {
    safe = safe.replaceAll(JSON.stringify(secret).slice(1, -1), placeholder).replaceAll(secret, placeholder);
  }
  return safe;
}
