import type { JsonObject } from '../kit/canonical.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { scalarText } from './conform.ts';
import { encode } from './serialize.ts';
import type { Http } from './shape.ts';

export interface Placed {
  readonly path: string;
  /** Without the question mark */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parameters that are no part of the body. */
  readonly elsewhere: ReadonlySet<string>;
}

/**
 * Puts conforming parameters into path, query and headers. A label that is missing, or not formed as the service's names
 * are, is refused: `..` would choose another operation, for `fetch` resolves it. The same goes for a header's value.
 */
export function place(http: Http, params: JsonObject): Result<Placed, string> {
  for (const [name, form] of Object.entries(http.labels)) {
    if (params[name] === undefined) return err(`${name} is missing; it is a part of the address`);
    if (!form.test(scalarText(params[name]))) return err(`${name} is not formed as it must be`);
  }
  const path = http.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encode(scalarText(params[name]!)));
  const query = http.subresource === undefined ? [] : [`${encode(http.subresource)}=`];
  for (const [name, wire] of Object.entries(http.query ?? {}))
    if (params[name] !== undefined) query.push(`${encode(wire)}=${encode(scalarText(params[name]))}`);
  const headers: Record<string, string> = {};
  for (const [name, { name: wire, form }] of Object.entries(http.headers ?? {})) {
    if (params[name] === undefined) continue;
    const value = scalarText(params[name]);
    if (!form.test(value)) return err(`${name} is not formed as it must be`);
    headers[wire] = value;
  }
  return ok({
    path,
    query: query.join('&'),
    headers,
    elsewhere: new Set([http.labels, http.query, http.headers].flatMap((names) => Object.keys(names ?? {}))),
  });
}
