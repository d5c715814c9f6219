import { describe, expect, it } from 'vitest';
import { Collector } from '../collect.ts';
import { client as falco } from '../sources/falco/webhook/client.ts';
import { client as github } from '../sources/github/auditlog/client.ts';
import { client as kubernetes } from '../sources/kubernetes/audit/client.ts';
import { client as okta } from '../sources/okta/hook/client.ts';
import { addRecord, formatOf } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const formatsOf = (value: unknown): string[] => {
  const into = new Collector(100);
  addRecord(into, value, () => 'record');
  return into.records.map((r) => r.format);
};

describe('a generic road knows each by its fields', () => {
  it.each([
    ['okta.systemlog', okta.samples(NOW)],
    ['github.audit', github.samples(NOW)],
    ['kubernetes.audit', kubernetes.samples(NOW)],
    ['falco.event', falco.samples(NOW)],
  ] as const)('%s', (format, samples) => {
    expect(samples.map((s) => formatOf(s as Record<string, unknown>))).toEqual(samples.map(() => format));
  });

  it('and no other log for one of them', () => {
    const others = [
      { '@timestamp': '2026-01-10T12:00:00Z', action: 'a.b', actor: 'x', org: 'y' },
      { '@timestamp': NOW, action: 'login', actor: 'x', org: 'y' },
      { '@timestamp': NOW, action: 'a.b', message: 'x' },
      { auditID: 'x', stage: 'y', level: 'z', apiVersion: 'v1' },
      { auditID: 'x', stage: 'y' },
      { rule: 'x', priority: 'high', time: 'now' },
      { uuid: 'x', published: 'y', eventType: 'z' },
      Object.create({ uuid: 'x', published: 'y', eventType: 'z', actor: {} }) as Record<string, unknown>,
    ];
    expect(others.map(formatOf)).toEqual(others.map(() => undefined));
  });
});

describe('what holds them is opened', () => {
  it('an event hook’s delivery', () =>
    expect(formatsOf({ eventType: 'com.okta.event_hook', data: { events: okta.samples(NOW).slice(0, 2) } })).toEqual([
      'okta.systemlog',
      'okta.systemlog',
    ]));

  it('an audit event list, without requests that have no outcome yet', () => {
    const [event] = kubernetes.samples(NOW);
    const items = [event, { ...event, stage: 'RequestReceived' }];
    expect(formatsOf({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items })).toEqual(['kubernetes.audit']);
  });
});
