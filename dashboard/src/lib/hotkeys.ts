import { useEffect, useRef } from 'react';

/** A key, or keys one after the other (`g i`), with what they do: the help lists them. */
export interface Hotkey {
  readonly keys: string;
  readonly label: string;
  readonly group: string;
  run(event: KeyboardEvent): void;
}

const active = new Set<{ readonly list: readonly Hotkey[] }>();
const SEQUENCE_MS = 1_000;
let first: { key: string; at: number } | undefined;

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
/** An open dialog or menu has the keyboard to itself. */
const modal = (): boolean =>
  document.querySelector('[role="dialog"][data-state="open"],[role="menu"][data-state="open"]') !== null;

/** `mod+k` for ⌘K and Ctrl-K. */
function nameOf(event: KeyboardEvent): string {
  const mod = event.metaKey || event.ctrlKey ? 'mod+' : '';
  const key = event.key.length === 1 ? event.key : event.key.toLowerCase();
  return mod + key;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const name = nameOf(event);
  if (!name.startsWith('mod+') && (typing(event.target) || modal())) return;
  const all = [...active].toReversed().flatMap((a) => a.list);
  const sequence = first !== undefined && Date.now() - first.at < SEQUENCE_MS ? `${first.key} ${name}` : undefined;
  const hit = all.find((h) => h.keys === sequence) ?? all.find((h) => h.keys === name);
  first = hit === undefined ? { key: name, at: Date.now() } : undefined;
  if (hit === undefined) return;
  event.preventDefault();
  hit.run(event);
}

/** Makes keys work while the component is there. The latest to come wins. */
export function useHotkeys(list: readonly Hotkey[]): void {
  const entry = useRef({ list });
  useEffect(() => {
    entry.current.list = list;
  });
  useEffect(() => {
    const mine = entry.current;
    if (active.size === 0) addEventListener('keydown', onKey);
    active.add(mine);
    return () => {
      active.delete(mine);
      if (active.size === 0) removeEventListener('keydown', onKey);
    };
  }, []);
}

export const activeHotkeys = (): Hotkey[] => {
  const seen = new Map<string, Hotkey>();
  for (const { list } of active) for (const h of list) seen.set(h.keys, h);
  return [...seen.values()];
};
