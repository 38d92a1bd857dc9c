/** Serves the REST API on the loopback interface, to programs that can read the token file. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Clock } from '../base/clock.ts';
import { errorCode } from '../base/errorCode.ts';
import { Failure } from '../base/failure.ts';
import type { Answering } from '../chat/answering.ts';
import { buildChatStores } from '../chat/chatStores.ts';
import type { AnswerOwner } from '../chat/messageStore.ts';
import type { Database } from '../database/database.ts';
import { GroupedWrites, writesWithin } from '../database/groupedWrites.ts';
import { makeAccessToken, type AccessToken } from './accessToken.ts';
import { refuseAddress } from './guardRequests.ts';
import { IdempotencyStore } from './idempotencyStore.ts';
import { buildRestApp } from './restApp.ts';

export interface ServingSettings {
  readonly database: Database;
  readonly clock: Clock;
  /** This process. */
  readonly owner: AnswerOwner;
  /** Opens what answers questions on first use. */
  readonly answering: () => Promise<Answering>;
  readonly dataDirectory: string;
  /** Default 0: one that is free. */
  readonly port?: number;
  readonly version: string;
  readonly log: (text: string) => void;
}

export interface RestServer {
  /** Such as `http://127.0.0.1:40123/api/v1`. */
  readonly url: string;
  readonly tokenFile: string;
  /** Takes no more requests, waits a moment for those under way, and removes the token. */
  close(): Promise<void>;
}

const host = '127.0.0.1';
/** Milliseconds that a request may take to arrive, and that requests under way get when the server is closed. */
const requestTimeoutMs = 30_000;
const farewellMs = 2_000;

/** @throws Failure `port-unavailable`, `write-failed` */
export async function serveRest(settings: ServingSettings): Promise<RestServer> {
  const { database, clock, owner, answering, dataDirectory, version, log } = settings;
  const server = createServer({ requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs });
  await listen(server, settings.port ?? 0);
  const { port } = server.address() as AddressInfo;
  let token: AccessToken;
  try {
    token = makeAccessToken(dataDirectory, port);
  } catch (error) {
    server.close();
    throw error;
  }
  const writes = new GroupedWrites(database.queries);
  const chat = buildChatStores(database, clock, owner, writes);
  const app = buildRestApp({
    chat,
    answering,
    chatWithin: (transaction) =>
      buildChatStores(
        { queries: transaction, kind: database.kind },
        clock,
        owner,
        writesWithin(transaction),
        chat.index,
      ),
    answers: new IdempotencyStore(writes, clock),
    nowMs: () => clock.nowMs(),
    port: () => port,
    matchesToken: (offered) => token.matches(offered),
    version,
    log,
  });
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    errorHandler: (error) => (error instanceof RequestError ? refuseAddress() : undefined),
  });
  server.on('request', (incoming, outgoing) => void listener(incoming, outgoing));
  return {
    url: `http://${host}:${String(port)}/api/v1`,
    tokenFile: token.file,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const cancel = clock.after(farewellMs, () => server.closeAllConnections());
      await closed;
      cancel();
      token.discard();
    },
  };
}

/** @throws Failure `port-unavailable` */
async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Failure(
      'port-unavailable',
      `Port ${String(port)} of this machine cannot be used (${errorCode(error)}). Name another one, or none for a free one.`,
      { cause: error },
    );
  }
}
