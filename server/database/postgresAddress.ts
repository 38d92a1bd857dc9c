/** Reads the address of a PostgreSQL database, and decides how far its server is trusted. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { Failure } from '../base/failure.ts';

/** What the driver needs to connect. What is undefined comes from PG* variables, `~/.pgpass` and the driver's defaults. */
export interface PostgresAddress {
  /** For messages and logs: the address without its password and parameters. */
  readonly name: string;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  /** Command-line options for the server's session, such as `-c search_path=phasegate`. */
  readonly options: string | undefined;
  readonly application_name: string;
  readonly ssl: false | ConnectionOptions;
}

const example = 'postgres://ann@db.example.com:5432/phasegate';

const knownParameters = [
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'options',
  'application_name',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
];

/**
 * @param environment for PG* variables, which count where the address says nothing
 * @throws Failure `database-unavailable`; no message repeats what was written, because it may hold a password
 */
export function readPostgresAddress(written: string, environment: NodeJS.ProcessEnv): PostgresAddress {
  const url = parse(written);
  const parameters = url.searchParams;
  for (const name of parameters.keys()) {
    if (!knownParameters.includes(name)) {
      throw invalid(
        `has a parameter that Phasegate does not know, ${JSON.stringify(name)}. It knows ${knownParameters.join(', ')}.`,
      );
    }
  }
  const choose = (inPlace: string, parameter: string): string | undefined =>
    [decode(inPlace), parameters.get(parameter)].find((value) => value != null && value !== '') ?? undefined;
  const host = choose(url.hostname.replace(/^\[(.*)\]$/, '$1'), 'host');
  const port = choose(url.port, 'port');
  const user = choose(url.username, 'user');
  const database = choose(url.pathname.slice(1), 'dbname');
  if (port !== undefined && !/^\d{1,5}$/.test(port)) throw invalid('has a port that is no number.');
  const reached = host ?? (environment['PGHOST'] === '' ? undefined : environment['PGHOST']) ?? 'localhost';
  return {
    name: nameOf(user, reached, port, database),
    host,
    port: port === undefined ? undefined : Number(port),
    user,
    password: choose(url.password, 'password'),
    database,
    options: choose('', 'options'),
    application_name: choose('', 'application_name') ?? environment['PGAPPNAME'] ?? 'phasegate',
    ssl: readTls(reached, parameters, environment),
  };
}

function parse(written: string): URL {
  let url;
  try {
    url = new URL(written);
  } catch {
    // The cause would quote the address.
    throw invalid(`is not one. It looks like ${example}; characters such as @, / and # in it are percent-encoded.`);
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw invalid(`does not begin with postgres://. It looks like ${example}.`);
  }
  return url;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('holds a % that stands for no character. Write a % itself as %25.');
  }
}

function nameOf(
  user: string | undefined,
  host: string,
  port: string | undefined,
  database: string | undefined,
): string {
  const shownHost = isIP(host) === 6 ? `[${host}]` : host;
  return `postgres://${user === undefined ? '' : `${user}@`}${shownHost}${port === undefined ? '' : `:${port}`}/${database ?? ''}`;
}

/**
 * The modes mean what they mean to psql. Without one, a server on another computer must prove by its certificate who it
 * is: whoever could stand between would otherwise get the password and everything written. On this computer nobody
 * stands between, and servers there rarely have a certificate.
 */
function readTls(host: string, parameters: URLSearchParams, environment: NodeJS.ProcessEnv): false | ConnectionOptions {
  const read = (parameter: string): string | undefined => {
    const value = parameters.get(parameter) ?? environment[`PG${parameter.toUpperCase()}`];
    return value === '' ? undefined : value;
  };
  const mode = read('sslmode') ?? (isThisComputer(host) ? 'disable' : 'verify-full');
  const root = read('sslrootcert');
  // What the driver checks a certificate against when the host is a number.
  const options: ConnectionOptions = { host };
  if (root !== undefined && root !== 'system') options.ca = readCertificate('sslrootcert', root);
  const certificate = read('sslcert');
  const key = read('sslkey');
  if (certificate !== undefined) options.cert = readCertificate('sslcert', certificate);
  if (key !== undefined) options.key = readCertificate('sslkey', key);
  const anyName: ConnectionOptions = { ...options, checkServerIdentity: () => undefined };
  switch (mode) {
    case 'disable':
      return false;
    case 'require':
      return options.ca === undefined ? { ...anyName, rejectUnauthorized: false } : anyName;
    case 'verify-ca':
      return anyName;
    case 'verify-full':
      return options;
    default:
      throw invalid(
        'has a sslmode that Phasegate does not know. It knows disable, require, verify-ca and verify-full.',
      );
  }
}

function isThisComputer(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('/') || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function readCertificate(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('database-unavailable', `The file that ${parameter} names cannot be read: ${reason}.`, {
      cause: error,
    });
  }
}

function invalid(what: string): Failure {
  return new Failure('database-unavailable', `The address of the database (PHASEGATE_DATABASE_URL) ${what}`);
}
