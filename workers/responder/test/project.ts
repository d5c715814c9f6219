/** Nothing listens there: tests that reach AWS bring their own. Times short enough to wait for. */
export const bindings = (): Record<string, unknown> => ({
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9239',
  CUSTODY_TIMES: JSON.stringify({
    jobTimeoutMs: 400,
    effectTimeoutMs: 600,
    goValidMs: 300,
    signatureLifetimeMs: 500,
    consistencyWindowMs: 300,
    consistencyPollMs: 60,
    absentGapMs: 60,
    resolvePollMs: 100,
    probeEveryMs: 400,
    backoffFirstMs: 50,
    lockTimeoutMs: 1_000,
  }),
});
