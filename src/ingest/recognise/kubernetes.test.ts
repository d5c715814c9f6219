import { expect, it } from 'vitest';
import { Collector } from '../collect.ts';
import { addRecord } from './index.ts';

const event = { auditID: 'a-1', level: 'Metadata', stage: 'ResponseComplete', verb: 'get' };
function read(value: unknown) {
  const into = new Collector(10);
  addRecord(into, value, () => 'it', { otherwise: 'vedette.event' });
  return into;
}

it('a request counts once by every road: what was only received says nothing yet', () => {
  const received = { ...event, stage: 'RequestReceived' };
  for (const value of [
    { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [received, event] },
    { kind: 'EventList', apiVersion: 'audit.k8s.io/v1beta1', items: [event] },
    event,
    { kind: 'Event', apiVersion: 'audit.k8s.io/v1', ...event },
  ])
    expect(read(value).records.map((r) => r.format)).toEqual(['kubernetes.audit']);
  expect(read(received)).toMatchObject({ records: [], bad: [] });
});

it('an event of the cluster is none of its audit log', () => {
  const backOff = { kind: 'Event', apiVersion: 'v1', auditID: 'a', stage: 'b', level: 'c' };
  expect(read(backOff).records.map((r) => r.format)).toEqual(['vedette.event']);
});

it('an alert of Falco is told with its fields, or with its sentence where it was told to leave them out', () => {
  const alert = { rule: 'x', priority: 'Notice', time: '2026-01-10T12:00:00.123456789Z' };
  const formats = (more: object) => read({ ...alert, ...more }).records.map((r) => r.format);
  expect(formats({ output_fields: {} })).toEqual(['falco.event']);
  expect(formats({ output: 'Notice x', hostname: 'node-1' })).toEqual(['falco.event']);
  expect(formats({ output: 'Notice x' })).toEqual(['vedette.event']);
});

it('an event of the cluster is an event as of when it last happened, each time anew', () => {
  const killed = {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name: 'a', uid: 'u-1', creationTimestamp: '2026-01-10T11:00:00Z' },
    involvedObject: { kind: 'Pod', name: 'cart-1' },
    reason: 'OOMKilling',
    lastTimestamp: '2026-01-10T12:00:00Z',
  };
  const [one] = read(killed).records;
  expect(one).toMatchObject({
    format: 'vedette.event',
    value: { time: killed.lastTimestamp, event_type: 'OOMKilling' },
  });
  const [again] = read({ ...killed, lastTimestamp: '2026-01-10T12:05:00Z' }).records;
  expect(again?.value['event_id']).not.toBe(one?.value['event_id']);
});
