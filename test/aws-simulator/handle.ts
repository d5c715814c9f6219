import { ApiError } from './api-error.ts';
import type { Call, Handlers } from './call.ts';
import { authenticate, type Caller, type Clocks } from './caller.ts';
import type { CallRecord } from './calls.ts';
import { isWrite } from './calls.ts';
import { ec2 } from './ec2/index.ts';
import { iam } from './iam/index.ts';
import { Params, parseForm } from './params.ts';
import { readSignature, type SignedRequest } from './sigv4.ts';
import type { Store } from './store.ts';
import { sts } from './sts/index.ts';
import { elements } from './xml-out.ts';

type ServiceName = 'iam' | 'sts' | 'ec2';

interface Service {
  readonly handlers: Handlers;
  readonly version: string;
  readonly namespace: string;
}
const SERVICES: Readonly<Record<ServiceName, Service>> = {
  iam: { handlers: iam, version: '2010-05-08', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
  sts: { handlers: sts, version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  ec2: { handlers: ec2, version: '2016-11-15', namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' },
};

export interface Arrival extends SignedRequest {
  readonly requestId: string;
  readonly sourceIp: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What a request says of itself before anybody believes it. */
export interface Claim {
  readonly service: ServiceName | 'unknown';
  readonly operation: string;
  readonly region: string;
  readonly accessKeyId: string;
}

export function claimOf(arrival: Arrival): Claim {
  const signed = readSignature(arrival);
  const operation = (new URLSearchParams(arrival.body).get('Action') ?? '').slice(0, 100);
  if (typeof signed === 'string') return { service: 'unknown', operation, region: '', accessKeyId: '' };
  const { service, region, accessKeyId } = signed.credential;
  return {
    service: Object.hasOwn(SERVICES, service) ? (service as ServiceName) : 'unknown',
    operation,
    region,
    accessKeyId,
  };
}

type Outcome = Omit<CallRecord, 'ordinal' | 'fault'>;

/**
 * Carries out one request in the world and says what is answered and logged. `transaction` undoes what a failing operation
 * did. Never throws for anything that a client can send.
 */
export function handle(
  store: Store,
  arrival: Arrival,
  clocks: Clocks,
  transaction: <T>(run: () => T) => T,
): { answer: Answer; record: Outcome } {
  const claim = claimOf(arrival);
  const touched = new Set<string>();
  let caller: Caller | undefined;
  const logged = (outcome: string, status: number): Outcome => ({
    at: clocks.now,
    ...claim,
    account: caller?.account ?? '',
    principal: caller?.arn ?? '',
    sessionName: caller?.session?.sessionName ?? '',
    outcome,
    status,
    carriedOut: outcome === 'ok',
    writes: isWrite(claim.operation),
    resources: [...touched],
  });
  try {
    const signed = readSignature(arrival);
    if (typeof signed === 'string') {
      throw arrival.headers.has('authorization')
        ? new ApiError('IncompleteSignature', signed)
        : new ApiError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    }
    if (claim.service === 'unknown')
      throw new ApiError('SignatureDoesNotMatch', 'Credential should be scoped to correct service.', 403);
    caller = authenticate(store, arrival, signed, clocks);
    noteUse(store, claim, caller, clocks.now);
    const body = transaction(() =>
      operate(store, arrival, claim.service as ServiceName, caller!, claim.region, clocks.now, touched),
    );
    return { answer: { status: 200, body }, record: logged('ok', 200) };
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    return {
      answer: errorAnswer(claim.service, cause, arrival.requestId),
      record: logged(cause.code, cause.status),
    };
  }
}

function noteUse(store: Store, { service, region }: Claim, caller: Caller, at: number): void {
  const key = store.get('key', '', caller.accessKeyId);
  if (key) store.put('key', '', key.id, { ...key, lastUsed: { at, service, region } });
}

function operate(
  store: Store,
  arrival: Arrival,
  service: ServiceName,
  caller: Caller,
  region: string,
  now: number,
  touched: Set<string>,
): string {
  const { handlers, version, namespace } = SERVICES[service];
  const fields = parseForm(arrival.body);
  const operation = fields.get('Action') ?? '';
  if (fields.get('Version') !== version || !Object.hasOwn(handlers, operation))
    throw new ApiError(
      'InvalidAction',
      service === 'ec2'
        ? `The action ${operation.slice(0, 80)} is not valid for this web service.`
        : `Could not find operation ${operation.slice(0, 80)} for version ${(fields.get('Version') ?? '').slice(0, 20)}`,
    );
  refuseBareSession(service, operation, caller);
  const call: Call = {
    store,
    caller,
    service,
    operation,
    params: new Params(service === 'ec2' ? 'ec2' : 'query', fields),
    region,
    requestId: arrival.requestId,
    now,
    userAgent: arrival.headers.get('user-agent') ?? '',
    sourceIp: arrival.sourceIp,
    touched,
  };
  const result = handlers[operation]!(call);
  const attributes = ` xmlns="${namespace}"`;
  const declaration = service === 'ec2' ? '<?xml version="1.0" encoding="UTF-8"?>\n' : '';
  const answer =
    service === 'ec2'
      ? { requestId: arrival.requestId, ...(result ?? { return: true }) }
      : {
          ...(result === undefined ? {} : { [`${operation}Result`]: result }),
          ResponseMetadata: { RequestId: arrival.requestId },
        };
  return declaration + elements(service === 'ec2' ? 'item' : 'member')(`${operation}Response`, answer, attributes);
}

/**
 * A user's session that was made without MFA may call nothing of IAM, and of STS little:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
function refuseBareSession(service: ServiceName, operation: string, caller: Caller): void {
  if (caller.session?.of !== 'user' || service === 'ec2') return;
  if (service === 'sts' && (operation === 'AssumeRole' || operation === 'GetCallerIdentity')) return;
  throw service === 'iam'
    ? new ApiError('InvalidClientTokenId', 'The security token included in the request is invalid', 403)
    : new ApiError('AccessDenied', `Cannot call ${operation} with session credentials`, 403);
}

/** An error as the service writes it. */
export function errorAnswer(service: Claim['service'], error: ApiError, requestId: string): Answer {
  if (service === 'ec2')
    return {
      status: error.status,
      body:
        '<?xml version="1.0" encoding="UTF-8"?>\n' +
        elements('item')('Response', {
          Errors: { Error: { Code: error.code, Message: error.message } },
          RequestID: requestId,
        }),
    };
  const namespace = SERVICES[service === 'unknown' ? 'iam' : service].namespace;
  const Type = error.status >= 500 ? 'Receiver' : 'Sender';
  return {
    status: error.status,
    body: elements('member')(
      'ErrorResponse',
      { Error: { Type, Code: error.code, Message: error.message }, RequestId: requestId },
      ` xmlns="${namespace}"`,
    ),
  };
}
