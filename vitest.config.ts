import { defineConfig } from 'vitest/config';
import { testedWorkers, workerProject } from './test/support/worker-project.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,durable-objects,workers,cli,scripts,test,dashboard/src}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.worker.test.ts', 'test/{e2e,browser}/**', 'node_modules/**'],
          testTimeout: 30_000,
        },
      },
      ...testedWorkers().map(workerProject),
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
