import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

const admin = { id: '00usampleadmin000001', type: 'User', alternateId: 'mara@example.com', displayName: 'Mara Lind' };
const user = { id: '00usampleuser0000002', type: 'User', alternateId: 'noor@example.com', displayName: 'Noor Haak' };

/** `n` keeps the ids of one moment apart. */
const event = (now: number, n: number, more: Record<string, unknown>) => ({
  uuid: `0c7a0000-0000-4000-8000-${String(now + n).slice(-12)}`,
  published: new Date(now + n).toISOString(),
  version: '0',
  severity: 'INFO',
  legacyEventType: null,
  actor: { ...admin, detailEntry: null },
  client: {
    userAgent: { rawUserAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0)', os: 'Linux', browser: 'FIREFOX' },
    zone: 'null',
    device: 'Computer',
    id: null,
    ipAddress: '198.51.100.7',
    geographicalContext: { city: 'Utrecht', country: 'Netherlands' },
  },
  outcome: { result: 'SUCCESS', reason: null },
  target: null,
  transaction: { type: 'WEB', id: `sample-${n}`, detail: {} },
  debugContext: { debugData: { requestUri: '/sample' } },
  authenticationContext: { authenticationStep: 0, externalSessionId: '102SampleSession' },
  securityContext: { asNumber: 64500, asOrg: 'example net', isp: 'example net', domain: 'example.com', isProxy: false },
  request: { ipChain: [{ ip: '198.51.100.7', version: 'V4', source: null }] },
  ...more,
});

/** An event hook's delivery. */
export const client = {
  id: 'okta.hook',
  gzip: false,
  wrap: ({ records, deliveryId, now }) => ({
    body: utf8(
      JSON.stringify({
        eventType: 'com.okta.event_hook',
        eventTypeVersion: '1.0',
        cloudEventsVersion: '0.1',
        source: 'https://example.okta.com/api/v1/eventHooks/who00000000000000001',
        eventId: deliveryId,
        data: { events: records },
        eventTime: new Date(now).toISOString(),
        contentType: 'application/json',
      }),
    ),
    headers: { 'content-type': 'application/json' },
  }),
  sign: (_body, { secret }) => ({ authorization: secret }),
  samples: (now) => [
    event(now, 0, { eventType: 'user.session.start', displayMessage: 'User login to Okta' }),
    event(now, 1, { eventType: 'user.lifecycle.create', displayMessage: 'Create Okta user', target: [user] }),
    event(now, 2, {
      eventType: 'user.account.privilege.grant',
      displayMessage: 'Grant user privilege',
      target: [user],
      debugContext: { debugData: { privilegeGranted: 'Help desk administrator' } },
    }),
    event(now, 3, {
      eventType: 'group.user_membership.add',
      displayMessage: 'Add user to group membership',
      target: [
        user,
        { id: '00gsamplegroup000001', type: 'UserGroup', alternateId: 'unknown', displayName: 'Operators' },
      ],
    }),
    event(now, 4, {
      eventType: 'application.lifecycle.update',
      displayMessage: 'Update application',
      target: [{ id: '0oasampleapp00000001', type: 'AppInstance', alternateId: 'Billing', displayName: 'Billing' }],
    }),
  ],
} as const satisfies SourceClient;
