/** Reads the operating system's name of an error, such as ENOENT, from whatever was thrown. */

/** Empty when the thrown value carries no code. */
export function errorCode(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}
