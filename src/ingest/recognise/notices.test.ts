import { describe, expect, it } from 'vitest';
import { client as sns } from '../sources/aws/sns/client.ts';
import { clients } from '../sources/clients.ts';
import { client as alertmanager } from '../sources/prometheus/alertmanager/client.ts';
import { isObject } from '../read-json.ts';
import { awsNotices } from './aws-notices.ts';
import { formatOf } from './index.ts';
import { prometheus, prometheusEnvelopes } from './prometheus.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const [alarm, anomaly, prose] = sns.samples(NOW);
const budget = { MessageId: 'm', TopicArn: 't', Timestamp: 'x', Message: prose };

describe('notices of AWS and alerts of Alertmanager', () => {
  it('are known at every door', () => {
    const [alert] = alertmanager.samples(NOW);
    expect([alarm, anomaly, budget, alert].map((v) => formatOf(v as Record<string, unknown>))).toEqual([
      'aws.alarm',
      'aws.costanomaly',
      'aws.budget',
      'prometheus.alert',
    ]);
  });

  it('are nobody else’s records', () => {
    const others = Object.values(clients)
      .filter((c) => c.id !== 'aws.sns' && c.id !== 'prometheus.alertmanager')
      .flatMap((c) => [...c.samples(NOW)])
      .filter(isObject);
    const mine = [...awsNotices, ...prometheus, ...prometheusEnvelopes];
    expect(others.length).toBeGreaterThan(20);
    expect(others.filter((v) => mine.some((r) => r.is(v)))).toEqual([]);
  });

  it('are told by fields of their own, never by inherited ones', () => {
    const inherits = (value: object): Record<string, unknown> => Object.create(value) as Record<string, unknown>;
    expect([alarm, anomaly, budget].map((v) => formatOf(inherits(v as object)))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
