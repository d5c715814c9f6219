import { html, raw } from 'hono/html';
import { toBase64 } from '../../kit/bytes.ts';
import { sha256 } from '../../kit/crypto.ts';
import { boundsText, refName, typeText, type DocSchema } from './schema-text.ts';
import { STYLE } from './style.ts';

type Html = ReturnType<typeof html>;
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: DocSchema;
}
interface Media {
  readonly content?: Readonly<Record<string, { readonly schema: DocSchema }>>;
}
interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Media & { readonly description?: string }>>;
  readonly 'x-vedette-access'?: string;
}
export interface DocDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, DocSchema>> };
}

const ACCESS: Readonly<Record<string, string>> = {
  public: 'anybody',
  'second-factor': 'any session',
  viewer: 'viewer',
  analyst: 'analyst',
  approver: 'approver',
  admin: 'admin',
};

const typeLink = (s: DocSchema): Html => {
  const name = refName(s) ?? (s.type === 'array' && s.items ? refName(s.items) : undefined);
  return name === undefined
    ? html`<code>${typeText(s)}</code>`
    : html`<a href="#schema-${name}"><code>${typeText(s)}</code></a>`;
};

function fields(s: DocSchema): Html {
  const required = new Set(s.required ?? []);
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Field</th>
        <th scope="col">Type</th>
        <th scope="col">Bounds</th>
      </tr>
    </thead>
    <tbody>
      ${Object.entries(s.properties ?? {}).map(
        ([name, p]) =>
          html`<tr>
            <td><code>${name}</code>${required.has(name) ? '' : html` <small>optional</small>`}</td>
            <td>${typeLink(p)}</td>
            <td>${boundsText(p)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const shape = (s: DocSchema): Html => (s.properties ? fields(s) : html`<p>${typeLink(s)}</p>`);

function media(m: Media | undefined): Html {
  return html`${Object.entries(m?.content ?? {}).map(
    ([type, { schema }]) =>
      html`<p><small>${type}</small></p>
        ${shape(schema)}`,
  )}`;
}

const anchor = (method: string, path: string): string => `${method}-${path.replaceAll(/[^a-z0-9]+/gi, '-')}`;

function operation(method: string, path: string, o: Operation): Html {
  const [success] = Object.entries(o.responses).filter(([status]) => status.startsWith('2'));
  return html`<article id="${anchor(method, path)}">
    <h3><span class="method">${method.toUpperCase()}</span> <code>${path}</code></h3>
    <p>${o.summary} <small>· needs: ${ACCESS[o['x-vedette-access'] ?? ''] ?? 'viewer'}</small></p>
    ${o.description === undefined ? '' : html`<p>${o.description}</p>`}
    ${
      (o.parameters ?? []).length === 0
        ? ''
        : html`<h4>Parameters</h4>
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Type</th>
                  <th scope="col">Bounds</th>
                </tr>
              </thead>
              <tbody>
                ${(o.parameters ?? []).map(
                  (p) =>
                    html`<tr>
                      <td><code>${p.name}</code> <small>${p.in}${p.required === true ? '' : ', optional'}</small></td>
                      <td><code>${typeText(p.schema)}</code></td>
                      <td>${boundsText(p.schema)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
    }
    ${
      o.requestBody === undefined
        ? ''
        : html`<h4>Body</h4>
            ${media(o.requestBody)}`
    }
    ${
      success === undefined
        ? ''
        : html`<h4>Answer ${success[0]}</h4>
            <p>${success[1].description}</p>
            ${media(success[1])}`
    }
  </article>`;
}

/** Lets in this very style and nothing else (CSP Level 3 §2.3.1, hash-source). */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${toBase64(sha256(STYLE))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/**
 * The OpenAPI document as one page of HTML: no script, so that the strictest policy holds for it too. Everything is escaped
 * by the template; the document is our own.
 */
export function docsPage(document: DocDocument): Html {
  const byTag = new Map<string, [string, string, Operation][]>();
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, o] of Object.entries(methods)) {
      const tag = o.tags?.[0] ?? 'Other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), [method, path, o]]);
    }
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Vedette API</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <nav aria-label="Routes">
          <a href="/"><strong>Vedette</strong></a>
          ${[...byTag].map(
            ([tag, list]) =>
              html`<h2>${tag}</h2>
                <ul>
                  ${list.map(
                    ([method, path]) =>
                      html`<li>
                        <a href="#${anchor(method, path)}">
                          <span class="method">${method.toUpperCase()}</span> ${path.replace('/api/v1', '')}
                        </a>
                      </li>`,
                  )}
                </ul>`,
          )}
        </nav>
        <main>
          <h1>Vedette API <small>v${document.info.version}</small></h1>
          <p>
            Send an API key as <code>Authorization: Bearer vdt_…</code>. Lists are paged by <code>cursor</code>: take
            <code>next</code> of the page before. A POST takes an <code>Idempotency-Key</code>; answers to GET carry an
            <code>ETag</code>; every answer says what is left of the key's rate. Failures are problem documents (RFC
            9457) with <code>code</code>, <code>detail</code> and, where one is to blame, <code>field</code>. The
            document itself: <a href="/api/openapi.json">/api/openapi.json</a>.
          </p>
          ${[...byTag].map(
            ([tag, list]) =>
              html`<section>
                <h2>${tag}</h2>
                ${list.map(([method, path, o]) => operation(method, path, o))}
              </section>`,
          )}
          <section>
            <h2>Schemas</h2>
            ${Object.entries(document.components.schemas).map(
              ([name, s]) =>
                html`<article id="schema-${name}">
                  <h3><code>${name}</code></h3>
                  ${shape(s)}
                </article>`,
            )}
          </section>
        </main>
      </body>
    </html>`;
}
