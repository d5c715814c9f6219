/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    // Miniflare ends the process at a signal by itself, before anything is put away; here the caller puts away first.
    for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
    const stop = (signal: NodeJS.Signals): void => {
      resolve(signal);
      process.once(signal, () => process.exit(130));
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}
