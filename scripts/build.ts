import { buildDashboard } from './build-dashboard.ts';
import { buildWorker, WORKER_NAMES } from './bundle.ts';

await Promise.all([...WORKER_NAMES.map(buildWorker), buildDashboard()]);
console.error(`built ${WORKER_NAMES.length} Workers into dist/workers and the dashboard into dist/dashboard`);
