/**
 * Writes the registries of plug-ins from their folders: sources, normalizers and actions. A plug-in is a folder with an
 * `index.ts` that exports one constant, whose id is the folder's path with full stops for slashes.
 * `--check` writes nothing and fails when a registry is stale. Exit code 1 also if a folder breaks these rules.
 */
import { existsSync } from 'node:fs';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from './bundle.ts';

/** One plug-in as its registry needs it. */
export interface Plugin {
  readonly id: string;
  readonly exportName: string;
  /** Module path relative to the registry. */
  readonly from: string;
}

interface Kind {
  /** Folder of the registry and, below it, of the plug-ins. */
  readonly dir: string;
  /** Folders from `dir` to a plug-in: vendor, service, name. */
  readonly depth: number;
  /** The property that must equal the path. */
  readonly idKey: 'id' | 'format';
  /** Files that must stand beside a plug-in's index.ts. */
  readonly beside?: readonly string[];
  readonly render: (imports: string, plugins: readonly (Plugin & { readonly name: string })[]) => string;
}

const table = (plugins: readonly (Plugin & { readonly name: string })[]): string =>
  plugins.map((p) => `  '${p.id}': ${p.name},\n`).join('');

export const KINDS: readonly Kind[] = [
  {
    dir: 'src/ingest/sources',
    depth: 2,
    beside: ['about.ts', 'client.ts'],
    idKey: 'id',
    render: (imports, plugins) => `import type { Source } from '../source.ts';
${imports}
/** Every source there is, by id. */
export const sources: Record<string, Source> = {
${table(plugins)}};
`,
  },
  {
    dir: 'src/normalize',
    depth: 2,
    idKey: 'format',
    render: (imports, plugins) => `import type { Normalizer } from './types.ts';
${imports}
/** Record format → its normalizer. */
export const normalizers: Readonly<Record<string, Normalizer>> = {
${table(plugins)}};
`,
  },
  {
    dir: 'src/respond/actions',
    depth: 3,
    idKey: 'id',
    render: (imports, plugins) => `import type { Action } from '../action.ts';
${imports}
/** Every action there is. */
export const actions: readonly Action[] = [${plugins.map((p) => p.name).join(', ')}];

const byId = new Map(actions.map((a) => [a.id, a]));

/** The action of a registry id, such as \`aws.iam.deactivate-access-key\`; undefined if there is none. */
export const actionById = (id: string): Action | undefined => byId.get(id);
`,
  },
];

const camelCase = (id: string): string => id.replace(/[.-]+(.)/g, (_, c: string) => c.toUpperCase());

/** The registry's text. Two plug-ins that export the same name are told apart by their ids. */
export function renderRegistry(kind: Kind, plugins: readonly Plugin[]): string {
  const uses = Map.groupBy(plugins, (p) => p.exportName);
  const named = plugins.map((p) => ({
    ...p,
    name: uses.get(p.exportName)!.length > 1 ? camelCase(p.id) : p.exportName,
  }));
  const imports = named
    .map(({ exportName, name, from }) => {
      const binding = name === exportName ? name : `${exportName} as ${name}`;
      return `import { ${binding} } from '${from}';\n`;
    })
    .join('');
  return `// Written by scripts/generate-registries.ts from the folders here. Do not edit.\n${kind.render(imports, named)}`;
}

/** The plug-ins of a kind, by id. Throws with the folder's path if one does not keep the rules. */
export async function findPlugins(kind: Kind): Promise<Plugin[]> {
  const found: Plugin[] = [];
  for await (const file of glob(`${'*/'.repeat(kind.depth)}index.ts`, { cwd: join(ROOT, kind.dir) })) {
    const id = dirname(file).replaceAll('\\', '/').replaceAll('/', '.');
    const path = `${kind.dir}/${file}`;
    const missing = (kind.beside ?? []).filter((name) => !existsSync(join(ROOT, dirname(path), name)));
    if (missing.length > 0) {
      console.error(`${dirname(path)} is left out: it lacks ${missing.join(' and ')}`);
      continue;
    }
    const exported = (await import(pathToFileURL(join(ROOT, path)).href)) as Record<string, unknown>;
    const names = Object.keys(exported).filter(
      (name) => (exported[name] as Record<string, unknown> | null)?.[kind.idKey] === id,
    );
    if (names.length !== 1)
      throw new Error(
        `${path} must export exactly one constant whose ${kind.idKey} is '${id}'; it has ${names.length}`,
      );
    found.push({ id, exportName: names[0]!, from: `./${file.replaceAll('\\', '/')}` });
  }
  return found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const SOURCES = 'src/ingest/sources';

/** The sender's side of every source, a registry of its own: ingest does not carry it. */
async function renderClients(): Promise<string> {
  const plugins = await findPlugins(KINDS[0]!);
  const lines = plugins.map((p) => ({
    name: camelCase(p.id),
    from: p.from.replace('index.ts', 'client.ts'),
    id: p.id,
  }));
  return `// Written by scripts/generate-registries.ts from the folders here. Do not edit.
import type { SourceClient } from '../client.ts';
${lines.map((l) => `import { client as ${l.name} } from '${l.from}';\n`).join('')}
/** The sender's side of every source, by id. */
export const clients: Readonly<Record<string, SourceClient>> = {
${lines.map((l) => `  '${l.id}': ${l.name},\n`).join('')}};
`;
}

/** What every source says of itself, as data. Throws if a folder's `about.ts` bears another id. */
async function renderCatalogue(): Promise<string> {
  const abouts: unknown[] = [];
  for (const p of await findPlugins(KINDS[0]!)) {
    const path = join(ROOT, SOURCES, p.from.replace('index.ts', 'about.ts'));
    const { about } = (await import(pathToFileURL(path).href)) as { about?: { id?: string } };
    if (about?.id !== p.id) throw new Error(`${path} must export \`about\` with the id '${p.id}'`);
    abouts.push(about);
  }
  return `// Written by scripts/generate-registries.ts from the sources' about.ts. Do not edit.
import type { SourceAbout } from './source-about.ts';

/** Every kind of source there is, by id. */
export const SOURCE_CATALOGUE: readonly SourceAbout[] = ${JSON.stringify(abouts, null, 2)};
`;
}

/** Formatting is the formatter's business: texts are the same if they differ in white space, quotes and trailing commas only. */
const bare = (text: string): string =>
  text
    .replaceAll(/\\(['"])/g, '$1')
    .replaceAll(/['"`]/g, '')
    .replaceAll(/\s+/g, '')
    .replaceAll(/,([\])}])/g, '$1');

/** Registries whose text is not what their folders make; with `write` they are brought up to date. */
export async function staleRegistries(write: boolean): Promise<string[]> {
  const stale: string[] = [];
  const texts: [path: string, wanted: string][] = [];
  for (const kind of KINDS) texts.push([`${kind.dir}/registry.ts`, renderRegistry(kind, await findPlugins(kind))]);
  texts.push([`${SOURCES}/clients.ts`, await renderClients()]);
  texts.push(['src/contracts/source-catalogue.generated.ts', await renderCatalogue()]);
  for (const [path, wanted] of texts) {
    const there = await readFile(join(ROOT, path), 'utf8').catch(() => '');
    if (bare(there) === bare(wanted)) continue;
    stale.push(path);
    if (write) await writeFile(join(ROOT, path), wanted);
  }
  return stale;
}

// Resolved: `npm run generate` names the script by its path from the root.
if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  for (const path of await staleRegistries(!check)) {
    console.error(check ? `${path} is stale; run \`npm run generate\`` : `wrote ${path}`);
    if (check) process.exitCode = 1;
  }
}
