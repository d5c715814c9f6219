import type { AwsClient, AwsError } from '../aws/types.ts';
import type { AwsCredentials } from '../contracts/aws.ts';
import type { StepJob } from '../contracts/custody.ts';
import type { Rpc, StepCredentialsApi } from '../contracts/rpc.ts';
import type { Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';
import { actionById } from './actions/registry.ts';
import { placeOf } from './custody/facts.ts';
import type { Brief, JobPort } from './custody/port.ts';
import type { Outcome, Verdict } from './custody/state.ts';

export interface StepDeps {
  readonly custody: JobPort;
  readonly credentials: (request: Parameters<StepCredentialsApi['forStep']>[0]) => Rpc<AwsCredentials>;
  readonly client: (credentials: AwsCredentials) => AwsClient;
  readonly now: () => number;
  /** A `go` older than this is not acted upon; ms. */
  readonly goValidMs: number;
}

/** What came of a job, for the log. */
export type Done = 'stale' | 'unread' | 'read' | 'proved' | Outcome['kind'];

/** The gate did not answer, or not now: asking again may help. */
const isPassing = (f: Failure): boolean => f.code === 'unavailable' || f.code === 'internal' || f.code === 'too_fast';

/**
 * Carries one job out: reads AWS, asks custody, and if told to go sends that one call once. Whatever happens after `go` is
 * told to custody; if even that fails, its alarm takes the silence for an unknown outcome. Throws only if custody
 * cannot be reached before a `go`: then the message may be delivered again.
 */
export async function executeStep(job: StepJob, deps: StepDeps): Promise<Done> {
  const { custody } = deps;
  const { fence } = job;
  const brief = await custody.open(fence);
  if (!brief || brief.opId !== job.opId) return 'stale';
  const action = actionById(brief.spec.action);
  if (!action) {
    await custody.unread({ fence, final: true, detail: `this version has no action ${brief.spec.action}` });
    return 'unread';
  }
  const params = action.params.parse(brief.spec.params);
  const reader = await credentialsFor(deps, brief, fence, 'probe', brief.step);
  if (!reader.ok) {
    await custody.unread({
      fence,
      final: !isPassing(reader.error),
      detail: `no leave to read: ${reader.error.detail}`,
    });
    return 'unread';
  }
  const readClient = deps.client(reader.value);
  const snapshot = await action.read((request) => readClient.sendRead(request), params, placeOf(brief.spec));
  if (!snapshot.ok) {
    const { kind, code, message } = snapshot.error;
    const final = (kind === 'denied' || kind === 'invalid' || kind === 'unsupported') && !isOfClock(snapshot.error);
    await custody.unread({ fence, final, detail: `AWS could not be read: ${code}: ${message}`.slice(0, 500) });
    return 'unread';
  }
  const askedAt = deps.now();
  const verdict = await custody.intend({ fence, asOf: brief.asOf, snapshot: snapshot.value });
  if (verdict.do === 'go') return go(deps, brief, fence, verdict, askedAt);
  if (verdict.do === 'prove' && verdict.context) {
    const proof = await action.probe((request) => readClient.sendRead(request), { ...verdict.context, params });
    await custody.prove({ fence, ...proof });
    return 'proved';
  }
  return verdict.do === 'stale' ? 'stale' : 'read';
}

async function go(
  deps: StepDeps,
  brief: Brief,
  fence: number,
  verdict: Extract<Verdict, { do: 'go' }>,
  askedAt: number,
): Promise<Done> {
  const outcome = await sendOnce(deps, brief, fence, verdict, askedAt);
  const answer = { fence, step: verdict.step, outcome };
  // Telling is idempotent, unlike sending: once more is worth it before silence has to be waited out.
  await deps.custody.observe(answer).catch(() => deps.custody.observe(answer));
  return outcome.kind;
}

async function sendOnce(
  deps: StepDeps,
  brief: Brief,
  fence: number,
  { step, direction, request }: Extract<Verdict, { do: 'go' }>,
  askedAt: number,
): Promise<Outcome> {
  const writer = await credentialsFor(deps, brief, fence, direction, step);
  if (!writer.ok)
    return {
      kind: 'not_sent',
      final: !isPassing(writer.error),
      detail: `no leave for ${step}: ${writer.error.detail}`,
    };
  if (deps.now() - askedAt > deps.goValidMs)
    return { kind: 'not_sent', final: false, detail: 'credentials came too late to act on them' };
  try {
    const answer = await deps.client(writer.value).send(request);
    return answer.ok ? { kind: 'accepted' } : outcomeOf(step, answer.error);
  } catch (cause) {
    return { kind: 'unknown', detail: cause instanceof Error ? cause.message.slice(0, 200) : 'the call broke off' };
  }
}

/**
 * A refusal for the time stamp: nothing was done, and asking again will do once the clock has been put right. IAM, STS and the
 * JSON services say so in the text alone: https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 */
const isOfClock = ({ code, message }: AwsError): boolean =>
  code === 'RequestTimeTooSkewed' ||
  code === 'RequestExpired' ||
  (/^(SignatureDoesNotMatch|InvalidSignatureException)$/.test(code) &&
    /^Signature (expired|not yet current)/.test(message));

/** AWS's own words for "too much at once": only with one of them is a 5xx a promise that nothing was done. */
const SAYS_THROTTLED = /Throttl|TooManyRequests|LimitExceeded|SlowDown|PriorRequestNotComplete/;
const isPromise = ({ kind, code, status }: AwsError): boolean =>
  kind !== 'unknown' && !(kind === 'throttled' && (status ?? 0) >= 500 && !SAYS_THROTTLED.test(code));

function outcomeOf(step: string, error: AwsError): Outcome {
  const detail = `${step}: AWS answered ${error.code}: ${error.message}`.slice(0, 500);
  if (error.kind === 'unknown' || !isPromise(error))
    return { kind: 'unknown', detail: `no certain answer (${error.code})` };
  return {
    kind: 'rejected',
    error: isOfClock(error) ? 'expired' : error.kind,
    detail,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}

async function credentialsFor(
  deps: StepDeps,
  { permit, opId, spec }: Brief,
  fence: number,
  direction: 'forward' | 'revert' | 'probe',
  step: string,
): Promise<Result<AwsCredentials, Failure>> {
  try {
    return await deps.credentials({ v: 1, permit, opId, spec, direction, step, fence });
  } catch {
    return { ok: false, error: { code: 'unavailable', detail: 'the gate does not answer' } };
  }
}
