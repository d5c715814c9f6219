import { expect, it } from 'vitest';
import { commonAlert } from '../../../ingest/sources/azure/samples.ts';
import { alert } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const of = (essentials: object) => {
  const base = commonAlert(NOW);
  return { ...base, data: { ...base.data, essentials: { ...base.data.essentials, ...essentials } } };
};

it('an alert that is over is another event, at the time when it was over, and no finding', () => {
  const over = of({ monitorCondition: 'Resolved', resolvedDateTime: new Date(NOW + 60_000).toISOString() });
  const [fired, resolved] = [alert.facts(commonAlert(NOW)), alert.facts(over)];
  expect(resolved).toMatchObject({ value: { time: NOW + 60_000 } });
  expect(fired.ok && resolved.ok && fired.value.uid !== resolved.value.uid).toBe(true);
  expect(alert.verdict(over)).toBeUndefined();
});

it.each([
  ['Sev0', 'Log Alerts V2', 5],
  ['Sev1', 'Activity Log - Security', 4],
  ['Sev4', 'Log Alerts V2', 1],
  ['Sev0', 'Platform', 2],
  ['Sev4', 'Platform', 1],
  ['Sev0', 'ServiceHealth', 2],
  ['constructor', 'Log Alerts V2', 1],
])('%s of %s counts %i', (severity, monitoringService, counts) => {
  expect(alert.verdict(of({ severity, monitoringService }))?.severity).toBe(counts);
});
