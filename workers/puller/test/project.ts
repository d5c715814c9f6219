/** A reader that gives no sign of life loses its object at once. */
export const bindings = (): Record<string, unknown> => ({ PULL_LEASE_MS: '50' });
