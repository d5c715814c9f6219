import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { RULES } from '../../src/detect/rules/generated.ts';
import { median } from './statistics.ts';

const RUNS = 7;
const BUNDLED = join(fileURLToPath(import.meta.url), '../../../src/detect/bundled.ts');

/** What the bundled rules add to a Worker's start: its module's evaluation, and the first record judged. CPU, in fresh processes. */
export async function startUp(event: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-bench-detect-'));
  try {
    const outfile = join(folder, 'bundled.mjs');
    await build({
      entryPoints: [BUNDLED],
      outfile,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
    });
    const script = join(folder, 'run.mjs');
    writeFileSync(
      script,
      `const cpu = () => { const c = process.cpuUsage(); return (c.user + c.system) / 1000; };
      const a = cpu(); const { bundledEngine } = await import(${JSON.stringify(outfile)});
      const b = cpu(); bundledEngine().match({ product: 'aws', service: 'cloudtrail' }, ${event});
      console.log(JSON.stringify([b - a, cpu() - b]));`,
    );
    const runs = Array.from(
      { length: RUNS },
      () => JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' })) as [number, number],
    );
    const [load, first] = [0, 1].map((i) => median(runs.map((r) => r[i]!)).toFixed(0));
    const size = Math.round(statSync(outfile).size / 1024);
    return `start with ${RULES.length} bundled rules: ${size} KiB of script, ${load} ms to load, ${first} ms for the first record (aim: 100 ms together)`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
