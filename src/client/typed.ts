import type { paths as ApiPaths } from './schema.generated.ts';

/*
 * The OpenAPI document as types: which paths there are, what they take, what they answer. Dashboard and command line call the API
 * through these, each with its own transport; what the API does not declare does not compile.
 */
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** Paths of the OpenAPI document that know a method. */
export type PathOf<M extends Method> = {
  [P in keyof ApiPaths]: ApiPaths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof ApiPaths];
type Operation<M extends Method, P> = P extends keyof ApiPaths
  ? M extends keyof ApiPaths[P]
    ? ApiPaths[P][M]
    : never
  : never;
type Json<C> = C extends { content: { 'application/json': infer J } } ? J : never;
type Success<R> = { [S in keyof R]: S extends 200 | 201 | 202 ? Json<R[S]> : never }[keyof R];
/** What a route answers, and what it takes, as the document says. */
export type Answer<M extends Method, P> = Operation<M, P> extends { responses: infer R } ? Success<R> : never;
export type Body<M extends Method, P> =
  Operation<M, P> extends { requestBody?: infer R }
    ? [Exclude<R, undefined>] extends [never]
      ? Record<string, never>
      : Json<Exclude<R, undefined>>
    : Record<string, never>;

declare const template: unique symbol;
/** A path with its values put in: still known by the template it was made from. */
export type Built<P extends string> = string & { readonly [template]: P };

/** A path as a call takes it: with nothing to put in, or built. */
export type At<M extends Method, P extends PathOf<M>> = P | Built<P>;

/** A path of the document with values for its `{names}`, encoded: `path('/findings/{id}', { id })`. */
export const path = <P extends keyof ApiPaths>(of: P, values: Readonly<Record<string, string>>): Built<P> =>
  of.replaceAll(/\{([A-Za-z]+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? '')) as Built<P>;

/**
 * An answer as its contract has it. The document says "any JSON" where a contract knows a recursive type: it is the same schema on
 * the server, told in more words.
 */
// eslint-disable-next-line typescript/no-unnecessary-type-parameters -- it is what its caller says, and nothing else says it
export const under = <T>(answer: unknown): T => answer as T;
