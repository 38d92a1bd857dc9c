/** Words what PostgreSQL and the way to it report for the person who has to do something about it. */
import { errorCode } from '../base/errorCode.ts';
import { Failure } from '../base/failure.ts';

/** What to do, by the code of PostgreSQL (see its appendix A), of Node.js or of OpenSSL. */
const advice: readonly (readonly [codes: readonly string[], sentence: string])[] = [
  [
    ['28P01', '28000'],
    'refuses this user or password ({message}). Correct them in PHASEGATE_DATABASE_URL, ~/.pgpass or PGPASSWORD, or have the server allow them.',
  ],
  [
    ['3D000'],
    'does not exist ({message}). Create it, for example with "createdb --encoding=UTF8 phasegate", or correct the name.',
  ],
  [
    ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_NODATA'],
    'is on a host that cannot be found ({code}). Correct its name, or connect to the network in which it is known.',
  ],
  [
    ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENOENT', 'EACCES'],
    'cannot be reached ({code}). Start the server, or correct host and port; what is asked next is tried again.',
  ],
  [['53300'], 'has no connection left for Phasegate. Close other windows, or raise max_connections on the server.'],
  [['53100'], 'could not be written: the disk of its server is full. Have some space freed, then try again.'],
  [
    ['42501'],
    'does not allow this user what Phasegate needs ({message}). Make the user the owner of the database, or grant it all on the schema.',
  ],
  [
    ['3F000'],
    'has no schema in which this user can make tables ({message}). Create the schema that search_path names, or grant the user its use.',
  ],
  [['25006'], 'takes no writes: it is read-only, as a standby is. Name the primary server in PHASEGATE_DATABASE_URL.'],
  [['55P03', '40P01'], 'is kept busy by another process. Try again; if it stays busy, close the other windows.'],
  [
    ['57014'],
    'took too long to answer, so it was not waited for any longer. Try again when the server has less to do.',
  ],
  [
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_GET_ISSUER_CERT',
    ],
    'shows a certificate that nobody known vouches for ({code}). Name the file of its authority: sslrootcert=/path/ca.pem.',
  ],
  [
    ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
    'shows a certificate that is not valid today ({code}). Have it renewed.',
  ],
  [
    ['ERR_TLS_CERT_ALTNAME_INVALID'],
    'shows the certificate of another host ({message}). Connect by a name that is in the certificate.',
  ],
];

/** Messages of the driver that come without a code. */
const wordings: readonly (readonly [pattern: RegExp, sentence: string])[] = [
  [
    /does not support SSL/i,
    'does not speak TLS. Switch it on at the server; or, where nobody can listen in between, add sslmode=disable to the address.',
  ],
  [
    /password must be a string|no password supplied/i,
    'asks for a password. Put it into ~/.pgpass, PGPASSWORD or PHASEGATE_DATABASE_URL.',
  ],
];

const gone = 'cannot be reached any more ({message}). Nothing is half written; what is asked next connects again.';

/**
 * A Failure for what can happen between a person's machine and the server; anything else, such as a broken constraint,
 * comes back unchanged because it is our mistake.
 * @param thrown what the driver threw
 * @param name of the database, without its password
 */
export function describePostgresError(thrown: unknown, name: string): unknown {
  if (!(thrown instanceof Error) || thrown instanceof Failure) return thrown;
  const code = errorCode(thrown);
  if (code.startsWith('XX')) {
    return new Failure(
      'database-damaged',
      `The database ${name} reports damage (${thrown.message}). Stop writing to it and have its server looked at, or ` +
        'restore its newest backup.',
      { cause: thrown },
    );
  }
  const sentence =
    advice.find(([codes]) => codes.includes(code))?.[1] ??
    wordings.find(([pattern]) => pattern.test(thrown.message))?.[1] ??
    (isConnectionLost(thrown) ? gone : undefined) ??
    (code.startsWith('53')
      ? 'has no resources left ({message}). Try again when the server has less to do.'
      : undefined);
  if (sentence === undefined) return thrown;
  const worded = sentence.replace('{code}', code).replace('{message}', () => thrown.message.replaceAll(/\s+/g, ' '));
  return new Failure('database-unavailable', `The database ${name} ${worded}`, { cause: thrown });
}

/** Whether the connection is of no use any more: the server ended it, the network did, or nobody knows its state. */
export function isConnectionLost(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = errorCode(thrown);
  return (
    /^(?:08|57P|25P03)/.test(code) ||
    /^(?:ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ERR_STREAM_\w+)$/.test(code) ||
    /connection terminated|connection timeout|timeout exceeded|connection error|connection is closed|client was closed|read timeout|not queryable/i.test(
      thrown.message,
    )
  );
}
