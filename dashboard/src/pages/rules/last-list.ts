import type { Search } from '../../lib/filters.ts';

let last: Search = {};

/** Keeps what the list showed, so that the way back from a rule leads to the same list. */
export const rememberList = (search: Search): void => {
  last = search;
};
export const lastList = (): Search => last;
