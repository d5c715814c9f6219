import type { RetroHuntView } from '../../../../src/contracts/retro-hunt.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';

const WORD: Record<RetroHuntView['state'], readonly [word: string, tone: Tone]> = {
  listing: ['finding blocks', 'accent'],
  running: ['running', 'accent'],
  done: ['done', 'ok'],
  partial: ['not all looked at', 'warn'],
  cancelled: ['cancelled', 'neutral'],
  failed: ['failed', 'danger'],
};

/** A hunt's state by its word. */
export function HuntMark({ state }: { readonly state: RetroHuntView['state'] }) {
  const [word, tone] = WORD[state];
  return <Badge tone={tone}>{word}</Badge>;
}
