import { utf8 } from '../../../../kit/bytes.ts';
import { isObject } from '../../../read-json.ts';
import type { SourceClient } from '../../../client.ts';
import {
  audit,
  cloudAlert,
  clusterAudit,
  commonAlert,
  exportedActivity,
  flowLog,
  graphAudit,
  graphCall,
  resourceEvent,
  riskEvent,
  servicePrincipalSignIn,
  signIn,
  signInRow,
  xdrAlert,
} from '../samples.ts';

/** A record that is no event yet goes into one of a custom topic, as a relay publishes it. */
const eventOf = (record: unknown, id: string, now: number): unknown =>
  isObject(record) && 'eventType' in record
    ? record
    : {
        id,
        topic:
          '/subscriptions/0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9/resourceGroups/shop/providers/Microsoft.EventGrid/topics/logs',
        subject: 'logs',
        eventType: 'Example.Log.Record',
        eventTime: new Date(now).toISOString(),
        dataVersion: '1',
        metadataVersion: '1',
        data: record,
      };

/** A batch in Event Grid's schema, with the secret as delivery property. */
export const client = {
  id: 'azure.eventgrid',
  gzip: false,
  wrap: ({ records, deliveryId, now }) => ({
    body: utf8(JSON.stringify(records.map((r, i) => eventOf(r, `${deliveryId}-${i}`, now)))),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'aeg-event-type': 'Notification',
      'aeg-delivery-count': '0',
      'aeg-subscription-name': 'VEDETTE',
    },
  }),
  sign: (_body, { secret }) => ({ 'x-vedette-key': secret }),
  samples: (now) => [
    resourceEvent(now),
    exportedActivity(now),
    signIn(now),
    servicePrincipalSignIn(now),
    audit(now),
    graphAudit(now),
    graphCall(now),
    cloudAlert(now),
    xdrAlert(now),
    riskEvent(now),
    signInRow(now),
    clusterAudit(now),
    commonAlert(now),
    flowLog(now),
    {
      id: `sample-${now}`,
      topic:
        '/subscriptions/0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop-keys',
      subject: 'deploy',
      eventType: 'Microsoft.KeyVault.SecretNearExpiry',
      eventTime: new Date(now).toISOString(),
      dataVersion: '1',
      metadataVersion: '1',
      data: { VaultName: 'shop-keys', ObjectType: 'Secret', ObjectName: 'deploy', Version: '1' },
    },
  ],
} as const satisfies SourceClient;
