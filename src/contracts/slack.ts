import * as z from 'zod';
import { Digest, Id, Millis } from './common.ts';

/** Slack's own ids: a workspace `T…` (an Enterprise Grid's own `E…`), a person `U…` or `W…`. docs.slack.dev/reference/objects */
export const SlackTeam = z.string().regex(/^[TE][A-Z0-9]{2,19}$/, 'a Slack workspace reads T0123ABCD');
export const SlackUserId = z.string().regex(/^[UW][A-Z0-9]{2,19}$/, 'a Slack member reads U0123ABCD');

/** A workspace that speaks for the organisation. */
export const SlackWorkspaceInput = z.strictObject({ team: SlackTeam, name: z.string().trim().min(1).max(100) });
export const SlackWorkspaceView = z.object({
  team: z.string(),
  name: z.string(),
  createdBy: z.string(),
  createdAt: Millis,
});
export type SlackWorkspaceView = z.infer<typeof SlackWorkspaceView>;

/** Who of a workspace is which user. */
export const SlackUserInput = z.strictObject({ team: SlackTeam, slackUser: SlackUserId, user: Id });
export const SlackUserView = z.object({
  team: z.string(),
  slackUser: z.string(),
  user: z.string(),
  createdBy: z.string(),
  createdAt: Millis,
});
export type SlackUserView = z.infer<typeof SlackUserView>;

/** Names of the buttons under a plan. */
export const SLACK_ACTIONS = { approve: 'vedette.approve', deny: 'vedette.deny', open: 'vedette.open' } as const;

/** What a button carries: data alone, checked by the gate against its own copy. At most 2,000 characters, says Slack. */
const ButtonValue = z.object({ plan: Id, digest: Digest });
export type ButtonValue = z.infer<typeof ButtonValue>;

export const writeButtonValue = (value: ButtonValue): string => `${value.plan} ${value.digest}`;
export function readButtonValue(text: string): ButtonValue | undefined {
  const [plan, digest, ...rest] = text.split(' ');
  const parsed = ButtonValue.safeParse({ plan, digest });
  return parsed.success && rest.length === 0 ? parsed.data : undefined;
}

/** A request as it came from Slack, unread: the exact text of its body and the two headers. */
export const SlackRequest = z.object({
  v: z.literal(1),
  kind: z.enum(['command', 'interaction']),
  /** `X-Slack-Request-Timestamp` */
  timestamp: z.string().max(100),
  /** `X-Slack-Signature` */
  signature: z.string().max(200),
  body: z.string().max(64 * 1024),
});
export type SlackRequest = z.infer<typeof SlackRequest>;

/** What is left to do once the gate knows who asked and may ask. */
export type SlackNext =
  | { readonly kind: 'none' }
  /** A verdict was kept: the incident hears of it as after any other. */
  | {
      readonly kind: 'approval_arrived';
      readonly org: string;
      readonly incident: string;
      readonly plan: string;
      readonly actor: string;
    }
  | {
      readonly kind: 'release';
      readonly org: string;
      readonly incident: string;
      readonly reason: string;
      readonly actor: string;
    }
  | { readonly kind: 'incidents' | 'status'; readonly org: string }
  | { readonly kind: 'show'; readonly org: string; readonly incident: string };

/** What a person in Slack is answered, and what the console does then. */
export interface SlackReply {
  /** Plain text; empty: nothing is said beyond what `next` finds. */
  readonly text: string;
  /** Takes the place of the message that the button was on, without buttons; else only the person sees the text. */
  readonly replaceOriginal: boolean;
  /** A path of the dashboard to look at, or null */
  readonly open: string | null;
  /** Where a late answer goes: `https://hooks.slack.com/…` of the verified request, or null. */
  readonly responseUrl: string | null;
  readonly next: SlackNext;
}
