import { expect, test } from 'vitest';
import { zodWithoutEval } from './zod-without-eval.ts';

test('zod reads the setting that is made before it is loaded, and parses all the same', async () => {
  zodWithoutEval();
  const { z, core } = await import('zod');
  expect(core.globalConfig.jitless).toBe(true);
  expect(z.object({ a: z.string() }).safeParse({ a: 'x' }).success).toBe(true);
});
