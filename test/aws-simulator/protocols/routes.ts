import type { SignedRequest } from '../sigv4.ts';

/** One operation of a REST protocol: method, path with `{Label}`s, and where else its parameters are. */
export interface Route {
  readonly operation: string;
  readonly method: string;
  /** `/a/{Label}/b`; a label is one segment, and `{Label+}` at the end all that is left */
  readonly path: string;
  /** The query parameter that tells it from others on the same path (S3) */
  readonly subresource?: string;
  /** Query parameter → parameter */
  readonly query?: Readonly<Record<string, string>>;
  /** Header in lower case → parameter */
  readonly headers?: Readonly<Record<string, string>>;
  /** 200 if absent */
  readonly status?: number;
}

/** Values of the labels, undefined if the path is another one. */
export function labelsOf(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  // Lambda's lists end with a slash, or do not.
  const actual = path.length > 1 && path.endsWith('/') && !template.endsWith('/') ? path.slice(0, -1) : path;
  const got = actual.split('/');
  const greedy = /^\{(\w+)\+\}$/.exec(wanted.at(-1)!)?.[1];
  if (greedy !== undefined && got.length >= wanted.length) {
    const rest = got.slice(wanted.length - 1).map(decoded);
    const before = labelsOf(wanted.slice(0, -1).join('/'), got.slice(0, wanted.length - 1).join('/'));
    return before && rest.every((r) => r !== undefined) ? { ...before, [greedy]: rest.join('/') } : undefined;
  }
  if (wanted.length !== got.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const segment = decoded(got[i]!);
    if (segment === undefined) return undefined;
    const label = /^\{(\w+)\}$/.exec(part)?.[1];
    if (label !== undefined && segment !== '') labels[label] = segment;
    else if (label !== undefined || part !== segment) return undefined;
  }
  return labels;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

export function routeOf(routes: readonly Route[], request: SignedRequest, path: string): Route | undefined {
  const fits = routes.filter((r) => r.method === request.method && labelsOf(r.path, path) !== undefined);
  return (
    fits.find((r) => r.subresource !== undefined && request.url.searchParams.has(r.subresource)) ??
    fits.find((r) => r.subresource === undefined)
  );
}

/** Parameters from path, query and headers. */
export function placedParams(route: Route, request: SignedRequest, path: string): Record<string, string> {
  const found: Record<string, string> = { ...labelsOf(route.path, path) };
  for (const [name, param] of Object.entries(route.query ?? {})) {
    const value = request.url.searchParams.get(name);
    if (value !== null) found[param] = value;
  }
  for (const [name, param] of Object.entries(route.headers ?? {})) {
    const value = request.headers.get(name);
    if (value !== null) found[param] = value;
  }
  return found;
}
