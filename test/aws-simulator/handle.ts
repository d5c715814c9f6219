import { ApiError } from './api-error.ts';
import { authError } from './auth-errors.ts';
import type { Call } from './call.ts';
import { ANONYMOUS, authenticate, type Caller, type Clocks } from './caller.ts';
import type { CallRecord } from './calls.ts';
import { isWrite } from './calls.ts';
import type { Answer } from './protocols/protocol.ts';
import type { ServiceName } from './service-name.ts';
import { claimOf, needsNoSignature, SERVICES, type Claim } from './services.ts';
import { payloadFault, readSignature, type SignedRequest } from './sigv4.ts';
import type { Store } from './store.ts';

export { claimOf, type Claim } from './services.ts';
export type { Answer } from './protocols/protocol.ts';

export interface Arrival extends SignedRequest {
  readonly requestId: string;
  readonly sourceIp: string;
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
    caller = callerOf(store, arrival, claim, clocks);
    noteUse(store, claim, caller, clocks.now);
    const answer = transaction(() =>
      operate(store, arrival, claim.service as ServiceName, caller!, claim.region, clocks.now, touched),
    );
    return { answer, record: logged('ok', answer.status) };
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    return {
      answer: errorAnswer(claim.service, cause, arrival.requestId, arrival),
      record: logged(cause.code, cause.status),
    };
  }
}

/** Who made the call; nobody, where the call carries its own proof. */
function callerOf(store: Store, arrival: Arrival, claim: Claim, clocks: Clocks): Caller {
  const signed = readSignature(arrival);
  if (typeof signed === 'string') {
    if (needsNoSignature(claim.service, claim.operation) && !arrival.headers.has('authorization')) return ANONYMOUS;
    throw arrival.headers.has('authorization')
      ? authError(claim.service, 'incomplete', signed)
      : authError(claim.service, 'unsigned');
  }
  if (claim.service === 'unknown')
    throw authError('unknown', 'bad-signature', 'Credential should be scoped to correct service.');
  const fault = claim.service === 's3' ? payloadFault(arrival) : undefined;
  if (fault) throw new ApiError(fault.code, fault.message, 400);
  return authenticate(store, arrival, signed, clocks);
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
): Answer {
  const { handlers, protocol } = SERVICES[service];
  const operation = protocol.operationOf(arrival);
  if (!Object.hasOwn(handlers, operation)) throw protocol.unknownOperation(arrival, operation);
  const params = protocol.paramsOf(arrival, operation);
  refuseBareSession(service, operation, caller);
  const call: Call = {
    store,
    caller,
    service,
    operation,
    params,
    region,
    requestId: arrival.requestId,
    now,
    userAgent: arrival.headers.get('user-agent') ?? '',
    sourceIp: arrival.sourceIp,
    touched,
  };
  return protocol.answer(operation, handlers[operation]!(call), arrival.requestId);
}

/**
 * A user's session that was made without MFA may call nothing of IAM, and of STS little:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
function refuseBareSession(service: ServiceName, operation: string, caller: Caller): void {
  if (caller.session?.of !== 'user' || (service !== 'iam' && service !== 'sts')) return;
  if (service === 'sts' && (operation === 'AssumeRole' || operation === 'GetCallerIdentity')) return;
  throw service === 'iam'
    ? new ApiError('InvalidClientTokenId', 'The security token included in the request is invalid', 403)
    : new ApiError('AccessDenied', `Cannot call ${operation} with session credentials`, 403);
}

/** An error as the service writes it. */
export const errorAnswer = (
  service: Claim['service'],
  error: ApiError,
  requestId: string,
  request?: SignedRequest,
): Answer => SERVICES[service === 'unknown' ? 'iam' : service].protocol.refusal(error, requestId, request);
