import type { PolicyObligations } from '../../contracts/rpc.ts';
import { WindowId } from '../../contracts/windows.ts';
import { definedOnly } from '../defined.ts';

/** What Cedar says of a policy's annotations: `@name("value")`; null where the value is left out. */
export type Annotations = Readonly<Record<string, string | null | undefined>>;

export interface AnnotationProblem {
  readonly annotation: string;
  readonly message: string;
  readonly hint: string;
}

/** A day: whoever has not been told by then was never meant to be. */
const ESCALATE_MAX_MINUTES = 1440;
const STRATEGIES = ['immediate', 'scheduled', 'manual'] as const;
const ROLES = ['approver', 'admin'] as const;
const ON_DRIFT = ['reapply', 'ask'] as const;
/** Free text for people; means nothing to the gate. */
const NOTES = ['id', 'description', 'owner'];

const HINTS: Readonly<Record<string, string>> = {
  approvals: 'how many people must approve: @approvals("1") to @approvals("5")',
  role: 'the role that each approver needs: @role("approver") or @role("admin")',
  strategy: '@strategy("immediate"), @strategy("scheduled") with @window("…"), or @strategy("manual")',
  window: 'the id of a maintenance window, with @strategy("scheduled"): @window("nights")',
  drift: 'when somebody else changes a contained target: @drift("ask") or @drift("reapply")',
  escalate: `minutes after which further people are told: @escalate("1") to @escalate("${ESCALATE_MAX_MINUTES}")`,
};

/** Only the digits themselves: `Number` would take ` 2 `, `2e0` and `0x2` as well. */
const wholeNumber = (text: string | null | undefined, most: number): number | undefined => {
  const n = /^[1-9][0-9]{0,3}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return n <= most ? n : undefined;
};
const oneOf = <T extends string>(all: readonly T[], text: string | null | undefined): T | undefined =>
  all.find((v) => v === text);

/**
 * What a policy's annotations ask, and what is wrong with them. An annotation that the gate does not know is a fault: one
 * that is misspelt would otherwise ask for nothing, silently. Pure.
 */
export function readAnnotations(annotations: Annotations): {
  readonly obligations: PolicyObligations;
  readonly problems: AnnotationProblem[];
} {
  const given = (name: string): boolean => Object.hasOwn(annotations, name);
  const obligations: PolicyObligations = definedOnly({
    approvals: wholeNumber(annotations['approvals'], 5),
    role: oneOf(ROLES, annotations['role']),
    strategy: oneOf(STRATEGIES, annotations['strategy']),
    window: WindowId.safeParse(annotations['window']).data,
    onDrift: oneOf(ON_DRIFT, annotations['drift']),
    escalateMinutes: wholeNumber(annotations['escalate'], ESCALATE_MAX_MINUTES),
  });
  const read = { ...obligations, drift: obligations.onDrift, escalate: obligations.escalateMinutes };
  const problems = Object.keys(annotations).flatMap((name): AnnotationProblem[] => {
    const hint = Object.hasOwn(HINTS, name) ? HINTS[name] : undefined;
    if (hint === undefined)
      return NOTES.includes(name)
        ? []
        : [
            {
              annotation: name,
              message: `@${name} is not known`,
              hint: `annotations are ${[...Object.keys(HINTS), ...NOTES].map((n) => `@${n}`).join(', ')}`,
            },
          ];
    return Object.hasOwn(read, name) && read[name as keyof typeof read] !== undefined
      ? []
      : [{ annotation: name, message: `@${name} does not take ${JSON.stringify(annotations[name] ?? null)}`, hint }];
  });
  if (obligations.strategy === 'scheduled' && !given('window'))
    problems.push({ annotation: 'strategy', message: 'it is scheduled into no window', hint: HINTS['window']! });
  if (given('window') && given('strategy') && obligations.strategy !== 'scheduled')
    problems.push({ annotation: 'window', message: 'only what is scheduled has a window', hint: HINTS['strategy']! });
  if (given('window') && !given('strategy'))
    problems.push({ annotation: 'window', message: 'a window needs a strategy', hint: 'add @strategy("scheduled")' });
  return { obligations, problems };
}

const strictestOf = <T>(order: readonly T[], values: readonly (T | undefined)[]): T | undefined =>
  order[Math.max(-1, ...values.map((v) => (v === undefined ? -1 : order.indexOf(v))))];

/**
 * The strictest of each: most approvals, admin over approver, manual over scheduled over immediate, ask over re-apply,
 * shortest escalation. What would have to fall into two windows at once is left to a person: `manual`. Undefined: nothing is
 * asked. Pure.
 */
export function strictest(all: readonly PolicyObligations[]): PolicyObligations | undefined {
  const numbers = (of: (o: PolicyObligations) => number | undefined): number[] => all.flatMap((o) => of(o) ?? []);
  const approvals = numbers((o) => o.approvals);
  const escalate = numbers((o) => o.escalateMinutes);
  const strategy = strictestOf(
    STRATEGIES,
    all.map((o) => o.strategy),
  );
  const windows = [...new Set(all.flatMap((o) => (o.strategy === 'scheduled' && o.window ? [o.window] : [])))];
  const scheduled = strategy === 'scheduled';
  const merged: PolicyObligations = definedOnly({
    approvals: approvals.length === 0 ? undefined : Math.max(...approvals),
    role: strictestOf(
      ROLES,
      all.map((o) => o.role),
    ),
    strategy: scheduled && windows.length > 1 ? 'manual' : strategy,
    window: scheduled && windows.length === 1 ? windows[0] : undefined,
    onDrift: strictestOf(
      ON_DRIFT,
      all.map((o) => o.onDrift),
    ),
    escalateMinutes: escalate.length === 0 ? undefined : Math.min(...escalate),
  });
  return Object.keys(merged).length === 0 ? undefined : merged;
}
