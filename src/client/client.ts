import createClient, { type Client } from 'openapi-fetch';
import type { paths, Schemas } from './schema.generated.ts';

export type { Schemas };
export type Problem = Schemas['Problem'];
/** Calls of the API under `/api/v1`, typed from its OpenAPI document. */
export type ApiPaths = paths;
export type TypedClient = Client<paths, `${string}/${string}`>;

export interface ClientOptions {
  /** Such as `https://soc.example.com`, or empty for the page's own origin */
  readonly origin: string;
  /** Absent in a browser, whose cookie signs it in. */
  readonly apiKey?: string;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** The client that dashboard and command line share. An answer has `data` or `error` (a problem document), and `response`. */
export function createTypedClient(options: ClientOptions): TypedClient {
  return createClient<paths, `${string}/${string}`>({
    baseUrl: `${options.origin}/api/v1`,
    ...(options.apiKey === undefined ? {} : { headers: { authorization: `Bearer ${options.apiKey}` } }),
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
}
