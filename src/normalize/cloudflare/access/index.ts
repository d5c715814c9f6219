import type { EventTraits, OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, own } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import * as cf from '../common.ts';

/** https://schema.ocsf.io/1.5.0/classes/authentication */
const AUTHENTICATION = 3002;
const LOGON = 1;
const LOGOFF = 2;

const MAPPED = new Set(
  'Action Allowed AppDomain AppUUID Connection CreatedAt Email IPAddress RayID UserUID'.split(' '),
);
const isLogout = (row: cf.Row): boolean => cf.field(row, 'Action') === 'logout';
const userOf = (row: cf.Row): string | undefined => cf.emailOf(row, 'Email') ?? cf.field(row, 'UserUID');

/** Dataset `access_requests`, who was let into which application: https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/account/access_requests/ */
export const access = {
  format: 'cloudflare.access',
  logsource: { product: 'cloudflare', service: 'access' },
  accountFromKey: true,
  facts(row) {
    const time = cf.momentOf(own(row, 'CreatedAt'));
    if (time === undefined) return err('CreatedAt is missing or no time; add it to the job’s fields');
    const allowed = own(row, 'Allowed');
    const action = cf.field(row, 'Action') ?? 'login';
    return ok({
      uid: cf.uidOf('access', row, cf.field(row, 'RayID'), action),
      time,
      operation: `access:${action}`.slice(0, 200),
      outcome: allowed === true ? 'success' : allowed === false ? 'failure' : 'unknown',
    } satisfies EventFacts);
  },
  entities: (row) =>
    cf.entities(
      ['principal', userOf(row), 'actor'],
      ['user', userOf(row), 'actor'],
      ['ip', cf.address(row, 'IPAddress'), 'source'],
      ['domain', cf.hostOf(row, 'AppDomain'), 'target'],
    ),
  toOcsf(row, facts): OcsfEvent {
    const app = cf.field(row, 'AppDomain') ?? cf.field(row, 'AppUUID') ?? 'Cloudflare Access';
    const user = defined<cf.Of<'user'>>({
      uid: cf.field(row, 'UserUID') ?? userOf(row),
      name: userOf(row) ?? 'unknown',
    });
    return defined<OcsfEvent>({
      ...cf.base({
        classUid: AUTHENTICATION,
        activity: isLogout(row) ? LOGOFF : LOGON,
        product: 'Cloudflare Access',
        ...facts,
      }),
      user,
      actor: { user },
      service: defined<cf.Of<'service'>>({ name: app, uid: cf.field(row, 'AppUUID') }),
      auth_protocol: cf.field(row, 'Connection'),
      is_remote: true,
      src_endpoint: cf.endpoint({ ip: cf.address(row, 'IPAddress') }),
      unmapped: cf.rest(row, MAPPED),
    });
  },
  traits(row): EventTraits {
    const principal = userOf(row);
    const address = cf.address(row, 'IPAddress');
    return {
      byService: false,
      activity: isLogout(row) ? 'other' : 'sign-in',
      principalType: 'User',
      ...(principal === undefined ? {} : { principal }),
      ...(address === undefined ? {} : { address }),
    };
  },
  observables: (row) => cf.observables(['ip', cf.address(row, 'IPAddress')]),
} satisfies Normalizer;
