import { textOf, type Obj } from '../read-json.ts';
import { fromApiAudit, isApiAudit } from './cloudflare-api.ts';
import { isOtherRow, ofOtherRow } from './cloudflare-rows.ts';
import type { Envelope, Recogniser } from './recogniser.ts';

/** Which fields a Logpush job sends its owner chooses, so that a record is told by a few that hardly anybody leaves out. */
const has = (v: Obj, ...names: readonly string[]): boolean => names.every((name) => Object.hasOwn(v, name));
const any = (v: Obj, ...names: readonly string[]): boolean => names.some((name) => Object.hasOwn(v, name));

/** Datasets of Logpush by their fields: https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/ */
export const cloudflare: readonly Recogniser[] = [
  {
    format: 'cloudflare.http',
    is: (v) =>
      (has(v, 'EdgeStartTimestamp') && any(v, 'RayID', 'ClientIP', 'ClientRequestHost', 'EdgeResponseStatus')) ||
      (has(v, 'Datetime', 'HTTPHost') && any(v, 'HTTPMethod', 'HTTPStatusCode', 'RequestID', 'URL')),
  },
  {
    format: 'cloudflare.firewall',
    is: (v) =>
      has(v, 'Datetime') &&
      textOf(v, 'Action') !== undefined &&
      any(v, 'RuleID', 'Source') &&
      any(v, 'RayID', 'ClientIP', 'ClientRequestHost'),
  },
  {
    format: 'cloudflare.dns',
    is: (v) =>
      has(v, 'QueryName') &&
      any(v, 'Datetime', 'Timestamp') &&
      any(v, 'QueryType', 'RCode', 'ResponseCode', 'ClientResponseCode'),
  },
  {
    format: 'cloudflare.network',
    is: (v) =>
      (has(v, 'Datetime', 'SourceIP', 'DestinationIP') && any(v, 'SessionID', 'SNI')) ||
      has(v, 'Datetime', 'IPSourceAddress', 'IPDestinationAddress') ||
      has(v, 'SessionStartTime', 'SourceIP', 'OriginIP') ||
      has(v, 'Timestamp', 'SignatureID', 'SourceIP', 'DestinationIP'),
  },
  {
    format: 'cloudflare.access',
    is: (v) => has(v, 'CreatedAt', 'Allowed') && any(v, 'AppDomain', 'AppUUID') && any(v, 'Email', 'UserUID'),
  },
  {
    format: 'cloudflare.audit',
    is: (v) =>
      textOf(v, 'ActionType') !== undefined &&
      any(v, 'ActionTimestamp', 'When') &&
      any(v, 'ActorID', 'ActorEmail', 'ActorType') &&
      any(v, 'ResourceType', 'ResourceID', 'AuditLogID'),
  },
];

export const cloudflareEnvelopes: readonly Envelope[] = [
  {
    name: 'audit log of Cloudflare’s API',
    is: isApiAudit,
    open: (v) => [{ value: fromApiAudit(v), at: '', format: 'cloudflare.audit' }],
  },
  {
    name: 'row of another Logpush dataset',
    is: isOtherRow,
    open: (v) => [{ value: ofOtherRow(v), at: '', format: 'vedette.event' }],
  },
];
