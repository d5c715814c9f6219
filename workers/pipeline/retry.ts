/** With five retries these bridge an outage of about eight minutes before a person is asked. */
const RETRY_DELAYS_SECONDS = [5, 15, 45, 120, 300] as const;

/** Seconds until a message that was tried `attempts` times is tried again. */
export const retryDelay = (attempts: number): number =>
  RETRY_DELAYS_SECONDS[Math.min(Math.max(attempts, 1), RETRY_DELAYS_SECONDS.length) - 1]!;

/** One line for the Worker's log; `about` is an id of ours, never a stranger's text. */
export const logError = (event: string, about: string, cause: unknown): void =>
  console.error(
    JSON.stringify({ level: 'error', event, about, error: cause instanceof Error ? cause.message : String(cause) }),
  );
