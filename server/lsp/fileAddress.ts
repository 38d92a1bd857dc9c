/** The address of a file in the protocol. */
import { URI } from 'vscode-uri';

/**
 * Half a surrogate pair, which somebody may have typed into a path, has no place in an address; such a file cannot be
 * opened by any address, and gets the one of its name with the sign for what is no character.
 *
 * @param file absolute path
 */
export function fileAddress(file: string): string {
  return URI.file(file.replaceAll(/\p{Surrogate}/gu, '\uFFFD')).toString();
}
