/*
 * What the dashboard weighs: every chunk of `dist/dashboard`, raw and gzipped, and what a browser fetches before the first
 * page can draw (the entry, all that it imports statically, the style sheets, the theme script). Fails above the budget.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DASHBOARD_DIST } from './build-dashboard.ts';

/** The issue's: a first visit over a phone network should not wait longer than a second for it. */
const FIRST_LOAD_MAX_BYTES = 200 * 1024;

const html = join(DASHBOARD_DIST, 'index.html');
if (!existsSync(html)) {
  console.error('There is no build of the dashboard: run `npm run build` first.');
  process.exit(1);
}

interface Chunk {
  readonly text: string;
  readonly raw: number;
  readonly gzip: number;
}
const chunks = new Map<string, Chunk>();
for (const name of await readdir(join(DASHBOARD_DIST, 'assets'))) {
  const bytes = await readFile(join(DASHBOARD_DIST, 'assets', name));
  chunks.set(name, { text: bytes.toString(), raw: bytes.length, gzip: gzipSync(bytes).length });
}

/** Names of the chunks that a module imports statically: `from"./x.js"`, `import"./x.js"`. */
const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)].map((m) => m[1]!);

const index = await readFile(html, 'utf8');
const first = new Set<string>();
const visit = (name: string): void => {
  const chunk = chunks.get(name);
  if (chunk === undefined || first.has(name)) return;
  first.add(name);
  if (name.endsWith('.js')) importsOf(chunk.text).forEach(visit);
};
for (const [, name] of index.matchAll(/(?:src|href)="\/assets\/([\w.-]+)"/g)) visit(name!);

const kib = (bytes: number): string => (bytes / 1024).toFixed(1).padStart(8);
console.log(`${'chunk'.padEnd(38)}${'raw KiB'.padStart(8)}${'gzip KiB'.padStart(10)}  first load`);
for (const [name, c] of [...chunks].sort((a, b) => b[1].gzip - a[1].gzip))
  console.log(`${name.padEnd(38)}${kib(c.raw)}${kib(c.gzip).padStart(10)}  ${first.has(name) ? 'yes' : ''}`);

const theme = gzipSync(await readFile(join(DASHBOARD_DIST, 'theme.js'))).length;
const total = [...first].reduce((sum, name) => sum + chunks.get(name)!.gzip, gzipSync(index).length + theme);
console.log(
  `first load${kib(total)} KiB gzip (with index.html and theme.js), budget ${FIRST_LOAD_MAX_BYTES / 1024} KiB`,
);
if (first.size === 0 || total > FIRST_LOAD_MAX_BYTES) {
  console.error(
    first.size === 0 ? 'No chunk was found in index.html: this script needs mending.' : 'That is above the budget.',
  );
  process.exitCode = 1;
}
