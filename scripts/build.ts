import { buildWorker, WORKER_NAMES } from './bundle.ts';

await Promise.all(WORKER_NAMES.map(buildWorker));
console.error(`built ${WORKER_NAMES.length} Workers into dist/workers`);
