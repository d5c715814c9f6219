import { bodyLimit } from 'hono/body-limit';
import type { SlackReply, SlackRequest } from '../../contracts/slack.ts';
import { failure, problemResponse } from '../../kit/errors.ts';
import { isSlackHook } from '../../kit/slack.ts';
import type { ApiApp } from '../app.ts';
import type { ApiDeps } from '../deps.ts';
import { ownOrigin } from '../http/origin.ts';
import { carryOut } from './carry-out.ts';
import { slackMessage, type SlackMessage } from './message.ts';

/** What Slack sends of a button or command is a few thousand bytes; a message's blocks come along. */
const BODY_MAX_BYTES = 64 * 1024;
/** Slack gives up after 3 s (docs.slack.dev/interactivity/handling-user-interaction); the network takes its share. */
const ANSWER_WITHIN_MS = 1_500;
const POST_TIMEOUT_MS = 10_000;
const POST_TRIES = 3;
const POST_AGAIN_MS = 500;

/** Text that has exactly these bytes, for they are what Slack signed; `undefined` if there is none. */
function textOf(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const LATE = Symbol('late');
const after = (ms: number): Promise<typeof LATE> => new Promise((resolve) => setTimeout(() => resolve(LATE), ms));

/** Says it at the address that the verified request named, if that is Slack's. Nothing waits for it. */
async function postLater(url: string | null, message: SlackMessage): Promise<void> {
  if (url === null || !isSlackHook(url)) return;
  for (let i = 0; i < POST_TRIES; i++) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(message),
        redirect: 'manual',
        signal: AbortSignal.timeout(POST_TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (response.status < 500 && response.status !== 429) return;
    } catch {
      // The error may name the address, which is as good as a password for half an hour.
    }
    if (i + 1 < POST_TRIES) await after(POST_AGAIN_MS * 2 ** i);
  }
  console.error(JSON.stringify({ level: 'error', worker: 'console', event: 'slack_answer_lost' }));
}

async function messageOf(deps: ApiDeps, reply: SlackReply, origin: string): Promise<SlackMessage | undefined> {
  let found: string;
  try {
    found = await carryOut(deps, reply.next);
  } catch {
    found = 'That could not be done just now; try again, or look at the dashboard.';
  }
  const text = [found, reply.text].filter((t) => t !== '').join('\n');
  return text === ''
    ? undefined
    : slackMessage(text, { origin, open: reply.open, replaceOriginal: reply.replaceOriginal });
}

const acknowledged = (message?: SlackMessage): Response =>
  message === undefined ? new Response(null, { status: 200 }) : Response.json(message);

/**
 * Where Slack sends buttons and commands: outside of the API, for the caller is Slack and what it signed is all that counts. The
 * gate sees the exact text of the body and both headers, and nothing here believes anything before it has.
 */
export function registerSlackHooks(root: ApiApp): void {
  const limit = bodyLimit({
    maxSize: BODY_MAX_BYTES,
    onError: () => problemResponse(failure('too_large', `This takes at most ${BODY_MAX_BYTES} bytes.`)),
  });
  for (const kind of ['command', 'interaction'] as const)
    root.post(`/hooks/slack/${kind}s`, limit, async (c) => {
      const timestamp = c.req.header('x-slack-request-timestamp');
      const signature = c.req.header('x-slack-signature');
      if (timestamp === undefined || signature === undefined || timestamp.length > 100 || signature.length > 200)
        return problemResponse(failure('unauthenticated', 'This takes requests that Slack signed.'));
      const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
      if (type !== 'application/x-www-form-urlencoded')
        return problemResponse(failure('unsupported_media', 'Slack sends forms here.'));
      const body = textOf(await c.req.arrayBuffer());
      if (body === undefined) return problemResponse(failure('malformed', 'The body is not UTF-8.'));
      const request: SlackRequest = { v: 1, kind, timestamp, signature, body };
      const deps = c.get('deps');
      const origin = ownOrigin(c);
      const late = after(ANSWER_WITHIN_MS);
      const handling = deps.slack.handle(request);
      const say = async (reply: SlackReply): Promise<void> => {
        const message = await messageOf(deps, reply, origin);
        if (message !== undefined) await postLater(reply.responseUrl, message);
      };
      const handled = await Promise.race([handling, late]);
      if (handled === LATE) {
        c.executionCtx.waitUntil(handling.then((h) => (h.ok ? say(h.value) : undefined)));
        return acknowledged();
      }
      if (!handled.ok) return problemResponse(handled.error);
      // Slack reads no message out of the answer to a button.
      if (kind === 'interaction') {
        c.executionCtx.waitUntil(say(handled.value));
        return acknowledged();
      }
      const message = messageOf(deps, handled.value, origin);
      const ready = await Promise.race([message, late]);
      if (ready !== LATE) return acknowledged(ready);
      c.executionCtx.waitUntil(
        message.then((m) => (m === undefined ? undefined : postLater(handled.value.responseUrl, m))),
      );
      return acknowledged(slackMessage('One moment…', { origin, open: null }));
    });
}
