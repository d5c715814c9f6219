import type { PolicyAnswer, PolicyInput } from '../../contracts/rpc.ts';
import { digestOf } from '../../kit/crypto.ts';
import { whyNotAsked } from './address.ts';
import { parseAnswer, type OpaDecision } from './answer.ts';

/** A decision takes some hundred bytes; OPA adds provenance. */
const ANSWER_MAX_BYTES = 64 * 1024;
/** Workers hold six connections open at once (https://developers.cloudflare.com/workers/platform/limits/). */
const AT_ONCE = 6;
/** So many failures one after another, and the rest of a proposal is not asked: a person waits for none of them. */
const GIVE_UP_AFTER = 3;
/** All of a proposal's actions together, ms: the incident waits meanwhile. */
const ALL_MS = 8_000;

/** An organisation's decision point, ready to be asked. */
export interface DecisionPoint {
  readonly url: string;
  readonly token: string | undefined;
  readonly timeoutMs: number;
  /** That may be asked although they are not public or not https */
  readonly operatorsOrigins: readonly string[];
}

export interface OpaJudgement {
  readonly answers: PolicyAnswer[];
  /** `opa:<revision>`; a digest of the URL where OPA names none */
  readonly policyVersion: string;
  /** Inputs that it did not decide, each with a person asked instead */
  readonly failed: number;
}

type Answered = OpaDecision | { readonly problem: string };

async function readBounded(response: Response): Promise<string | undefined> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > ANSWER_MAX_BYTES) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(part.value);
  }
  return new Blob(chunks).text();
}

async function post(point: DecisionPoint, input: PolicyInput, signal: AbortSignal): Promise<Answered> {
  const response = await fetch(`${point.url}?provenance=true`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(point.token === undefined ? {} : { authorization: `Bearer ${point.token}` }),
    },
    body: JSON.stringify({ input }),
    // It could lead anywhere, with the token.
    redirect: 'manual',
    signal,
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    return { problem: `it answered with status ${response.status}` };
  }
  const body = await readBounded(response);
  return body === undefined ? { problem: `its answer has more than ${ANSWER_MAX_BYTES} bytes` } : parseAnswer(body);
}

/**
 * Asks OPA about one action (`POST /v1/data/<path>`, https://www.openpolicyagent.org/docs/rest-api#get-a-document-with-input).
 * Never throws: what goes wrong is a problem in words, without anything of what was answered.
 */
export async function askOne(point: DecisionPoint, input: PolicyInput, timeoutMs: number): Promise<Answered> {
  const refused = whyNotAsked(point.url, point.operatorsOrigins);
  if (refused !== undefined) return { problem: `its address may not be asked: ${refused}` };
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A race, and not the signal alone: a body that never ends must not hold the decision whatever the runtime makes of it.
  const late = new Promise<Answered>((resolve) => {
    timer = setTimeout(() => {
      resolve({ problem: `it did not answer within ${timeoutMs} ms` });
      abort.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([
      post(point, input, abort.signal).catch((): Answered => ({ problem: 'it cannot be reached' })),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

const asPolicyAnswer = (opId: string, a: Answered): PolicyAnswer =>
  'problem' in a
    ? {
        opId,
        outcome: 'ask',
        reasons: ['opa: no decision: a person decides'],
        errors: [`opa: ${a.problem}`],
      }
    : {
        opId,
        outcome: a.outcome,
        reasons: a.reasons.length > 0 ? a.reasons.map((r) => `opa: ${r}`) : [`opa: ${a.outcome}, without a reason`],
        errors: [],
        ...(a.obligations === undefined ? {} : { obligations: a.obligations }),
      };

/**
 * Asks OPA about each action, one request an action, six at once. Whatever is not a decision (late, unreachable, another
 * status, no JSON, undefined, of another form) asks a person and never lets anything go. After some failures one after
 * another, or when the time for all is over, the rest is not asked. `now`: ms.
 */
export async function askOpa(
  point: DecisionPoint,
  inputs: readonly PolicyInput[],
  now: () => number,
): Promise<OpaJudgement> {
  const answers: PolicyAnswer[] = [];
  const revisions = new Set<string>();
  const until = now() + ALL_MS;
  let failed = 0;
  let failedInARow = 0;
  for (let n = 0; n < inputs.length; n += AT_ONCE) {
    const some = inputs.slice(n, n + AT_ONCE);
    const left = until - now();
    const asked =
      failedInARow >= GIVE_UP_AFTER || left <= 0
        ? some.map((): Answered => ({ problem: 'it was not asked any more, having failed for the actions before' }))
        : await Promise.all(some.map((input) => askOne(point, input, Math.min(point.timeoutMs, left))));
    for (const [i, a] of asked.entries()) {
      answers.push(asPolicyAnswer(some[i]!.opId, a));
      failedInARow = 'problem' in a ? failedInARow + 1 : 0;
      if ('problem' in a) failed++;
      else if (a.revision !== undefined) revisions.add(a.revision);
    }
  }
  return { answers, policyVersion: versionOf(point, [...revisions].toSorted()), failed };
}

function versionOf(point: DecisionPoint, revisions: readonly string[]): string {
  if (revisions.length === 1) return `opa:${revisions[0]}`;
  return `opa:${digestOf(revisions.length > 1 ? revisions : point.url).slice(0, 12)}`;
}
