import { createAwsClient } from '../../src/aws/client.ts';
import type { AwsClient } from '../../src/aws/types.ts';
import { addFault, FaultSpec } from '../aws-simulator/faults.ts';
import { callsAfter, type CallRecord } from '../aws-simulator/calls.ts';
import { handle, type Answer, type Arrival } from '../aws-simulator/handle.ts';
import { nextLate } from '../aws-simulator/lies.ts';
import { applySeed } from '../aws-simulator/seed.ts';
import { catchUp, serve, type Site } from '../aws-simulator/serve.ts';
import { Store } from '../aws-simulator/store.ts';
import { openSqlite } from './sqlite.ts';

const ENDPOINT = 'http://aws.test/';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiresAt?: number;
}

/** The simulated AWS in this process, on a clock that the test sets. */
export class Cloud {
  readonly site: Site;
  readonly close: () => void;
  #requests = 0;

  constructor(seed: unknown, now: () => number) {
    const { sql, transaction, close } = openSqlite();
    this.site = { store: new Store(sql), transaction, realNow: now };
    this.close = close;
    applySeed(this.site.store, seed, now());
  }

  /** A client as the product has it; its clock is `now`. */
  client(credentials: Keys, now: () => number): AwsClient {
    return this.#clientBy((arrival) => {
      const served = serve(this.site, arrival);
      if (served.kind !== 'answer') throw new TypeError('fetch failed');
      return served.answer;
    })(credentials, now);
  }

  /** A client that is told the truth, and that nothing befalls. */
  truth(credentials: Keys): AwsClient {
    return this.#clientBy((arrival) => {
      const now = this.site.realNow();
      return handle(this.site.store, arrival, { now, clients: now }, this.site.transaction).answer;
    })(credentials, this.site.realNow);
  }

  fault(fault: FaultSpec): void {
    addFault(this.site.store.sql, FaultSpec.parse(fault));
  }

  /** When AWS will do something by itself, ms. */
  due(): number | undefined {
    return nextLate(this.site.store.sql);
  }

  catchUp(): void {
    catchUp(this.site);
  }

  calls(): CallRecord[] {
    return callsAfter(this.site.store.sql, 0);
  }

  /** How many there are of each kind, sessions apart: what is left over shows here. */
  census(): Record<string, number> {
    const rows = this.site.store.sql
      .exec<{ kind: string; n: number }>(
        "SELECT kind, COUNT(*) AS n FROM entity WHERE kind <> 'session' GROUP BY kind ORDER BY kind",
      )
      .toArray();
    return Object.fromEntries(rows.map((r) => [r.kind, r.n]));
  }

  #clientBy(answer: (arrival: Arrival) => Answer) {
    const fetcher = (input: unknown, init?: RequestInit): Promise<Response> => {
      const url = new URL(String(input));
      const headers = new Headers(init?.headers);
      headers.set('host', url.host);
      const {
        status,
        body,
        headers: sent,
      } = answer({
        method: init?.method ?? 'GET',
        url,
        headers,
        body: bodyOf(init?.body),
        requestId: `request-${++this.#requests}`,
        sourceIp: '192.0.2.1',
      });
      return Promise.resolve(new Response(status === 204 ? null : body, { status, headers: { ...sent } }));
    };
    return (credentials: Keys, now: () => number) =>
      createAwsClient({
        credentials,
        endpoint: ENDPOINT,
        fetch: (input, init) => new Promise((resolve) => resolve(fetcher(input, init))),
        now,
        random: () => 0,
        sleep: () => Promise.resolve(),
      });
  }
}

const bodyOf = (body: unknown): string =>
  typeof body === 'string' ? body : body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
