import { STATUS_BY_CODE, type Failure } from '../../../../kit/errors.ts';

/** Reasons that the API machinery knows (k8s.io/apimachinery, `metav1.StatusReason`), by our status. */
const REASON_BY_STATUS: ReadonlyMap<number, string> = new Map([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [404, 'NotFound'],
  [405, 'MethodNotAllowed'],
  [413, 'RequestEntityTooLarge'],
  [415, 'UnsupportedMediaType'],
  [422, 'Invalid'],
  [429, 'TooManyRequests'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
]);

/**
 * A failure as a `Status` of the Kubernetes API, which is what kube-apiserver's webhook client reads. It sends a batch again on 429,
 * on 500, and on whatever suggests a delay (`retryAfterSeconds`); after any other answer, and after five attempts, the batch is lost.
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/util/webhook/webhook.go
 */
export function statusReply(failed: Failure): Response {
  const code = STATUS_BY_CODE[failed.code];
  const wait = failed.retryAfterSeconds;
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: failed.detail,
    reason: REASON_BY_STATUS.get(code) ?? 'Unknown',
    ...(wait === undefined ? {} : { details: { retryAfterSeconds: wait } }),
    code,
  };
  return new Response(JSON.stringify(body), {
    status: code,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
    },
  });
}
