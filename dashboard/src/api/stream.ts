import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { FeedItem, StreamCommand, Topic } from '../../../src/contracts/feed.ts';
import { backoffMs, INITIAL, parseMessage, step, TOPICS, type StreamEvent, type StreamStatus } from './stream-state.ts';

/** A socket that says nothing for so long gets a ping, and is given up for lost at twice of it. */
const QUIET_MS = 20_000;

type NewsListener = (items: readonly FeedItem[]) => void;

let state = INITIAL;
let socket: WebSocket | undefined;
let wanted = false;
let retry: ReturnType<typeof setTimeout> | undefined;
let heardAt = 0;
let watch: ReturnType<typeof setInterval> | undefined;

const statusListeners = new Set<() => void>();
const newsListeners = new Set<NewsListener>();
const resetListeners = new Set<() => void>();

const send = (command: StreamCommand): void => {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(command));
};

function take(event: StreamEvent): void {
  const before = state.status;
  const next = step(state, event);
  state = next.state;
  if (next.ack !== undefined) send({ type: 'ack', seq: next.ack });
  if (next.reset) for (const tell of resetListeners) tell();
  if (next.news.length > 0) for (const tell of newsListeners) tell(next.news);
  if (state.status !== before) for (const tell of statusListeners) tell();
}

function open(): void {
  clearTimeout(retry);
  const url = new URL('/api/v1/stream', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('topics', TOPICS.join(','));
  if (state.cursor !== undefined) url.searchParams.set('cursor', String(state.cursor));
  const mine = new WebSocket(url);
  socket = mine;
  heardAt = Date.now();
  mine.addEventListener('message', ({ data }) => {
    if (socket !== mine) return;
    heardAt = Date.now();
    const message = parseMessage(data);
    if (message !== undefined) take({ type: 'message', message });
  });
  mine.addEventListener('close', () => {
    if (socket === mine) lost();
  });
}

function lost(): void {
  socket = undefined;
  take({ type: 'closed' });
  if (wanted) retry = setTimeout(open, backoffMs(state.attempt, Math.random()));
}

function lookAfter(): void {
  const quiet = Date.now() - heardAt;
  if (socket === undefined || quiet < QUIET_MS) return;
  if (quiet < 2 * QUIET_MS) return send({ type: 'ping' });
  const dead = socket;
  lost();
  dead.close();
}

/** The network is back or the tab is looked at again: no reason to wait any longer. */
function hurry(): void {
  if (wanted && socket === undefined && document.visibilityState === 'visible') open();
}

/** Opens the one stream of this tab and keeps it open; undone by what it returns. */
export function startStream(): () => void {
  wanted = true;
  open();
  watch = setInterval(lookAfter, QUIET_MS / 2);
  addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);
  return () => {
    wanted = false;
    clearTimeout(retry);
    clearInterval(watch);
    removeEventListener('online', hurry);
    document.removeEventListener('visibilitychange', hurry);
    const closing = socket;
    socket = undefined;
    closing?.close();
    state = INITIAL;
  };
}

const subscribeTo =
  <F>(set: Set<F>) =>
  (listener: F): (() => void) => {
    set.add(listener);
    return () => void set.delete(listener);
  };
export const onNews = subscribeTo(newsListeners);
export const onReset = subscribeTo(resetListeners);
const onStatus = subscribeTo(statusListeners);

export const useStreamStatus = (): StreamStatus => useSyncExternalStore(onStatus, () => state.status);

/** Calls back with what comes on a topic while the component is there. */
export function useNews(topic: Topic, tell: NewsListener): void {
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  });
  useEffect(
    () =>
      onNews((items) => {
        const mine = items.filter((i) => i.topic === topic);
        if (mine.length > 0) latest.current(mine);
      }),
    [topic],
  );
}
