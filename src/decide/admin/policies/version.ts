import { digestOf } from '../../../kit/crypto.ts';

/** `<number>-<first 12 hex digits of the set's digest>` */
export const policyVersion = (number: number, policies: Readonly<Record<string, string>>): string =>
  `${number}-${digestOf(policies).slice(0, 12)}`;

export interface SetDiff {
  readonly added: string[];
  readonly changed: string[];
  readonly removed: string[];
}

type Texts = Readonly<Record<string, string>>;

/** What a set has otherwise than the one before it, by policy id. Pure. */
export function diffOf(before: Texts, after: Texts): SetDiff {
  const had = (id: string): boolean => Object.hasOwn(before, id);
  const has = (id: string): boolean => Object.hasOwn(after, id);
  return {
    added: Object.keys(after).filter((id) => !had(id)),
    changed: Object.keys(after).filter((id) => had(id) && before[id] !== after[id]),
    removed: Object.keys(before).filter((id) => !has(id)),
  };
}
