import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';
import { expect, it } from 'vitest';
import { bundleWorker, ROOT } from '../../../scripts/bundle.ts';

/** It meets every stranger and starts often: it stays small. */
const MAX_GZIP_BYTES = 150 * 1024;

it('the minified bundle is at most 150 KB of gzip and carries no schema library', async () => {
  const out = await mkdtemp(join(tmpdir(), 'vedette-ingest-'));
  try {
    await bundleWorker(join(ROOT, 'workers/ingest/index.ts'), out);
    const source = await readFile(join(out, 'index.js'), 'utf8');
    const { code } = await transform(source, { minify: true, format: 'esm' });
    expect(gzipSync(code).byteLength).toBeLessThanOrEqual(MAX_GZIP_BYTES);
    expect(source).not.toMatch(/ZodError|\$ZodType/);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
});
