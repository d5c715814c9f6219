import { ApiError } from './api-error.ts';
import { isWrite, record } from './calls.ts';
import { clocksOf } from './clocks.ts';
import { takeFault, type Fault } from './faults.ts';
import { claimOf, errorAnswer, handle, type Answer, type Arrival, type Claim } from './handle.ts';
import { keepLate, keepPast, pastFor, takeLate } from './lies.ts';
import type { Store } from './store.ts';

/** A world and what it lives in: a Durable Object, or a test's own memory. */
export interface Site {
  readonly store: Store;
  readonly transaction: <T>(run: () => T) => T;
  /** Real time (or what a test takes for it), ms */
  readonly realNow: () => number;
}

/** What the caller gets: an answer, after a while nothing, or a connection that ends before its answer is whole. */
export type Served =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'silence'; readonly ms: number }
  | { readonly kind: 'lost' };

/** Takes one request, and lets befall it what waits for it. Never throws for anything that a client can send. */
export function serve(site: Site, arrival: Arrival): Served {
  const { store } = site;
  catchUp(site);
  const claim = claimOf(arrival);
  const clocks = clocksOf(store, site.realNow());
  const fault = takeFault(store.sql, claim.service, claim.operation);
  switch (fault?.kind) {
    case 'timeout-before':
      note(site, claim, fault, 'Timeout', 0);
      return { kind: 'silence', ms: fault.delayMs };
    case 'late-apply':
      note(site, claim, fault, 'Timeout', 0);
      keepLate(store.sql, clocks.now + fault.delayMs, arrival);
      return { kind: 'lost' };
    case 'throttle':
    case '503':
    case '500':
    case 'expire':
    case 'stale-lock-token': {
      const refusal = refusalOf(fault, claim);
      note(site, claim, fault, refusal.code, refusal.status);
      return { kind: 'answer', answer: errorAnswer(claim.service, refusal, arrival.requestId) };
    }
    default:
  }
  const { done, changes } = store.watch(() => carryOut(site, arrival, claim, clocks));
  record(store.sql, fault ? { ...done.record, fault: fault.kind } : done.record);
  if (fault?.kind === 'stale-reads') keepPast(store.sql, claim.service, fault, clocks.now, changes);
  if (fault?.kind === 'lose-answer') return { kind: 'lost' };
  if (fault?.kind === '500-after' || fault?.kind === '503-after')
    return { kind: 'answer', answer: errorAnswer(claim.service, refusalOf(fault, claim), arrival.requestId) };
  if (fault?.kind === 'truncate') {
    const { body } = done.answer;
    return { kind: 'answer', answer: { ...done.answer, body: body.slice(0, Math.floor(body.length / 2)) } };
  }
  return { kind: 'answer', answer: done.answer };
}

type Clocks = ReturnType<typeof clocksOf>;

function carryOut({ store, transaction }: Site, arrival: Arrival, claim: Claim, clocks: Clocks) {
  const past = isWrite(claim.operation)
    ? undefined
    : pastFor(store, claim.service, `${arrival.url.href}${arrival.body}`, clocks.now);
  return store.inPast(past, () => handle(store, arrival, clocks, transaction));
}

/** Carries out what was kept and whose time has come, at the time at which it came. */
export function catchUp(site: Site): void {
  const { store } = site;
  const { now, clients } = clocksOf(store, site.realNow());
  for (const { due, arrival } of takeLate(store.sql, now)) {
    const done = handle(store, arrival, { now: due, clients: clients - (now - due) }, site.transaction);
    record(store.sql, { ...done.record, fault: 'late-apply' });
  }
}

function note({ store, realNow }: Site, claim: Claim, fault: Fault, outcome: string, status: number): void {
  record(store.sql, {
    at: clocksOf(store, realNow()).now,
    ...claim,
    account: '',
    principal: '',
    sessionName: '',
    outcome,
    status,
    carriedOut: false,
    writes: false,
    resources: [],
    fault: fault.kind,
  });
}

/** Where a service has words of its own; IAM's and STS's are everybody else's. */
const THROTTLED: Readonly<Record<string, ApiError>> = {
  ec2: new ApiError('RequestLimitExceeded', 'Request limit exceeded.', 503),
  s3: new ApiError('SlowDown', 'Please reduce your request rate.', 503),
  lambda: new ApiError('TooManyRequestsException', 'Rate exceeded', 429),
  wafv2: new ApiError('ThrottlingException', 'Rate exceeded', 400),
  cloudtrail: new ApiError('ThrottlingException', 'Rate exceeded', 400),
};
const EXPIRED: Readonly<Record<string, ApiError>> = {
  ec2: new ApiError('RequestExpired', 'Request has expired.', 400),
  s3: new ApiError('ExpiredToken', 'The provided token has expired.', 400),
  wafv2: new ApiError('ExpiredTokenException', 'The security token included in the request is expired', 400),
  cloudtrail: new ApiError('ExpiredTokenException', 'The security token included in the request is expired', 400),
  lambda: new ApiError('ExpiredTokenException', 'The security token included in the request is expired', 403),
};
const FAILED: Readonly<Record<string, string>> = {
  iam: 'ServiceFailure',
  ec2: 'InternalError',
  s3: 'InternalError',
  wafv2: 'WAFInternalErrorException',
  lambda: 'ServiceException',
};

/** Faults that are an error of AWS's own. */
function refusalOf(fault: Fault, { service }: Claim): ApiError {
  switch (fault.kind) {
    case 'throttle':
      return THROTTLED[service] ?? new ApiError('Throttling', 'Rate exceeded', 400);
    case 'expire':
      return (
        EXPIRED[service] ?? new ApiError('ExpiredToken', 'The security token included in the request is expired', 403)
      );
    case 'stale-lock-token':
      // https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateIPSet.html
      return new ApiError(
        'WAFOptimisticLockException',
        "AWS WAF couldn't save your changes because someone changed the resource after you started to edit it. Reapply your changes.",
        400,
      );
    case '503':
    case '503-after':
      return new ApiError('ServiceUnavailable', 'Service Unavailable. Please try again shortly.', 503);
    default:
      return new ApiError(FAILED[service] ?? 'InternalFailure', 'An internal error has occurred', 500);
  }
}
