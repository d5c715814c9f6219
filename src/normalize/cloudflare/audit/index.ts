import type { EventTraits, OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { defined, own, text } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import * as cf from '../common.ts';

/** https://schema.ocsf.io/1.5.0/classes/api_activity and /authentication */
const API_ACTIVITY = 6003;
const AUTHENTICATION = 3002;
const LOGON = 1;
const ACTIVITY_IDS = { create: 1, read: 2, update: 3, delete: 4, other: 99 } as const;

const SIGN_IN = /^log_?in/i;
const CREATE = /^(create|add|enable|issue|upload|invite|purchase|register|generate)/i;
const READ = /^(view|get|list|read|download)/i;
const UPDATE = /^(update|change|set|edit|patch|rotate|roll|move|pause|resume|activate|modify)/i;
const DELETE = /^(delete|remove|purge|disable|revoke|cancel|expire)/i;

const typeOf = (row: cf.Row): string => cf.field(row, 'ActionType') ?? 'unknown';
const isSignIn = (row: cf.Row): boolean => SIGN_IN.test(typeOf(row));

function activityOf(row: cf.Row): keyof typeof ACTIVITY_IDS {
  const type = typeOf(row);
  if (DELETE.test(type)) return 'delete';
  if (READ.test(type)) return 'read';
  if (UPDATE.test(type)) return 'update';
  return CREATE.test(type) ? 'create' : 'other';
}

const addressOf = (row: cf.Row): string | undefined => cf.address(row, 'ActorIPAddress') ?? cf.address(row, 'ActorIP');
/** Tokens of an account and Cloudflare itself have an id and no address. */
const principalOf = (row: cf.Row): string | undefined => cf.emailOf(row, 'ActorEmail') ?? cf.field(row, 'ActorID');
const isCloudflares = (row: cf.Row): boolean =>
  /^(system|cloudflare_admin|cloudflare)$/i.test(cf.field(row, 'ActorType') ?? '');

/** Version 1 says true or false, version 2 in a word. */
function outcomeOf(row: cf.Row): EventFacts['outcome'] {
  const result = own(row, 'ActionResult');
  if (result === true || result === 'success') return 'success';
  return result === false || result === 'failure' || /fail/i.test(typeOf(row)) ? 'failure' : 'unknown';
}

/** The API token that acted. Version 2 says it as the API does, or with Logpush's capitals. */
const tokenOf = (row: cf.Row): string | undefined => {
  const details = own(row, 'ActorTokenDetails');
  return (text(details, 'token_id') ?? text(details, 'TokenID') ?? text(details, 'id'))?.slice(0, 128);
};
/** The one that is made, changed or taken back. */
const isToken = (row: cf.Row): boolean => /token/i.test(cf.field(row, 'ResourceType') ?? '');

function resourceOf(row: cf.Row): string | undefined {
  const id = cf.field(row, 'ResourceID');
  return id === undefined ? undefined : `cloudflare:${cf.field(row, 'ResourceType') ?? 'resource'}:${id}`;
}

function traitsOf(row: cf.Row): EventTraits {
  const principal = principalOf(row);
  const address = addressOf(row);
  const type = cf.field(row, 'ActorType');
  const byService = isCloudflares(row);
  const token = tokenOf(row);
  return {
    byService,
    activity: isSignIn(row) ? 'sign-in' : activityOf(row),
    ...(principal === undefined || byService ? {} : { principal }),
    ...(type === undefined ? {} : { principalType: type }),
    ...(address === undefined ? {} : { address }),
    ...(token === undefined ? {} : { accessKey: token }),
  };
}

/** Datasets `audit_logs` and `audit_logs_v2`: https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/account/audit_logs_v2/ */
export const audit = {
  format: 'cloudflare.audit',
  logsource: { product: 'cloudflare', service: 'audit' },
  accountFromKey: true,
  facts(row) {
    const time = cf.momentOf(own(row, 'ActionTimestamp')) ?? cf.momentOf(own(row, 'When'));
    if (time === undefined) return err('ActionTimestamp (or When) is missing or no time; add it to the job’s fields');
    const what = cf.field(row, 'ResourceType') ?? cf.field(row, 'ResourceProduct') ?? 'unknown';
    return ok({
      uid: cf.uidOf('audit', row, cf.field(row, 'AuditLogID') ?? cf.field(row, 'ID')),
      time,
      operation: `${what}:${typeOf(row)}`.slice(0, 200),
      outcome: outcomeOf(row),
      ...cf.accountOf(row),
    } satisfies EventFacts);
  },
  entities: (row) =>
    cf.entities(
      ['principal', isCloudflares(row) ? undefined : principalOf(row), 'actor'],
      ['access_key', tokenOf(row), 'actor'],
      ['ip', addressOf(row), 'source'],
      ['access_key', isToken(row) ? cf.field(row, 'ResourceID')?.slice(0, 128) : undefined, 'target'],
      ['resource', resourceOf(row), 'target'],
      ['domain', cf.hostOf(row, 'ZoneName'), 'related'],
    ),
  toOcsf(row, facts): OcsfEvent {
    const signIn = isSignIn(row);
    const address = addressOf(row);
    const resource = resourceOf(row);
    const user = defined<cf.Of<'user'>>({
      uid: principalOf(row),
      name: cf.emailOf(row, 'ActorEmail') ?? cf.field(row, 'ActorID') ?? 'unknown',
      type: cf.field(row, 'ActorType'),
      account: facts.account === undefined ? undefined : { uid: facts.account },
    });
    const service = { name: 'Cloudflare' };
    return defined<OcsfEvent>({
      ...cf.base({
        classUid: signIn ? AUTHENTICATION : API_ACTIVITY,
        activity: signIn ? LOGON : ACTIVITY_IDS[activityOf(row)],
        word: typeOf(row),
        product: 'Cloudflare audit logs',
        ...facts,
      }),
      message: cf.field(row, 'ActionDescription'),
      actor: { user },
      ...(signIn
        ? { user, service, is_remote: true }
        : {
            api: { operation: facts.operation ?? typeOf(row), service },
            ...(resource === undefined ? {} : { resources: [{ uid: resource }] }),
          }),
      // API Activity needs one, and Cloudflare's own doings come from nowhere.
      src_endpoint: cf.endpoint({ ip: address }) ?? (signIn ? undefined : { name: 'unknown' }),
      unmapped: cf.rest(
        row,
        new Set(['ActionTimestamp', 'When', 'ActorEmail', 'ActorIP', 'ActorIPAddress', 'ActionResult']),
      ),
    });
  },
  traits: traitsOf,
  observables: (row) => cf.observables(['ip', addressOf(row)]),
} satisfies Normalizer;
