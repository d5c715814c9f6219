import { HOUR_MS, MINUTE_MS } from './clock.ts';

/** While two keys are good somebody waits to see which of them is in use. */
const WHILE_ROTATING_MS = 5 * MINUTE_MS;

/** How exactly the last use of a source's key is kept, ms: at most one write a key in this time, however many deliveries come. */
export const keyUseStepMs = (keysGood: number): number => (keysGood > 1 ? WHILE_ROTATING_MS : HOUR_MS);
