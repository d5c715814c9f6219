import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { glob } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/bundle.ts';

/** Layers from the ground up; a file may import its own layer's room and the layers below. */
const GROUND = ['contracts', 'kit'];
const LIBRARIES = ['aws', 'storage', 'audit'];
const SPINE = ['incident'];
const STAGES = [
  'ingest',
  'pull',
  'normalize',
  'detect',
  'correlate',
  'decide',
  'investigate',
  'respond',
  'comply',
  'notify',
  'api',
];
const ROOMS = [...GROUND, ...LIBRARIES, ...SPINE, ...STAGES, 'client'];

/** Rooms of `src/` that a room may import, besides itself. */
function mayImport(room: string): readonly string[] {
  if (GROUND.includes(room)) return GROUND;
  if (LIBRARIES.includes(room)) return [...GROUND, ...LIBRARIES];
  if (SPINE.includes(room)) return [...GROUND, ...LIBRARIES];
  // What calls the API from outside: knows its document and nothing of the house.
  if (room === 'client') return [];
  if (STAGES.includes(room)) return [...GROUND, ...LIBRARIES, ...SPINE];
  throw new Error(`src/${room} is no room of the house; add it to the layers or move it`);
}

interface Import {
  readonly file: string;
  readonly target: string;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

async function importsOf(pattern: string): Promise<Import[]> {
  const found: Import[] = [];
  for await (const file of glob(pattern, { cwd: ROOT })) {
    const text = await readFile(join(ROOT, file), 'utf8');
    for (const match of text.matchAll(IMPORT)) {
      const target = match[1] ?? match[2] ?? match[3]!;
      found.push({ file, target: target.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), target)) : target });
    }
  }
  return found;
}

const isTest = (file: string): boolean => /\.test\.ts$|\/test\/|\/testing\//.test(file);

describe('who may import whom', () => {
  it('rooms of src import downwards only, and stages never each other', async () => {
    const wrong: string[] = [];
    for (const { file, target } of await importsOf('src/**/*.ts')) {
      if (!target.startsWith('src/') || isTest(file)) continue;
      const from = file.split('/')[1]!;
      const to = target.split('/')[1]!;
      if (from !== to && !mayImport(from).includes(to)) wrong.push(`${file} imports ${target}`);
    }
    expect(wrong).toEqual([]);
  });

  it('src imports nothing of the platform and nothing above itself', async () => {
    const wrong = (await importsOf('src/**/*.ts')).filter(
      (i) =>
        !isTest(i.file) &&
        (i.target.startsWith('cloudflare:') || /^(workers|durable-objects|cli|scripts|test)\//.test(i.target)),
    );
    expect(wrong).toEqual([]);
  });

  it('durable objects do not import Workers', async () => {
    expect((await importsOf('durable-objects/**/*.ts')).filter((i) => i.target.startsWith('workers/'))).toEqual([]);
  });

  it('the command line imports no Worker and no durable object', async () => {
    expect(
      (await importsOf('cli/**/*.ts')).filter((i) => /^(workers|durable-objects)\//.test(i.target) && !isTest(i.file)),
    ).toEqual([]);
  });

  it('the dashboard imports contracts, the verifier of the audit and the client, and nothing else of the house', async () => {
    const wrong = (await importsOf('dashboard/src/**/*.{ts,tsx}')).filter(
      ({ file, target }) =>
        !isTest(file) &&
        !file.endsWith('.test.tsx') &&
        (/^(workers|durable-objects|cli|scripts|test|migrations)\//.test(target) ||
          target.startsWith('cloudflare:') ||
          (target.startsWith('src/') && !/^src\/(contracts|audit|client)\//.test(target))),
    );
    expect(wrong).toEqual([]);
  });

  it('every folder of src is a room', async () => {
    const rooms = new Set<string>();
    for await (const file of glob('src/*/**/*.ts', { cwd: ROOT })) rooms.add(file.split('/')[1]!);
    expect([...rooms].filter((r) => !ROOMS.includes(r))).toEqual([]);
  });
});

describe('size and shape of files', () => {
  it('no file has over 500 lines, and Worker entries stay under 100', async () => {
    const long: string[] = [];
    for await (const file of glob('{src,workers,durable-objects,cli,scripts,test,dashboard/src}/**/*.{ts,tsx}', {
      cwd: ROOT,
    })) {
      if (file.endsWith('generated.ts')) continue;
      const lines = (await readFile(join(ROOT, file), 'utf8')).split('\n').length;
      if (lines > 500 || (/^workers\/.*index\.ts$/.test(file) && !file.includes('/test/') && lines > 100))
        long.push(`${file}: ${lines}`);
    }
    expect(long).toEqual([]);
  });

  it('file names are kebab-case', async () => {
    const wrong: string[] = [];
    for await (const file of glob(
      '{src,workers,durable-objects,cli,scripts,test,dashboard/src}/**/*.{ts,tsx,yml,mjs}',
      { cwd: ROOT },
    )) {
      if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(file.split('/').at(-1)!)) wrong.push(file);
    }
    expect(wrong).toEqual([]);
  });

  it('zod is imported as a namespace: its object `z` carries all of it and its 50 languages into each Worker', async () => {
    const wrong: string[] = [];
    for await (const file of glob('{src,workers,durable-objects,cli}/**/*.ts', { cwd: ROOT })) {
      if (/\{[^}]*\} from 'zod'/.test(await readFile(join(ROOT, file), 'utf8'))) wrong.push(file);
    }
    expect(wrong).toEqual([]);
  });
});
